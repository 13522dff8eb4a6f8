import type { ResourceAddress } from '../../core/address.js';
import type { ComponentStatus, PipelineStatus, TableStatus } from '../../core/pipeline-status.js';
import { worstOf } from '../../core/pipeline-status.js';
import type { Plan } from '../../core/plan.js';
import type { TargetReport } from '../../core/report.js';
import type { Health } from '../../core/resource.js';
import type { StepResults } from '../../core/result.js';
import { plural } from '../printable.js';

/** One stop of the way that rows take. */
export interface Station {
  readonly title: string;
  readonly text: string;
  readonly note?: string;
  /** Absent: nobody asks it (a database). */
  readonly health?: Health;
}

/** One table's way, stop by stop; a cell is absent where there is nothing of that kind. */
export interface TableRow {
  readonly from: string;
  readonly health: Health;
  readonly cells: readonly (ComponentStatus | undefined)[];
}

export type Sync = { readonly state: 'in sync' | 'unknown' } | { readonly state: 'out of sync'; readonly changes: number };

export interface PipelineView {
  readonly name: string;
  readonly health: Health;
  readonly sync: Sync;
  readonly stations: readonly Station[];
  /** The kinds of the rows' cells, as headings. */
  readonly columns: readonly string[];
  /** What is not healthy first. */
  readonly rows: readonly TableRow[];
  readonly testStatement?: string;
}

/** In the order in which rows move. */
const tableKinds = [
  { kind: 'source-topic', title: 'Topic', many: 'topics' },
  { kind: 'decode-statement', title: 'Statement', many: 'statements' },
  { kind: 'target-table', title: 'Table', many: 'tables' },
  { kind: 'tableflow-topic', title: 'Lake', many: 'lake tables' },
] as const;

/** A pipeline as the chain that it is: pure, from what a run found. */
export function pipelineView(status: PipelineStatus, report: Pick<TargetReport, 'plan' | 'results' | 'outcome'>): PipelineView {
  const kinds = tableKinds.filter(({ kind }) => status.components.some((component) => component.kind === kind));
  const rows = status.tables.map((table) => rowOf(table, status.components, kinds.map(({ kind }) => kind)));
  return {
    name: status.pipeline,
    health: status.health,
    sync: syncOf(status.pipeline, report),
    stations: [...databaseStation(status.pipeline, report.plan), ...connectorStations(status), ...kinds.map((kind) => stationOf(kind, status))],
    columns: kinds.map(({ title }) => title),
    rows: [...rows.filter(({ health }) => health !== 'healthy'), ...rows.filter(({ health }) => health === 'healthy')],
    ...(status.testStatement === undefined ? {} : { testStatement: status.testStatement }),
  };
}

function rowOf({ from, health }: TableStatus, components: readonly ComponentStatus[], kinds: readonly string[]): TableRow {
  return { from, health, cells: kinds.map((kind) => components.find((component) => component.kind === kind && component.table === from)) };
}

function stationOf({ kind, title, many }: (typeof tableKinds)[number], { components }: PipelineStatus): Station {
  const own = components.filter((component) => component.kind === kind);
  const [only] = own;
  const health = worstOf(own.map((component) => component.health));
  if (own.length === 1 && only !== undefined) return { title, text: only.name, note: only.state, health };
  const well = own.filter((component) => component.health === 'healthy').length;
  return { title, text: `${own.length} ${many}`, note: well === own.length ? 'all healthy' : `${own.length - well} not healthy`, health };
}

function connectorStations({ components }: PipelineStatus): Station[] {
  return components.filter(({ kind }) => kind === 'connector').map(({ name, state, health }) => ({ title: 'Connector', text: name, note: state, health }));
}

/** Where the rows come from, as the connector's settings say it. Only plain texts: a reference to a secret is none. */
function databaseStation(pipeline: string, plan: Plan | undefined): Station[] {
  const change = plan?.changes.find((one) => one.kind === 'connector' && one.pipeline === pipeline);
  const resource = change === undefined ? undefined : 'after' in change ? change.after : change.before;
  const { config } = (resource?.spec ?? {}) as { config?: Readonly<Record<string, unknown>> };
  const say = (...keys: readonly string[]): string | undefined => keys.map((key) => config?.[key]).find((value): value is string => typeof value === 'string' && value !== '');
  const plugin = say('connector.class');
  if (plugin === undefined) return [];
  const host = say('database.hostname', 'aws.region');
  const name = say('database.dbname', 'database.names', 'database.include.list');
  return [{ title: 'Database', text: [host, name].filter((part) => part !== undefined).join(' / ') || plugin, note: plugin }];
}

function syncOf(pipeline: string, { plan, results, outcome }: Pick<TargetReport, 'plan' | 'results' | 'outcome'>): Sync {
  if (plan === undefined) return { state: 'unknown' };
  const own = plan.changes.filter((change) => change.pipeline === pipeline);
  if (own.some((change) => change.type === 'blocked')) return { state: 'unknown' };
  const meant = own.filter((change) => change.type !== 'noop' && change.type !== 'appear');
  const open = outcome === 'changed' ? [] : meant.filter((change) => !isDone(change.address, plan, results));
  return open.length === 0 ? { state: 'in sync' } : { state: 'out of sync', changes: open.length };
}

function isDone(address: ResourceAddress, plan: Plan, results: StepResults | undefined): boolean {
  const steps = plan.steps.filter((step) => step.address === address);
  return results !== undefined && steps.length > 0 && steps.every((step) => results.get(step.id)?.status === 'succeeded');
}

/** `in sync`, `out of sync, 3 changes`. */
export function syncWords(sync: Sync): string {
  return sync.state === 'out of sync' ? `out of sync, ${plural(sync.changes, 'change')}` : sync.state === 'unknown' ? 'sync unknown' : sync.state;
}

/** How far a pipeline is from being well; higher is worse. */
export function urgency({ health, sync }: Pick<PipelineView, 'health' | 'sync'>): number {
  const ranks = { degraded: 8, missing: 6, paused: 4, progressing: 2, healthy: 0 } as const satisfies Record<Health, number>;
  return ranks[health] + (sync.state === 'in sync' ? 0 : 1);
}
