import type { RemoteId, ResourceAddress } from './address.js';
import type { SourceRange } from './diagnostic.js';

/**
 * `managed`: we create, update and delete it. `observed`: something else makes it (a connector its topics, a table its
 * topic and subjects) or it is only referred to (a compute pool by id); we wait for it, and delete it in a clean-up.
 */
export type Management = 'managed' | 'observed';

/** How resources hang together; every edge of a plan comes from these two (architecture.md section 6). */
export interface Relations {
  /** Created after these, deleted before them. */
  readonly needs: readonly ResourceAddress[];
  /** Appears some time after these are created; stays behind when they go, and is deleted after them. */
  readonly leftBy: readonly ResourceAddress[];
}

export const noRelations: Relations = { needs: [], leftBy: [] };

/** What a clean-up or a rebuild takes together. */
export interface Membership {
  /** The pipeline's name; absent for what pipelines share (a compute pool). */
  readonly pipeline?: string;
  /** The source table, for reports. */
  readonly table?: string;
  /** The target table whose chain this is part of: Tableflow topic, statement, table, topic, subjects. */
  readonly chain?: string;
}

/** One managed or observed thing as the pipelines want it. */
export interface DesiredResource<Spec extends object = object> extends Membership {
  readonly kind: string;
  readonly address: ResourceAddress;
  readonly spec: Spec;
  readonly management: Management;
  readonly relations: Relations;
  readonly origin: SourceRange;
  /** Where single fields were written, where that is finer than `origin`: field path -> place. Worked out when somebody asks. */
  readonly fieldOrigins?: () => Readonly<Record<string, SourceRange>>;
  /** Refuses every delete and replace. */
  readonly protect: boolean;
}

export type Health = 'healthy' | 'progressing' | 'degraded' | 'paused' | 'missing';

/** The same thing as the account says it is. A field that the account does not tell is absent: never compared. */
export interface ActualResource<Spec extends object = object> extends Membership {
  readonly kind: string;
  readonly address: ResourceAddress;
  readonly spec: Partial<Spec>;
  /** As last applied or as wanted: what the account does not tell is taken from here when the thing is deleted. */
  readonly lastSpec?: Spec;
  readonly remoteId?: RemoteId;
  readonly relations: Relations;
  readonly health: Health;
  /** What the account says about an unhealthy one: a connector's trace, a statement's detail. */
  readonly healthDetail?: string;
  /** The state word of the service, for tables: `RUNNING`, `PROVISIONED`. */
  readonly state?: string;
  /** Whether the ledger says it is ours. */
  readonly owned: boolean;
  readonly protect?: boolean;
  /** A run that was killed had begun to delete it. */
  readonly doomed?: boolean;
  /** Never desired by itself (a connector's history topic): deleted when what it is left by is. */
  readonly sweep?: boolean;
  /** A statement whose successor is there: always deleted, and no data with it. */
  readonly superseded?: boolean;
}
