import type { Diagnostic } from './diagnostic.js';
import type { PlaneCalls, TargetReport } from './report.js';
import type { SignatureMatch } from './signatures/index.js';

export const VERIFY_FORMAT_VERSION = 1;

/** The way of a row, in order. */
export const stageNames = ['connector', 'schemas', 'snapshot', 'tables', 'statement', 'rows', 'tableflow', 'freshness', 'probe'] as const;
export type StageName = (typeof stageNames)[number];

/**
 * `proven`: seen to work. `warning`: works, with something to know. `waiting`: may come up by itself. `broken`: will not.
 * `unknown`: could not be looked at, or nothing to measure. `notReached`: makes no sense before an earlier stage works.
 */
export type Verdict = 'proven' | 'warning' | 'waiting' | 'broken' | 'unknown' | 'notReached';

export interface StageReport {
  readonly stage: StageName;
  readonly verdict: Verdict;
  /** What was seen, in one phrase. */
  readonly saw: string;
  /** Known failures that it shows. */
  readonly signatures: readonly SignatureMatch[];
}

/** Where the marked row of a probe was seen, and when at the latest. */
export interface ProbeArrival {
  readonly at: 'sourceTopic' | 'targetTable' | 'lakeTable';
  readonly name: string;
  /** Since it was written. */
  readonly afterMs: number;
}

/** What `--probe` did to the source database, and what came of it. */
export interface ProbeReport {
  readonly wrote: string;
  readonly arrivals: readonly ProbeArrival[];
  /** What was done to put the database back, or why that failed. */
  readonly undone: string;
  readonly isClean: boolean;
}

export interface TableVerification {
  readonly from: string;
  readonly target?: string;
  /** In the order of the way; the pipeline's connector is the first of each. */
  readonly stages: readonly StageReport[];
  /** The first stage that is not proven; absent when all are. */
  readonly stopsAt?: StageName;
  readonly probe?: ProbeReport;
}

export interface PipelineVerification {
  readonly pipeline: string;
  readonly tables: readonly TableVerification[];
}

export interface TargetVerification {
  readonly target: string;
  readonly account?: NonNullable<TargetReport['account']>;
  readonly pipelines: readonly PipelineVerification[];
  readonly diagnostics: readonly Diagnostic[];
  /** Read statements that were created and deleted again, and those whose deletion failed. */
  readonly statements: { readonly created: number; readonly left: readonly string[] };
  readonly calls: readonly PlaneCalls[];
  readonly durationMs: number;
}

/** Everything that `reconcile verify` has to tell. */
export interface VerifyReport {
  readonly formatVersion: typeof VERIFY_FORMAT_VERSION;
  readonly command: 'verify';
  readonly simulated?: { readonly baseUrl: string };
  readonly proven: boolean;
  readonly targets: readonly TargetVerification[];
  /** About the documents. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Stages that only metrics tell: where there is nothing to measure, nothing is disproved. */
const measured: ReadonlySet<StageName> = new Set<StageName>(['snapshot', 'freshness']);

/** Whether a stage is no reason to call the way interrupted. */
export function passes({ stage, verdict }: StageReport): boolean {
  return verdict === 'proven' || verdict === 'warning' || (verdict === 'unknown' && measured.has(stage));
}

/** A table with the stage that its rows do not get past. */
export function tableVerification(from: string, target: string | undefined, stages: readonly StageReport[]): TableVerification {
  const stop = stages.find((stage) => !passes(stage));
  return { from, ...(target === undefined ? {} : { target }), stages, ...(stop === undefined ? {} : { stopsAt: stop.stage }) };
}

/** Whether every stage of every table is proven, and there is at least one. */
export function isProven(targets: readonly TargetVerification[]): boolean {
  const tables = targets.flatMap((target) => target.pipelines.flatMap((pipeline) => pipeline.tables));
  const hasErrors = targets.some((target) => target.diagnostics.some(({ severity }) => severity === 'error'));
  return tables.length > 0 && !hasErrors && tables.every((table) => table.stopsAt === undefined);
}
