import { createSqlGate } from '../engine/check-sql.js';
import type { Gate } from '../engine/gate.js';
import type { Config } from '../config.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { preflightDiagnostics } from '../preflight/diagnostics.js';
import type { PreflightRequest } from '../preflight/index.js';
import type { Session } from './session.js';

/** `--preflight`, `--check-sql` and their opposites; absent: as the Target says. */
export interface GateFlags {
  readonly preflight?: boolean;
  readonly checkSql?: boolean;
}

export interface GateContext {
  readonly target: TargetDocument;
  readonly pipelines: readonly PipelineDocument[];
  readonly session: Pick<Session, 'loaded' | 'secrets' | 'simulation' | 'clock'>;
  readonly config: Pick<Config, 'env'>;
  readonly dryRun: boolean;
  /** For tests. Default: the drivers. */
  readonly drivers?: PreflightRequest['open'];
}

/** What is looked at before the plan is shown, by the flags and the Target's `checks`. */
export function gatesOf(flags: GateFlags, context: GateContext): readonly Gate[] {
  const { target, dryRun, pipelines, session } = context;
  const preflight = flags.preflight ?? target.spec.checks?.preflight ?? false;
  const sql = flags.checkSql ?? target.spec.checks?.sql ?? !dryRun;
  return [
    ...(preflight ? [preflightGate(context, flags.preflight === true)] : []),
    ...(sql ? [createSqlGate({ pipelines, clock: session.clock })] : []),
  ];
}

/**
 * Asks the databases of the pipelines that the plan makes or changes. A simulated account has no databases behind it, so
 * there the real ones are asked only by an explicit flag.
 */
function preflightGate({ target, pipelines, session, config, drivers }: GateContext, isFlag: boolean): Gate {
  return async ({ plan, discovery }) => {
    const changing = new Set(plan.changes.flatMap((change) => (change.type === 'noop' || change.type === 'delete' || change.type === 'blocked' ? [] : [change.pipeline])));
    const chosen = pipelines.filter(({ name }) => changing.has(name));
    if (chosen.length === 0) return [];
    if (session.simulation !== undefined && !isFlag) {
      return [{ code: 'CDC8002', severity: 'info', summary: 'the source databases were not checked: the account is simulated, and has none', fix: 'Pass --preflight to check the real ones.', range: target.origins.at(['spec', 'checks', 'preflight']) }];
    }
    const [{ preflightPipelines }, { storedOffsets }] = await Promise.all([import('../preflight/index.js'), import('./stored-offsets.js')]);
    const { documents } = session.loaded;
    const report = await preflightPipelines({
      pipelines: chosen,
      all: documents.pipelines,
      targets: documents.targets,
      secrets: session.secrets,
      env: config.env,
      // A position that cannot be read is no reason to refuse: the check is then not made.
      offsetsOf: (pipeline) => storedOffsets(pipeline, discovery.clients.connect).catch(() => undefined),
      ...(drivers === undefined ? {} : { open: drivers }),
    });
    return preflightDiagnostics(report, ({ pipeline }) => chosen.find(({ name }) => name === pipeline)?.origins.at(['spec', 'source']));
  };
}
