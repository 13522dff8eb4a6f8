import type { SourceRange } from '../core/diagnostic.js';
import type { SecretReference } from '../core/secret.js';
import type { ConfigValue, Format } from '../core/source.js';
import type { ProbeValue } from '../core/probe.js';
import type { ColumnDefinition } from '../flink/columns.js';
import type { WhenCondition } from '../flink/when.js';

/**
 * The documents as users write them, after parsing, validation and defaulting of nothing: what is absent here was
 * absent in the file. Defaults are applied by `expand.ts`, where a reader sees them in one place.
 */
export const API_VERSION = 'cdc-reconciler/v1';

/** Where a value came from: path in the document (dotted, `tables[0].from`) -> place in the file. */
export interface Origins {
  /** The range of the value at the path, or of its nearest ancestor that exists. */
  at(path: readonly (string | number)[]): SourceRange;
}

/** By id or by display name; both given must agree. */
export interface Locator {
  readonly id?: string;
  readonly name?: string;
}

export interface CredentialPair {
  readonly key: SecretReference;
  readonly secret: SecretReference;
}

export type Plane = 'cloud' | 'kafka' | 'schemaRegistry' | 'flink' | 'tableflow' | 'metrics';

export interface ComputePoolLocator extends Locator {
  /** Given: a pool of this `name` is created when there is none. One of 5, 10, 20, 30, 40, 50. */
  readonly maxCfu?: number;
}

export interface TargetSpec {
  readonly organization?: Locator;
  readonly environment: Locator;
  readonly cluster: Locator;
  readonly computePool: ComputePoolLocator;
  /** The service account that runs statements and, unless a pipeline says otherwise, connectors. */
  readonly principal?: string;
  /** Regional endpoints; discovered unless given. */
  readonly endpoints?: { readonly kafka?: string; readonly schemaRegistry?: string; readonly flink?: string };
  /** Per plane; the default of each is `${env:...}` as README lists. */
  readonly credentials?: Partial<Record<Plane, CredentialPair>>;
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  readonly limits?: TargetLimits;
  readonly checks?: TargetChecks;
  /** `reconcile watch` leaves the target alone. */
  readonly suspend?: boolean;
  /** When `reconcile watch` may change the account. None: always. */
  readonly syncWindows?: readonly SyncWindow[];
}

/** A time that comes back. Any `deny` that is open forbids; with an `allow` among the windows, one of these must be open. */
export interface SyncWindow {
  readonly kind: 'allow' | 'deny';
  /** When it opens: cron with five fields. */
  readonly schedule: string;
  /** How long it stays open: `8h`. */
  readonly duration: string;
  /** IANA name; UTC when left out. */
  readonly timeZone?: string;
}

/** What is looked at before anything is applied, beside documents and account; flags win. */
export interface TargetChecks {
  /** Source databases. Default false. */
  readonly preflight?: boolean;
  /** New SQL, by Flink. Default: when applying, and not in a dry run. */
  readonly sql?: boolean;
}

/** Safety thresholds and concurrency of a target. */
export interface TargetLimits {
  /** Largest share of owned resources that one apply may delete or replace, in percent. Default 30. */
  readonly maxDeletePercent?: number;
  /** The percentage counts only from this many owned resources on. Default 10. */
  readonly minOwnedForPercent?: number;
  /** Steps in flight at once, for each kind of resource. Default 20. */
  readonly concurrency?: number;
}

export interface PipelineSpec {
  /** Names of Targets; the only one when left out. */
  readonly targets?: readonly string[];
  /** Exactly one key: the source's name; the value is the source's block. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly topicPrefix?: string;
  readonly format?: Format;
  readonly tables: readonly TableSpec[];
  readonly connector?: ConnectorSpecBlock;
  readonly flink?: FlinkBlock;
  /** Subject compatibility of the source topics' values (and keys when the object form names them). */
  readonly compatibility?: CompatibilityBlock;
  /** `false`: no Tableflow topic. Absent: managed storage, ICEBERG. */
  readonly tableflow?: TableflowBlock | false;
  readonly lifecycle?: LifecycleBlock;
}

export type Compatibility =
  | 'BACKWARD'
  | 'BACKWARD_TRANSITIVE'
  | 'FORWARD'
  | 'FORWARD_TRANSITIVE'
  | 'FULL'
  | 'FULL_TRANSITIVE'
  | 'NONE';

/** `inherit`: the level of the registry holds, and the subject gets none of its own. */
export type CompatibilityChoice = Compatibility | 'inherit';

/** Of the values, or of keys and values. */
export type CompatibilityBlock = CompatibilityChoice | { readonly key?: CompatibilityChoice; readonly value?: CompatibilityChoice };

