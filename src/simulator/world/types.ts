import type { Cell, Fields, SchemaText } from '../model.js';
import type { SourceName, WorldColumn } from '../debezium/index.js';
import type { KeyPair } from '../server/planes.js';

/** What a world file says: the account before anybody touched it, and the databases around it. */
export interface World {
  readonly organization: { readonly id: string; readonly name: string };
  readonly environments: readonly WorldEnvironment[];
  readonly serviceAccounts: readonly { readonly id: string; readonly name: string }[];
  readonly databases: readonly WorldFileDatabase[];
  /** What happens to a connector that names a host no database of the world has: make one up, or fail it. */
  readonly unknownDatabases: 'invent' | 'refuse';
  /** Whether offsets can be carried over into an upsert sink; the documentation says no (semantics.md 3.6). */
  readonly carryOverIntoUpsert: boolean;
  /** Overrides of the API keys; default: made from the seed. */
  readonly credentials: Readonly<Partial<Record<'cloud' | 'kafka' | 'schemaRegistry' | 'flink' | 'tableflow', KeyPair>>>;
}

export interface WorldEnvironment {
  readonly id: string;
  readonly name: string;
  readonly clusters: readonly WorldCluster[];
  readonly computePools: readonly WorldComputePool[];
  readonly providerIntegrations: readonly WorldIntegration[];
  readonly subjects: readonly WorldSubject[];
  /** The global compatibility level of its Schema Registry. */
  readonly compatibility: string;
}

export interface WorldCluster {
  readonly id: string;
  readonly name: string;
  readonly cloud: string;
  readonly region: string;
  readonly topics: readonly WorldTopic[];
  readonly connectors: readonly WorldConnector[];
}

export interface WorldComputePool {
  readonly id: string;
  readonly name: string;
  readonly maxCfu: number;
  readonly cloud: string;
  readonly region: string;
}

export interface WorldIntegration {
  readonly id: string;
  readonly name: string;
  readonly roleArn: string;
}

/** A topic that existed before; `key` and `value` are registered as `<topic>-key` and `<topic>-value`. */
export interface WorldTopic {
  readonly name: string;
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
  readonly keySchema?: SchemaText;
  readonly valueSchema?: SchemaText;
  readonly records: readonly { readonly key: Fields | null; readonly value: Fields | null }[];
}

/** A connector that existed before and is RUNNING. */
export interface WorldConnector {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface WorldSubject extends SchemaText {
  readonly subject: string;
}

export interface WorldFileTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, WorldColumn>>;
  readonly rows: readonly Fields[];
  /** Rows to generate beyond `rows`. */
  readonly rowCount: number;
  readonly replicaIdentity?: 'default' | 'full';
}

export interface WorldFileDatabase {
  readonly source: SourceName;
  readonly host: string;
  readonly port?: number;
  readonly database?: string;
  /** When given, a connector that says another user or password fails. */
  readonly username?: string;
  readonly password?: string;
  /** `hangs`: the connector stays in PROVISIONING for ever (semantics.md 1.0 (20)). */
  readonly network: 'ok' | 'unreachable' | 'hangs';
  readonly tables: readonly WorldFileTable[];
  readonly stream: readonly WorldChange[];
}

/** A change that some application makes, so many simulated seconds after the simulator started. */
export interface WorldChange {
  readonly afterSeconds: number;
  readonly table: string;
  readonly op: 'c' | 'u' | 'd';
  readonly row: Readonly<Record<string, Cell>>;
}
