import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config } from '../config.js';
import { hasErrors } from '../core/diagnostic.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Plan } from '../core/plan.js';
import { gravestOutcome, REPORT_FORMAT_VERSION } from '../core/report.js';
import type { RunReport, TargetReport } from '../core/report.js';
import { missingCredentials, missingSecrets } from './account.js';
import { createConsent } from './consent.js';
import { matchesGlob } from './glob.js';
import { gatesOf } from './gates.js';
import type { GateFlags } from './gates.js';
import { keepHeapSmall } from './heap.js';
import type { CommandIo } from './io.js';
import { openLevelCache } from './level-cache.js';
import { renderRun } from './output.js';
import type { OutputFormat } from './output.js';
import { createRunLog } from './run-log.js';
import { runTarget } from './run-target.js';
import { select } from './select.js';
import type { Selection } from './select.js';
import { openSession } from './session.js';
import type { Session, SessionOptions } from './session.js';

export interface ReconcileCommand extends SessionOptions {
  readonly targets: readonly string[];
  readonly pipelines: readonly string[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly expectPlan?: string;
  readonly output: OutputFormat;
  readonly out?: string;
  readonly detailedExitcode: boolean;
  readonly prune: boolean;
  readonly adopt: boolean;
  /** Where the ledger is; `file:.reconcile` when neither this nor the environment says. */
  readonly ledger?: string;
  /** What is looked at before the plan is shown; nothing when absent. */
  readonly gates?: GateFlags;
  /** `reconcile destroy`: nothing is desired of the chosen pipelines. */
  readonly destroy?: boolean;
  /** `reconcile status`: how the pipelines are, instead of what would be done. */
  readonly status?: boolean;
}

/** What a command that runs long needs of the process. */
export interface RunIo extends CommandIo {
  /** Width of the terminal. */
  readonly columns: () => number | undefined;
  /** Asks at the terminal; absent without one. */
  readonly ask?: (question: string) => Promise<string>;
  /** Set by the first Ctrl-C or SIGTERM: finish what is in flight. */
  readonly stopping: AbortSignal;
  /** Set by the second: stop waiting at once. */
  readonly abort: AbortSignal;
}

/** `reconcile [paths]`: plan, show, confirm, apply, wait until healthy, report. With `--dry-run` up to the plan. */
export async function reconcile(command: ReconcileCommand, config: Config, io: RunIo): Promise<RunReport> {
  if (command.dryRun) keepHeapSmall();
  const session = await openSession(command, config, io);
  try {
    const report = await run(command, session, config, io);
    await renderRun(report, session.loaded.files, command, io);
    return report;
  } finally {
    await session.close();
  }
}

async function run(command: ReconcileCommand, session: Session, config: Config, io: RunIo): Promise<RunReport> {
  const { documents, diagnostics } = session.loaded;
  if (hasErrors(diagnostics)) return runReport(command, session, [], diagnostics, 'refused');
  const selections = select(documents, command.targets, command.pipelines);
  const missing = await unsetSecrets(command, session, selections);
  if (missing.length > 0) return runReport(command, session, [], [...diagnostics, ...missing], 'refused');
  const targets: TargetReport[] = [];
  for (const selection of selections) targets.push(await reconcileOne(selection, command, session, config, io));
  return runReport(command, session, targets, diagnostics, gravestOutcome(targets.map((target) => target.outcome)));
}

/** Every unset reference, before the first call. A dry run sends no connector secret, so it only needs credentials. */
async function unsetSecrets(command: ReconcileCommand, session: Session, selections: readonly Selection[]): Promise<readonly Diagnostic[]> {
  if (session.simulation !== undefined) return [];
  const targets = selections.map(({ target }) => target);
  return command.dryRun ? missingCredentials(targets, session.secrets) : missingSecrets(targets, selections.flatMap(({ pipelines }) => pipelines), session.secrets);
}

async function reconcileOne({ target, pipelines }: Selection, command: ReconcileCommand, session: Session, config: Config, io: RunIo): Promise<TargetReport> {
  const runId = randomUUID();
  const { log } = session;
  const { createProgress } = await import('../report/progress.js');
  const logged = log === undefined ? undefined : createRunLog(log, { target: target.name, run: runId, command: commandOf(command), dryRun: command.dryRun });
  const progress = logged ?? createProgress({ write: io.stderr, isTty: io.isTty && !config.ci, color: io.color, now: () => session.clock.now(), columns: io.columns });
  const ticking = setInterval(() => progress.tick(), 1_000).unref();
  const expected = command.expectPlan === undefined ? {} : { expectPlan: command.expectPlan };
  const consent = createConsent({ yes: command.yes, ...expected, ...(io.ask === undefined ? {} : { ask: io.ask }) });
  const ledgerUrl = command.ledger ?? config.ledger;
  const wanted = command.pipelines;
  const destroy = command.destroy === true;
  const cache = config.cache === undefined ? undefined : await openLevelCache(resolve(io.cwd, config.cache), Date.now);
  const report = await runTarget({
    session,
    ...(cache === undefined ? {} : { subjectLevels: cache.levels }),
    place: { cwd: io.cwd, env: config.env },
    events: progress,
    runId,
    ...(ledgerUrl === undefined ? {} : { ledgerUrl }),
    request: {
      target,
      pipelines: destroy ? [] : pipelines,
      inScope: (pipeline) => wanted.length === 0 || (pipeline !== undefined && wanted.some((glob) => matchesGlob(pipeline, glob))),
      destroy,
      prune: destroy || command.prune,
      adopt: command.adopt,
      ...(command.expectPlan === undefined ? {} : { expectedPlan: command.expectPlan }),
    },
    options: {
      concurrency: target.spec.limits?.concurrency ?? 20,
      ...(command.gates === undefined ? {} : { gates: gatesOf(command.gates, { target, pipelines, session, config, dryRun: command.dryRun }) }),
      stopping: io.stopping,
      abort: io.abort,
      ...(command.dryRun ? {} : { consent, onPlan: showPlan(command, session, io, (plan) => progress.begin(plan)) }),
    },
  });
  await cache?.save();
  clearInterval(ticking);
  progress.close();
  logged?.ended(report);
  if (!destroy || report.outcome !== 'changed' || session.simulation !== undefined) return report;
  const { cleanDatabases } = await import('./database-cleanup.js');
  const left = await cleanDatabases(target, pipelines, { secrets: session.secrets, env: config.env, clock: session.clock });
  return { ...report, diagnostics: [...report.diagnostics, ...left] };
}

/** A person who is asked must have seen the plan; it goes to stderr, since stdout gets one report at the end. */
function showPlan(command: ReconcileCommand, session: Session, io: RunIo, begin: (plan: Plan) => void): (report: TargetReport) => Promise<void> {
  return async (target) => {
    if (target.plan !== undefined && target.outcome !== 'refused') begin(target.plan);
    if (command.yes || command.expectPlan !== undefined || target.outcome !== 'planned') return;
    const { renderText } = await import('../report/text.js');
    const report = runReport(command, session, [target], [], target.outcome);
    io.stderr(`${renderText(report, { color: io.color, files: session.loaded.files })}\n`);
  };
}

function runReport(
  command: ReconcileCommand,
  session: Session,
  targets: readonly TargetReport[],
  diagnostics: readonly Diagnostic[],
  outcome: RunReport['outcome'],
): RunReport {
  const { simulation } = session;
  return {
    formatVersion: REPORT_FORMAT_VERSION,
    command: commandOf(command),
    dryRun: command.dryRun,
    ...(simulation === undefined ? {} : { simulated: { baseUrl: simulation.description.baseUrl, placeholders: session.placeholders() } }),
    targets,
    diagnostics,
    outcome,
  };
}

function commandOf({ status, destroy }: ReconcileCommand): RunReport['command'] {
  return status === true ? 'status' : destroy === true ? 'destroy' : 'reconcile';
}