export interface ConnectorSpecBlock {
  /** Default: the pipeline's name. At most 64 characters; immutable. */
  readonly name?: string;
  readonly auth?: { readonly serviceAccount: string } | { readonly apiKey: CredentialPair };
  /** Escape hatch: keys of the plugin. */
  readonly config?: Readonly<Record<string, ConfigValue>>;
}

export interface FlinkBlock {
  /** Default: the Target's pool. */
  readonly computePool?: ComputePoolLocator;
  readonly principal?: string;
  /** Escape hatch: statement properties. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** Columns by name. `"*": inferred` stands for all that are not named; `false` leaves one of those out. */
export type WrittenColumns = Readonly<Record<string, ColumnDefinition | false>>;

export interface TableSpec {
  /** In the source's notation: `public.customers`, `dbo.Orders`, `SHOP.ORDERS`, `orders`. */
  readonly from: string;
  /** The target topic, Flink table and Tableflow table. Default: derived from `from`. */
  readonly to?: string;
  /** Primary key columns of the target, in key order. Default: from the registered key schema. */
  readonly key?: readonly string[];
  /** Default: all, inferred from the registered schemas. */
  readonly columns?: WrittenColumns;
  /** `false`: the table's changes are captured, and nothing is made of them. */
  readonly decode?: false;
  /** An existing statement that decodes the table; kept under its name for as long as it does what is written here. */
  readonly statement?: string;
  /** Overrides the pipeline's for this table's source topic. */
  readonly compatibility?: CompatibilityBlock;
  /** Which kind of event of a topic that holds several: a member of the registered union, ... */
  readonly event?: string;
  /** ... or records in which fields have these values; as a text, a SQL condition. */
  readonly when?: WhenCondition;
  /** A SQL condition that the user writes on purpose. */
  readonly where?: string;
  readonly options?: TargetTableOptions;
  /** Overrides the pipeline's block for this table; `false` switches Tableflow off. */
  readonly tableflow?: TableflowBlock | false;
  /** The row that `reconcile verify --probe` may write. */
  readonly probe?: ProbeBlock;
}

export interface ProbeBlock {
  readonly key: Readonly<Record<string, ProbeValue>>;
  readonly column: string;
  readonly values?: Readonly<Record<string, ProbeValue>>;
}

export interface TargetTableOptions {
  /** Partitions of the target topic, fixed for ever. Default 6. */
  readonly buckets?: number;
  /** Default `compact`; Tableflow's UPSERT takes compact or delete,compact (semantics.md 4.2). */
  readonly cleanupPolicy?: 'compact' | 'delete-compact' | 'delete';
  /** Only with `delete`: how long records stay, e.g. `7d`; `0` keeps them for ever. */
  readonly retention?: string;
  /** Default `8mb`, the connector's largest record. */
  readonly maxMessageSize?: string;
  /** Default `upsert`. */
  readonly changelogMode?: 'upsert' | 'append' | 'retract';
}

export type TableflowStorage =
  | 'managed'
  | { readonly byob: { readonly bucket: string; readonly providerIntegration: string } }
  | { readonly azure: { readonly storageAccount: string; readonly container: string; readonly providerIntegration: string } };

export interface TableflowBlock {
  readonly formats?: readonly ('ICEBERG' | 'DELTA')[];
  readonly storage?: TableflowStorage;
  readonly onRecordFailure?: 'suspend' | 'skip' | { readonly log: string };
  /** Snapshot expiry: at least 1d. Default 7d. */
  readonly retention?: string;
  /** Row retention: at least 30d. Default: rows are kept. */
  readonly dataRetention?: string;
}

export interface LifecycleBlock {
  /** Refuses every delete and replace of this pipeline. */
  readonly protect?: boolean;
  readonly state?: 'running' | 'paused';
  /** PostgreSQL: drop the replication slot and publication when the pipeline is destroyed. */
  readonly dropReplicationSlot?: boolean;
}

export interface ApprovalSpec {
  /** Fingerprint of the plan that may run. */
  readonly plan: string;
  readonly reason: string;
  /** ISO 8601 instant; the approval is void from then on. */
  readonly expires: string;
  /** The Target it is for; every Target when left out. */
  readonly target?: string;
}

interface DocumentBase<Kind extends string, Spec> {
  readonly kind: Kind;
  readonly name: string;
  readonly spec: Spec;
  readonly origins: Origins;
}

export type TargetDocument = DocumentBase<'Target', TargetSpec>;
export type ApprovalDocument = DocumentBase<'Approval', ApprovalSpec>;
/** A pipeline for one target: overrides merged, variables substituted. */
export interface PipelineDocument extends DocumentBase<'Pipeline', PipelineSpec> {
  readonly target: string;
}

/** Everything that the given paths say. */
export interface Documents {
  readonly targets: readonly TargetDocument[];
  /** One entry per pipeline and target. */
  readonly pipelines: readonly PipelineDocument[];
  readonly approvals: readonly ApprovalDocument[];
}
