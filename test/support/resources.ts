import { createHash } from 'node:crypto';
import { formatAddress } from '../../src/core/address.js';
import type { RemoteId, ResourceAddress } from '../../src/core/address.js';
import type { SourceRange } from '../../src/core/diagnostic.js';
import { noRelations } from '../../src/core/resource.js';
import type { ActualResource, DesiredResource } from '../../src/core/resource.js';
import { secretReference } from '../../src/core/secret.js';
import type { ConnectorSpec } from '../../src/kinds/connector/spec.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { TableflowStorageSpec, TableflowTopicSpec } from '../../src/kinds/tableflow-topic/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';

const ENVIRONMENT = 'env-9kz2p1';
const CLUSTER = 'lkc-7xk2q0';

export function addressOf(kind: string, name: string): ResourceAddress {
  const ofEnvironment = kind === 'subject' || kind === 'subject-config' || kind === 'compute-pool';
  return formatAddress({ kind, scope: ofEnvironment ? ENVIRONMENT : CLUSTER, name });
}

export function rangeAt(file: string, line: number, column = 5): SourceRange {
  return { file, start: { line, column }, end: { line, column: column + 8 } };
}

export interface TableShape {
  readonly from: string;
  readonly to: string;
  readonly key?: readonly string[];
  readonly columns?: Readonly<Record<string, string>>;
  readonly where?: string;
  readonly formats?: TableflowTopicSpec['formats'];
  readonly storage?: TableflowStorageSpec;
}

export interface PipelineShape {
  readonly name: string;
  readonly tables: readonly TableShape[];
  readonly config?: ConnectorSpec['config'];
}

export function aPool(maxCfu = 10): DesiredResource {
  return {
    kind: 'compute-pool',
    address: addressOf('compute-pool', 'cdc'),
    spec: { displayName: 'cdc', cloud: 'AWS', region: 'eu-central-1', maxCfu },
    management: 'managed',
    relations: noRelations,
    origin: rangeAt('pipelines/target.yaml', 9),
    protect: false,
  };
}

/** A pipeline from a connector to Tableflow, in the same form as expansion gives. */
export function aPipeline({ name, tables, config }: PipelineShape): DesiredResource[] {
  const file = `pipelines/${name}.yaml`;
  const connector: DesiredResource = {
    kind: 'connector',
    address: addressOf('connector', name),
    spec: {
      name,
      config: {
        'connector.class': 'PostgresCdcSourceV2',
        'database.hostname': 'pg-prod.example.com',
        'database.password': secretReference('${env:PG_PASSWORD}'),
        'output.data.format': 'JSON_SR',
        'table.include.list': tables.map((table) => table.from.replaceAll('.', '\\.')).join(','),
        'tasks.max': '1',
        'topic.prefix': name,
        ...config,
      },
      state: 'running',
      sideTopics: [],
    } satisfies ConnectorSpec,
    management: 'managed',
    relations: noRelations,
    origin: rangeAt(file, 5, 3),
    protect: false,
    pipeline: name,
  };
  return [connector, ...tables.flatMap((table, index) => tableChain(name, file, 12 + 10 * index, table))];
}

