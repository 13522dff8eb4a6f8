import type { SourceRange } from './diagnostic.js';
import type { ImpactSeverity } from './impact/severity.js';

export { impactsOf, touchedTopics } from './impact/impacts-of.js';
export type { ImpactFacts } from './impact/impacts-of.js';
export { impactSeverities } from './impact/severity.js';
export type { ImpactSeverity } from './impact/severity.js';

export type ImpactEffect =
  /** The target table and topic are dropped; `recreated` says whether they come back. */
  | 'dropped'
  | 'recreated'
  /** Rows are read again from the source topic. */
  | 'reread'
  /** Rows are read again from the database. */
  | 'resnapshotted'
  /** No new rows meanwhile, none lost. */
  | 'paused'
  /** Readers of the lake table find none, or an old one, meanwhile. */
  | 'unreadable'
  /** Older versions of the lake table, in the service's own storage, are gone. */
  | 'historyLost'
  /** Change events that are in no other place are gone. */
  | 'eventsLost';

export const impactEffects = ['dropped', 'recreated', 'reread', 'resnapshotted', 'paused', 'unreadable', 'historyLost', 'eventsLost'] as const satisfies readonly ImpactEffect[];

/** Stand in the place of a field where no field is the cause, with what they mean. */
export const causeWords = {
  health: 'it is broken, and is mended',
  interrupted: 'a run that was killed had begun to delete it',
  leftover: 'an earlier one left it behind',
  missing: 'it is gone from the account',
  removed: 'it is in no file any more',
} as const satisfies Record<string, string>;

/** What a plan does to the data of one table. */
export interface Impact {
  readonly pipeline: string;
  /** The source table. */
  readonly table: string;
  readonly target?: string;
  readonly severity: ImpactSeverity;
  readonly effects: readonly ImpactEffect[];
  /** The field that causes it, with the place where it was written; or one of `causeWords`, where no field does. */
  readonly because: { readonly path: string; readonly address: string; readonly origin?: SourceRange };
  readonly reversible: boolean;
  /** What the table's topic holds, where the account knows it. */
  readonly bytes?: number;
}
