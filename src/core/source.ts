import type { Diagnostic, Severity } from './diagnostic.js';
import type { FieldPolicy } from './field-policy.js';
import type { SecretReference } from './secret.js';

export type Format = 'AVRO' | 'JSON_SR' | 'PROTOBUF';

/** A connector config value: text as the Connect API wants it, or a secret that is resolved when it is sent. */
export type ConfigValue = string | SecretReference;
export type ConnectorConfig = Readonly<Record<string, ConfigValue>>;

/** How the connector authenticates to Kafka (semantics.md 1.0 items 3 and 4). */
export type ConnectorAuth =
  | { readonly mode: 'SERVICE_ACCOUNT'; readonly serviceAccount: string }
  | { readonly mode: 'KAFKA_API_KEY'; readonly key: ConfigValue; readonly secret: ConfigValue };

/** What a source is given to expand. */
export interface SourceInput<Block> {
  readonly connectorName: string;
  readonly topicPrefix: string;
  readonly format: Format;
  readonly auth: ConnectorAuth;
  /** The validated YAML block under `source.<name>`. */
  readonly block: Block;
  /** Table names as the user wrote them, in the source's own notation. */
  readonly tables: readonly string[];
  /** `connector.config`: the user's escape hatch, already checked; wins over every default. */
  readonly config: ConnectorConfig;
}

/**
 * What Flink makes of a source topic: columns, of the row that an envelope holds or of the value itself; for DynamoDB the key
 * columns and the envelope, whose item is one JSON text (semantics.md 1.6 item 12); or, without a schema, bytes.
 */
export type SourceStyle = 'columns' | 'dynamodb-document' | 'raw';

/** How long records stay in the source topics: decides whether a restart from the earliest record sees every row. */
export interface SourceRetention {
  readonly policy: 'compact' | 'delete';
  /** Milliseconds; absent: for ever. Of no effect under `compact`, which keeps the last record of every key. */
  readonly retentionMs?: number;
}

/** The topic that one entry of `tables` reads. */
export interface BlueprintTopic {
  readonly table: string;
  readonly topic: string;
  /** How Flink shows it: picks the shape of the decode statement. Default `columns`. */
  readonly style?: SourceStyle;
  /** A JSON Schema to register for its values, as canonical text. */
  readonly schema?: string;
}

/** A topic that the connector owns beside the tables' topics; `{lcc}` stands for the connector's id. */
export interface BlueprintSideTopic {
  readonly role: 'history' | 'heartbeat' | 'transaction' | 'schema-changes' | 'messages' | 'offsets' | 'notifications' | 'signal';
  readonly topic: string;
}

/** What a source makes of its block: plain data, no resource yet. */
export interface Blueprint {
  readonly topics: readonly BlueprintTopic[];
  /** Absent: the topics are there already. */
  readonly connector?: ConnectorBlueprint;
}

/** The connector that fills the topics. */
export interface ConnectorBlueprint {
  readonly config: ConnectorConfig;
  readonly sideTopics: readonly BlueprintSideTopic[];
  /** What identifies the database, for collision guards: same text means same database. */
  readonly databaseIdentity: string;
  /** Names that may be used once per database: replication slot, publication ... (role -> name). */
  readonly exclusive: Readonly<Record<string, string>>;
  /** Of the tables' topics, as the connector creates them. */
  readonly sourceRetention?: SourceRetention;
}

/** The blueprint of a source that captures a database. */
export interface DatabaseBlueprint extends Blueprint {
  readonly connector: ConnectorBlueprint;
}

/** A problem in a block or a table name. `path` is relative to the block (or `tables[i].from` for a table name). */
export interface SourceProblem {
  readonly code: Diagnostic['code'];
  readonly path: readonly (string | number)[];
  readonly summary: string;
  readonly detail?: string;
  readonly fix?: string;
  /** Default: error. */
  readonly severity?: Severity;
}

/** JSON Schema (2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Where changes come from. One folder under `src/sources/` exports one of these; `src/sources/index.ts` registers it. */
export interface Source<Block = never> {
  /** The key under `spec.source`. */
  readonly name: string;
  /** For people: `PostgreSQL`. */
  readonly title: string;
  /** How a table is written in `tables[].from`, for messages: `schema.table`. */
  readonly tableNotation: string;
  /** Schema of the YAML block, with a description on every key. Closed: unknown keys are refused. */
  readonly blockSchema: JsonSchema;
  /** Keys of the block that must be secret references; dotted when nested: `ssl.clientKey`. */
  readonly secretKeys: readonly string[];
  /** Keys of the block that name files beside the document: the loader puts each one's text beside it, as `text`. `*`: any key. */
  readonly fileKeys?: readonly string[];
  /** Whether several tables may be made of one topic, by `when` or `event`. */
  readonly severalTablesPerTopic?: boolean;
  /** The managed connector that fills the topics. Absent: they are there already, and nothing but tables is made. */
  readonly connector?: ConnectorPlugin;
  /** Checks beyond the schema: table notation, combinations of keys. Pure. */
  readonly check: (input: SourceInput<Block>) => readonly SourceProblem[];
  readonly expand: (input: SourceInput<Block>) => Blueprint;
  /** SQL, or a command, that a user may run in the database to see a row arrive (guide, phase 5). */
  readonly testStatement?: (table: string, columns: readonly TestColumn[]) => string;
}

/** A column, or an attribute, of a row that a person may add. */
export interface TestColumn {
  readonly name: string;
  /** How the value is written where rows are documents: `S`, `N`, `BOOL`; from what the target makes of it. */
  readonly attributeType: 'S' | 'N' | 'BOOL' | 'B' | 'M' | 'L' | 'SS' | 'NS' | 'BS';
}

/** A source that captures a database. */
export interface DatabaseSource<Block = never> extends Source<Block> {
  readonly connector: ConnectorPlugin;
  readonly expand: (input: SourceInput<Block>) => DatabaseBlueprint;
  readonly testStatement: (table: string, columns: readonly TestColumn[]) => string;
}

/** What a source knows of the managed plugin that captures its tables. */
export interface ConnectorPlugin {
  /** The `connector.class`, e.g. `PostgresCdcSourceV2`. */
  readonly pluginClass: string;
  /** Every config key of the plugin, with its type, default and whether required (facts of the plugin). */
  readonly properties: PluginProperties;
  /** How a change of a config key is applied. Unknown keys: the connector kind's default. */
  readonly configPolicy: (key: string) => FieldPolicy;
  /** What stays in the database, or beside it, when the connector is deleted, and how to remove it. From its config alone. */
  readonly leftBehind?: (config: ConnectorConfig) => readonly LeftBehind[];
}

/** A thing of the database's that outlives the connector. */
export interface LeftBehind {
  /** `replication slot cdc_shop of database ecommerce at pg.example.com`. */
  readonly what: string;
  /** SQL, or a command. */
  readonly remove: string;
  /** Why it matters that it goes. */
  readonly why: string;
  /** SQL that has rows while it is there: tells when `remove` has worked. Absent: nobody but a person can remove it. */
  readonly remains?: string;
}

export interface PluginProperty {
  readonly type: 'STRING' | 'PASSWORD' | 'INT' | 'LONG' | 'SHORT' | 'BOOLEAN' | 'LIST';
  readonly default?: string;
  readonly required?: boolean;
}

export type PluginProperties = Readonly<Record<string, PluginProperty>>;