function tableChain(pipeline: string, file: string, line: number, shape: TableShape): DesiredResource[] {
  const { from, to, key = ['id'], columns = { id: 'INT', email: 'STRING' } } = shape;
  const topic = `${pipeline}.${from}`;
  const at = addressOf;
  const member = { pipeline, table: from, origin: rangeAt(file, line), protect: false };
  const chain = { ...member, chain: to };
  const seen = (kind: string, address: ResourceAddress, spec: object, leftBy: ResourceAddress, of: typeof member): DesiredResource => ({ ...of, kind, address, spec, management: 'observed', relations: { needs: [], leftBy: [leftBy] } });
  const ours = (kind: string, address: ResourceAddress, spec: object, needs: readonly ResourceAddress[], of: typeof member): DesiredResource => ({ ...of, kind, address, spec, management: 'managed', relations: { needs, leftBy: [] } });
  const [sourceTopic, table, targetTopic] = [at('source-topic', topic), at('target-table', to), at('target-topic', to)];
  const select = Object.keys(columns).map((column) => `\`${column}\``).join(' , ');
  const pool = at('compute-pool', 'cdc');
  const slug = `${pipeline}--${to}--decode`;
  const sql = `INSERT INTO \`${to}\` ( ${select} ) SELECT ${select} FROM \`${topic}\`${shape.where === undefined ? '' : ` WHERE ( ${shape.where} )`}`;
  return [
    seen('source-topic', sourceTopic, { topic, role: 'changes' }, at('connector', pipeline), member),
    seen('subject', at('subject', `${topic}-value`), { subject: `${topic}-value` }, sourceTopic, member),
    ours('subject-config', at('subject-config', `${topic}-value`), { subject: `${topic}-value`, compatibility: 'FULL_TRANSITIVE' }, [], member),
    ours('target-table', table, {
      table: to,
      columns: Object.fromEntries(Object.entries(columns).map(([column, type]) => [column, { type, nullable: !key.includes(column) }])),
      primaryKey: key,
      changelogMode: 'upsert',
      cleanupPolicy: 'compact',
      buckets: 6,
      maxMessageBytes: 8_388_608,
      createStatement: { name: `${pipeline}--${to}--create-0123456789`, sql: `CREATE TABLE \`${to}\` (…);` },
      dropStatement: { name: `${pipeline}--${to}--drop-0123456789`, sql: `DROP TABLE \`${to}\`;` },
      pool,
    } satisfies TargetTableSpec, [pool, sourceTopic], chain),
    seen('target-topic', targetTopic, { topic: to }, table, chain),
    seen('subject', at('subject', `${to}-value`), { subject: `${to}-value` }, targetTopic, chain),
    ours('decode-statement', at('decode-statement', `${pipeline}.${to}`), {
      name: `${slug}-${createHash('sha256').update(sql).digest('hex').slice(0, 10)}`,
      slug,
      sql,
      text: sql,
      pool,
      sourceTopic: topic,
      targetTable: to,
      properties: { 'sql.local-time-zone': 'UTC' },
      state: 'running',
      replay: { way: 'restart', why: 'the source topic still holds every key' },
    } satisfies DecodeStatementSpec, [pool, sourceTopic, table, targetTopic], chain),
    ours('tableflow-topic', at('tableflow-topic', to), {
      topic: to,
      storage: shape.storage ?? { kind: 'Managed' },
      formats: shape.formats ?? ['ICEBERG'],
      retentionMs: '604800000',
      errorHandling: { mode: 'SUSPEND' },
      writeMode: 'UPSERT',
    } satisfies TableflowTopicSpec, [table, targetTopic, at('decode-statement', `${pipeline}.${to}`)], chain),
  ];
}

const states: Readonly<Record<string, readonly [state: string, id: string | undefined]>> = {
  'compute-pool': ['PROVISIONED', 'lfcp-4m1x9z'],
  connector: ['RUNNING', 'lcc-08vw31'],
  'decode-statement': ['RUNNING', undefined],
  'tableflow-topic': ['RUNNING UPSERT', undefined],
};

/** The account as it would be after the resource was made. Secrets come back masked. */
export function actualOf(resource: DesiredResource, change: Partial<ActualResource> = {}): ActualResource {
  const [state, id] = states[resource.kind] ?? [undefined, undefined];
  const { kind, address, relations, pipeline, table, chain } = resource;
  return {
    kind,
    address,
    relations,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
    spec: masked(resource.spec),
    health: 'healthy',
    owned: true,
    ...(state === undefined ? {} : { state }),
    ...(id === undefined ? {} : { remoteId: id as RemoteId }),
    ...change,
  };
}

function masked(spec: object): object {
  const config = (spec as { config?: Record<string, unknown> }).config;
  return config === undefined ? spec : { ...spec, config: { ...config, 'database.password': '****************' } };
}
