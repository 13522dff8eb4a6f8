/** What the check asks Flink: the requests of AskFlink.java, with names for people. */

/** Statements that Flink must take, in order: source table, target table, INSERT, DROP. */
export interface PlanCase {
  readonly group: string;
  readonly name: string;
  readonly statements: readonly string[];
  /** The state that the INSERT's plan must keep, when the case is about that. */
  readonly state?: State;
  /** A case that asks many things at once, to save time: what to ask one by one when Flink does not take it. */
  readonly parts?: readonly PlanCase[];
}

/**
 * What a plan keeps of every row for ever. `normalise`: ChangelogNormalize, the last row of each key, to know what a new one replaces.
 * `materialise`: SinkUpsertMaterializer, the history of each key, since the stream's own key is not the target's.
 */
export interface State {
  readonly normalise: boolean;
  readonly materialise: boolean;
}

export interface PlanAnswer {
  readonly plan?: string;
  readonly error?: string;
  /** The statement that was refused. */
  readonly statement?: string;
}

export interface ValueAnswer {
  /** Flink's name of the result's type. */
  readonly type?: string;
  readonly value?: string | null;
  readonly error?: string;
}

/** Reads the state out of an explained plan. */
export function stateOf(plan: string): State {
  const physical = /== Optimized Physical Plan ==([^]*?)== Optimized Execution Plan ==/.exec(plan)?.[1] ?? '';
  return { normalise: physical.includes('ChangelogNormalize('), materialise: physical.includes('upsertMaterialize=[true]') };
}
