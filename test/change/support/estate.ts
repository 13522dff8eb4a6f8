import { readDocuments } from '../../../src/pipeline/read-documents.js';
import type { Documents } from '../../../src/pipeline/documents.js';
import { dialectOf, tableNames } from './sources.js';
import type { SourceName } from './sources.js';

/** Few numbers that stand for a table's YAML, so that a test can make, change and shrink them. */
export interface TableModel {
  /** Which of the source's three tables. */
  readonly table: number;
  /** How many columns it has beyond the key. */
  readonly columns: number;
  /** Which type the last column has. */
  readonly variant: number;
  /** One key column or two. */
  readonly wideKey: boolean;
  readonly where: boolean;
  readonly mode: 'upsert' | 'append';
  readonly tableflow: TableflowModel | false;
}

export interface TableflowModel {
  readonly formats: readonly ('DELTA' | 'ICEBERG')[];
  readonly retention: string;
  readonly byob: boolean;
  readonly onFailure: 'suspend' | 'skip';
}

export interface PipelineModel {
  readonly source: SourceName;
  readonly format: 'AVRO' | 'JSON_SR' | 'PROTOBUF';
  /** Another prefix is another set of source topics. */
  readonly prefix: number;
  readonly paused: boolean;
  readonly pool: 'made' | 'shared' | 'second';
  /** Which of two passwords the environment holds. */
  readonly password: number;
  readonly compatibility: 'FULL_TRANSITIVE' | 'BACKWARD' | 'NONE';
  readonly cleanup: 'compact' | 'delete-forever' | 'delete-week';
  readonly tables: readonly TableModel[];
  readonly protect?: boolean;
}

/** Pipelines by source: there is one of each at most. */
export type Estate = readonly PipelineModel[];

export const target = {
  apiVersion: 'cdc-reconciler/v1',
  kind: 'Target',
  metadata: { name: 'prod' },
  spec: {
    environment: { name: 'prod' },
    cluster: { name: 'lake' },
    computePool: { name: 'made', maxCfu: 10 },
    principal: 'sa-test01',
    limits: { maxDeletePercent: 100 },
  },
} as const;

/** The documents of an estate, as the files would give them. @throws Error when they are not valid: a mistake of the test. */
export function documentsOf(estate: Estate): Documents {
  const files = new Map<string, string>([['targets.yaml', JSON.stringify(target)]]);
  for (const pipeline of estate) files.set(`${pipelineName(pipeline)}.yaml`, JSON.stringify(pipelineDocument(pipeline)));
  return readOrThrow(files);
}

export function readOrThrow(files: ReadonlyMap<string, string>): Documents {
  const { documents, diagnostics } = readDocuments(files);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => `${error.code} ${error.summary}`).join('\n'));
  return documents;
}

export function pipelineName({ source }: Pick<PipelineModel, 'source'>): string {
  return `shop-${source}`;
}

/** What the environment of a run holds. */
export function secretsOf(estate: Estate): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ['${env:AWS_ACCESS_KEY_ID}', 'AKIATEST'],
    ...estate.map((pipeline) => [passwordReference(pipeline), `secret-${pipeline.password}`] as const),
  ]);
}

function passwordReference({ source }: PipelineModel): string {
  return `\${env:PASSWORD_${source.toUpperCase()}}`;
}

export function targetName(pipeline: Pick<PipelineModel, 'source'>, table: Pick<TableModel, 'table'>): string {
  return `${pipeline.source}_${tableNames[table.table]!}`;
}

/** The document of one pipeline, as JSON (which is YAML). */
export function pipelineDocument(pipeline: PipelineModel): object {
  const dialect = dialectOf(pipeline.source);
  const block = dialect.block(passwordReference(pipeline));
  const dynamo = pipeline.source === 'dynamodb';
  const hasSourceTopics = !dynamo && pipeline.source !== 'oracle';
  const [name, settings] = Object.entries(block)[0]!;
  const sourceTopics = {
    compact: { cleanupPolicy: 'compact' },
    'delete-forever': { cleanupPolicy: 'delete', retention: '0' },
    'delete-week': { cleanupPolicy: 'delete', retention: '7d' },
  }[pipeline.cleanup];
  return {
    apiVersion: 'cdc-reconciler/v1',
    kind: 'Pipeline',
    metadata: { name: pipelineName(pipeline) },
    spec: {
      source: { [name]: hasSourceTopics ? { ...(settings as object), sourceTopics } : settings },
      ...(dynamo ? {} : { topicPrefix: `shop${pipeline.prefix}_${pipeline.source}` }),
      format: dynamo ? 'AVRO' : pipeline.format,
      compatibility: pipeline.compatibility,
      flink: poolOf(pipeline),
      lifecycle: { state: pipeline.paused ? 'paused' : 'running', ...(pipeline.protect === true ? { protect: true } : {}) },
      tables: pipeline.tables.map((table) => tableOf(pipeline, table)),
    },
  };
}

function poolOf({ pool }: PipelineModel): object {
  return pool === 'made' ? {} : { computePool: pool === 'shared' ? { id: 'lfcp-test01' } : { name: 'second' } };
}

function tableOf(pipeline: PipelineModel, table: TableModel): object {
  const dialect = dialectOf(pipeline.source);
  const names = Object.keys(dialect.columns);
  const key = dialect.key.slice(0, table.wideKey ? 2 : 1);
  const others = names.filter((name) => !key.includes(name)).slice(0, Math.max(1, table.columns));
  // Change events are updates, which no append table takes; only DynamoDB's items arrive as plain rows.
  const mode = pipeline.source === 'dynamodb' ? table.mode : 'upsert';
  const columnOf = (name: string): unknown => {
    const ways = dialect.columns[name]!;
    return ways[table.variant % ways.length];
  };
  return {
    from: dialect.from(tableNames[table.table]!),
    to: targetName(pipeline, table),
    key,
    columns: Object.fromEntries([...key, ...others].map((name) => [name, columnOf(name)])),
    ...(table.where && dialect.where !== undefined ? { where: dialect.where } : {}),
    options: { changelogMode: mode, cleanupPolicy: mode === 'append' ? 'delete' : 'compact', buckets: 2 },
    tableflow: table.tableflow === false ? false : tableflowOf(table.tableflow),
  };
}

function tableflowOf({ formats, retention, byob, onFailure }: TableflowModel): object {
  return {
    formats,
    retention,
    onRecordFailure: onFailure,
    storage: byob ? { byob: { bucket: 'lake', providerIntegration: 'cspi-test1' } } : 'managed',
  };
}
