import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { ComponentStatus } from '../../core/pipeline-status.js';
import type { TargetReport } from '../../core/report.js';
import type { Health } from '../../core/resource.js';
import { pipelineView } from '../../report/html/pipeline-view.js';
import type { Leadership } from '../leader/index.js';
import type { Shards } from '../shard/index.js';
import type { WatchedTarget, WatchPhase, WatchState } from '../state.js';
import { METRIC_PREFIX, metricNames } from './metric-names.js';
import type { MetricName } from './metric-names.js';

export interface WatchMetrics {
  /** Counts runs that ended since the last call. Call it whenever the state changes; a scrape does too. */
  observe(state: WatchState): void;
  /** The text format of Prometheus. */
  render(state: WatchState, leadership: Leadership | undefined): Promise<{ readonly type: string; readonly text: string }>;
}

const buckets = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600];

/** Counters live here; everything else is read from the state when somebody asks. */
export function createWatchMetrics(): WatchMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const named = (name: MetricName) => ({ name: `${METRIC_PREFIX}${name}`, help: metricNames[name].help, labelNames: [...metricNames[name].labels], registers: [registry] });
  const gauges = new Map<MetricName, Gauge>();
  const gauge = (name: MetricName): Gauge => {
    const known = gauges.get(name) ?? new Gauge(named(name));
    gauges.set(name, known);
    return known;
  };
  const durations = new Histogram({ ...named('reconcile_duration_seconds'), buckets });
  const runs = new Counter(named('reconciles_total'));
  const calls = new Counter(named('api_calls_total'));
  const retries = new Counter(named('api_retries_total'));
  const limited = new Counter(named('api_rate_limited_total'));
  const terms = new Counter(named('leader_terms_total'));
  const counted = new Map<string, ReadonlySet<string>>();
  let termsCounted = 0;

  const observeTarget = (target: WatchedTarget): void => {
    const before = counted.get(target.name);
    const fresh = target.runs.filter((run) => before?.has(run.id) !== true);
    if (fresh.length === 0) return;
    counted.set(target.name, new Set(target.runs.map((run) => run.id)));
    for (const run of fresh) {
      runs.inc({ target: target.name, outcome: run.outcome, trigger: run.trigger });
      durations.observe({ target: target.name, outcome: run.outcome }, Math.max(0, run.endedAt - run.startedAt) / 1_000);
    }
    for (const plane of target.report?.calls ?? []) {
      const labels = { target: target.name, plane: plane.plane };
      calls.inc(labels, plane.calls);
      retries.inc(labels, plane.retries);
      limited.inc(labels, plane.rateLimited);
    }
  };
  const observe = (state: WatchState): void => state.targets.forEach(observeTarget);

  return {
    observe,
    async render(state, leadership) {
      observe(state);
      for (const one of gauges.values()) one.reset();
      const set: SetGauge = (name, labels, value) => {
        if (value !== undefined) gauge(name).set(labels, value);
      };
      setController(state, set);
      if (leadership !== undefined) set('leader', {}, leadership.leading ? 1 : 0);
      if (state.shards !== undefined) setShards(state.targets, state.shards, set);
      const now = leadership?.terms ?? state.shards?.terms ?? 0;
      terms.inc(now - termsCounted);
      termsCounted = now;
      for (const target of state.targets) setTarget(target, set);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

type SetGauge = (name: MetricName, labels: Readonly<Record<string, string>>, value: number | undefined) => void;

function setController({ version, repository }: WatchState, set: SetGauge): void {
  set('build_info', { version }, 1);
  set('repository_last_fetch_timestamp_seconds', {}, seconds(repository.lastFetchAt));
  set('repository_problem', {}, repository.problem === undefined ? 0 : 1);
  set('commit_refused', {}, repository.refusedCommit === undefined ? 0 : 1);
  if (repository.commit !== undefined) set('commit_info', { commit: repository.commit.id }, 1);
}

function setShards(targets: WatchState['targets'], { members, owners, identity }: Shards, set: SetGauge): void {
  set('replicas', {}, members.length);
  for (const { name } of targets) set('target_owned', { target: name }, owners[name] === identity ? 1 : 0);
}

const phases: readonly WatchPhase[] = ['waiting', 'reconciling', 'backing-off', 'suspended', 'outside-window', 'awaiting-approval', 'standby'];

function setTarget(target: WatchedTarget, set: SetGauge): void {
  const labels = { target: target.name };
  for (const phase of phases) set('target_phase', { ...labels, phase }, phase === target.phase ? 1 : 0);
  // What was so when this replica stopped working on it is told by the one that does now.
  if (target.phase === 'standby') return;
  set('last_run_timestamp_seconds', labels, seconds(target.runs[0]?.endedAt));
  set('last_success_timestamp_seconds', labels, seconds(target.lastSuccessAt));
  set('next_run_timestamp_seconds', labels, seconds(target.nextRunAt));
  set('consecutive_failures', labels, target.failures);
  set('approval_waiting_since_timestamp_seconds', labels, seconds(target.awaitingApproval?.since));
  if (target.report !== undefined) setReport(target.report, labels, set);
}

function setReport(report: TargetReport, labels: { readonly target: string }, set: SetGauge): void {
  const told = [...report.diagnostics, ...(report.plan?.diagnostics ?? [])];
  for (const severity of ['error', 'warning'] as const) set('diagnostics', { ...labels, severity }, told.filter((one) => one.severity === severity).length);
  set('ledger_locked', labels, told.some(({ code }) => code === 'CDC4011') ? 1 : 0);
  for (const [change, count] of Object.entries(report.plan?.summary ?? {})) set('plan_changes', { ...labels, change }, count);
  set('plan_steps', labels, openSteps(report));
  for (const status of report.pipelines) {
    const own = { ...labels, pipeline: status.pipeline };
    const { sync } = pipelineView(status, report);
    for (const health of Object.keys(healthValues) as Health[]) set('pipeline_health', { ...own, health }, health === status.health ? 1 : 0);
    set('pipeline_in_sync', own, sync.state === 'unknown' ? undefined : sync.state === 'in sync' ? 1 : 0);
    for (const component of status.components.filter(isShown)) set('component_health', { ...own, kind: component.kind, name: component.name }, healthValues[component.health]);
  }
}

const healthValues = { healthy: 0, progressing: 1, paused: 2, missing: 3, degraded: 4 } as const satisfies Record<Health, number>;

/** What comes and goes with something else is shown when it is not well: a table has a dozen of them, and each is a series. */
const quietKinds: ReadonlySet<string> = new Set(['source-topic', 'target-topic', 'subject', 'subject-config']);

function isShown({ kind, health }: ComponentStatus): boolean {
  return !quietKinds.has(kind) || health !== 'healthy';
}

/** Of the newest plan, those that were not done. */
function openSteps({ plan, results, outcome }: TargetReport): number | undefined {
  if (plan === undefined) return undefined;
  if (results === undefined) return outcome === 'changed' ? 0 : plan.steps.length;
  return plan.steps.filter((step) => results.get(step.id)?.status !== 'succeeded').length;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000;
}
