import type { SourceRange } from './diagnostic.js';

/** What happens to the data, gravest last; drives who must approve. */
export const impactSeverities = ['none', 'pause', 'reread', 'rebuild', 'resnapshot', 'loss'] as const;
export type ImpactSeverity = (typeof impactSeverities)[number];

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
  /** Change events that are in no other place are gone. */
  | 'eventsLost';

/** What a plan does to the data of one table. */
export interface Impact {
  readonly pipeline: string;
  /** The source table. */
  readonly table: string;
  readonly target?: string;
  readonly severity: ImpactSeverity;
  readonly effects: readonly ImpactEffect[];
  /** The field that causes it, with the place where it was written. */
  readonly because: { readonly path: string; readonly address: string; readonly origin?: SourceRange };
  readonly reversible: boolean;
  /** Where the account knows them. */
  readonly rows?: number;
  readonly bytes?: number;
}
