import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../src/core/diagnostic.js';
import type { SourceStyle } from '../../src/core/source.js';
import { readSourceTable } from '../../src/flink/registry/index.js';
import type { ConnectorSpec } from '../../src/kinds/connector/spec.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { TableflowTopicSpec } from '../../src/kinds/tableflow-topic/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import type { ExpandContext, Expansion } from '../../src/pipeline/expand.js';
import { parseWorld } from '../../src/simulator/index.js';
import { captureTables } from '../../src/simulator/debezium/index.js';
import { account, COMPLETE, CUSTOMERS, expand, SOURCES, specOf } from './support/expand.js';
import type { Written } from './support/expand.js';

const world = parseWorld(readFileSync(new URL('../../pipelines/demo.world.yaml', import.meta.url), 'utf8'));

const statementOf = (written: Written, context?: Partial<ExpandContext>) => specOf<DecodeStatementSpec>(expand(written, context), 'decode-statement');
const tableOf = (written: Written, context?: Partial<ExpandContext>) => specOf<TargetTableSpec>(expand(written, context), 'target-table');
const tableflowOf = (written: Written) => specOf<TableflowTopicSpec>(expand(written), 'tableflow-topic');
const kindsOf = ({ resources }: Expansion): string[] => resources.map(({ kind }) => kind);

/** What the connector of the pipeline registers when it reads the demo's databases. */
function registered(written: Written, options: { readonly keyless?: boolean } = {}): Pick<ExpandContext, 'sourceTable'> {
  const { config } = specOf<ConnectorSpec>(expand(written), 'connector');
  const texts = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value : value.reference]));
  const name = Object.keys({ postgres: 0, oracle: 0, dynamodb: 0 }).find((candidate) => SOURCES[(written.source ?? 'postgres') as keyof typeof SOURCES].startsWith(candidate));
  const published = captureTables(texts, world.databases.find(({ source }) => source === name)!);
  return {
    sourceTable: (topic: string, style: SourceStyle) => {
      const found = published.find((table) => table.topic === topic);
      return found === undefined ? undefined : readSourceTable({ keySchema: options.keyless === true ? undefined : found.keySchema, valueSchema: found.valueSchema, style });
    },
  };
}

describe('columns and key', () => {
  it('as written, before anything is registered', () => {
    const expansion = expand({});
    expect(expansion.diagnostics).toEqual([]);
    expect(expansion.deferred).toEqual([]);
    expect(specOf<TargetTableSpec>(expansion, 'target-table')).toMatchObject({ primaryKey: ['id'], columns: { id: { type: 'INT', nullable: false }, email: { type: 'STRING', nullable: true } } });
  });

  it.each([
    { name: 'no columns, no key', table: CUSTOMERS },
    { name: 'no key', table: `${CUSTOMERS}, columns: { id: INT }` },
    { name: 'no columns', table: `${CUSTOMERS}, key: [id]` },
    { name: 'exceptions', table: `${CUSTOMERS}, key: [id], columns: { "*": inferred, email: false }` },
  ])('wait for the schema where nothing is registered: $name', ({ table }) => {
    const expansion = expand({ table }, { sourceTable: () => undefined });
    expect(expansion.deferred).toEqual([{ pipeline: 'shop', table: 'public.customers', target: 'customers', waitsFor: 'firstRecord' }]);
    expect(expansion.diagnostics).toEqual([]);
    expect(kindsOf(expansion)).not.toContain('target-table');
    expect(kindsOf(expansion)).toEqual(expect.arrayContaining(['connector', 'source-topic', 'subject-config']));
  });

  it('come from the registered schemas, with the key in the order of the key schema', () => {
    const expansion = expand({ table: CUSTOMERS }, registered({ table: CUSTOMERS }));
    expect(hasErrors(expansion.diagnostics)).toBe(false);
    expect(expansion.deferred).toEqual([]);
    const { columns, primaryKey } = specOf<TargetTableSpec>(expansion, 'target-table');
    expect(primaryKey).toEqual(['id']);
    expect(Object.keys(columns)).toEqual(['id', 'email', 'first_name', 'last_name', 'status', 'created_at']);
    expect(columns).toMatchObject({ id: { type: 'INT', nullable: false }, first_name: { type: 'STRING', nullable: true } });
    expect(kindsOf(expansion)).toEqual(expect.arrayContaining(['decode-statement', 'tableflow-topic']));
  });

  it.each([
    { name: 'a key of one\'s own', table: `${CUSTOMERS}, key: [id]`, columns: 6 },
    { name: 'Delta', table: `${CUSTOMERS}, tableflow: { formats: [DELTA] }`, columns: 6 },
    { name: 'no Tableflow', table: `${CUSTOMERS}, tableflow: false`, columns: 6 },
  ])('are inferred beside $name', ({ table, columns }) => {
    const spec = tableOf({ table }, registered({ table }));
    expect(spec.primaryKey).toEqual(['id']);
    expect(Object.keys(spec.columns)).toHaveLength(columns);
  });

  it.each([
    { name: 'one written by hand', columns: '{ "*": inferred, status: { type: STRING, expression: "UPPER(`status`)" } }', want: ['id', 'email', 'first_name', 'last_name', 'status', 'created_at'] },
    { name: 'one left out', columns: '{ ssn_hash: { type: STRING, expression: "SHA256(`email`)" }, email: false, "*": inferred }', want: ['id', 'first_name', 'last_name', 'status', 'created_at', 'ssn_hash'] },
    { name: 'nothing but the others', columns: '{ "*": inferred }', want: ['id', 'email', 'first_name', 'last_name', 'status', 'created_at'] },
  ])('are inferred but for exceptions: $name', ({ columns, want }) => {
    const table = `${CUSTOMERS}, columns: ${columns}`;
    const expansion = expand({ table }, registered({ table }));
    expect(expansion.diagnostics).toEqual([]);
    expect(Object.keys(specOf<TargetTableSpec>(expansion, 'target-table').columns)).toEqual(want);
    if (columns.includes('UPPER')) expect(specOf<DecodeStatementSpec>(expansion, 'decode-statement').text).toContain('UPPER(`status`)');
  });

  it.each([
    { name: 'a name that is not there', columns: '{ "*": inferred, emial: false }', want: { code: 'CDC2319', fix: 'Did you mean email?' } },
    { name: 'a part of the key', columns: '{ "*": inferred, id: false }', want: { code: 'CDC2318' } },
  ])('cannot be left out: $name', ({ columns, want }) => {
    const table = `${CUSTOMERS}, columns: ${columns}`;
    const expansion = expand({ table }, registered({ table }));
    expect(expansion.diagnostics).toMatchObject([{ severity: 'error', range: { file: 'shop.yaml', start: { line: 9 } }, ...want }]);
    expect(kindsOf(expansion)).not.toContain('target-table');
  });

  it('by hand are all there are; a key that is not written is that of the records', () => {
    const table = `${CUSTOMERS}, columns: { number: { type: INT, column: id }, email: STRING }`;
    const expansion = expand({ table }, registered({ table }));
    expect(expansion.diagnostics).toMatchObject([{ code: 'CDC2312', severity: 'info', range: { start: { line: 9 } } }]);
    expect(specOf<TargetTableSpec>(expansion, 'target-table')).toMatchObject({ primaryKey: ['number'], columns: { number: {}, email: {} } });
    const short = expand({ table: `${CUSTOMERS}, columns: { email: STRING }` }, registered({ table: CUSTOMERS }));
    expect(short.diagnostics).toMatchObject([{ code: 'CDC2318', severity: 'error', fix: expect.stringContaining('Add id: INT') as unknown }]);
  });

  it('of a registry that cannot be read are neither checked nor taken for absent', () => {
    const written = expand({}, { sourceTable: () => 'unread' });
    expect([written.diagnostics, written.deferred]).toEqual([[], []]);
    expect(kindsOf(written)).toContain('target-table');
    expect(expand({ table: CUSTOMERS }, { sourceTable: () => 'unread' }).deferred).toMatchObject([{ table: 'public.customers', waitsFor: 'registry' }]);
  });

  it('in a document of DynamoDB are not invented: what is written stands', () => {
    const written = { source: 'dynamodb', table: 'from: Sessions, to: user_sessions, key: [session_id], columns: { session_id: STRING, premium: BOOLEAN }' } as const;
    const expansion = expand(written, registered(written));
    expect(expansion.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(specOf<TargetTableSpec>(expansion, 'target-table').primaryKey).toEqual(['session_id']);
  });

  it('that the schema does not have are an error at the column, with the nearest name', () => {
    const table = `${CUSTOMERS}, key: [id], columns: { id: INT, emial: STRING }`;
    const expansion = expand({ table }, registered({}));
    const [error, ...others] = expansion.diagnostics.filter(({ severity }) => severity === 'error');
    expect(others).toEqual([]);
    expect(error).toMatchObject({ severity: 'error', fix: expect.stringContaining('email') as unknown, range: { file: 'shop.yaml', start: { line: 9 } } });
    expect(error!.range!.start.column).toBeGreaterThan(table.indexOf('emial'));
    expect(kindsOf(expansion)).not.toContain('target-table');
    expect(kindsOf(expansion)).toContain('connector');
  });

  it('that may be null where the target says never are a warning, and are planned', () => {
    const table = `${CUSTOMERS}, key: [id], columns: { id: INT, first_name: { type: STRING, nullable: false } }`;
    const expansion = expand({ table }, registered({}));
    expect(expansion.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['CDC2311', 'warning'], ['CDC2312', 'info']]);
    expect(kindsOf(expansion)).toContain('target-table');
  });

  it('of a schema that cannot be read are an error at the table, and nothing is deferred', () => {
    const broken = readSourceTable({ valueSchema: { schemaType: 'AVRO', schema: '{' }, style: 'columns' });
    const expansion = expand({ table: CUSTOMERS }, { sourceTable: () => broken as never });
    expect(expansion.diagnostics).toMatchObject([{ code: 'CDC2301', severity: 'error', range: { file: 'shop.yaml', start: { line: 9 } } }]);
    expect(expansion.deferred).toEqual([]);
    expect(kindsOf(expansion)).not.toContain('target-table');
  });

  it('cannot be inferred where the records have no key: an error, and no key subjects', () => {
    const expansion = expand({ table: CUSTOMERS }, registered({ table: CUSTOMERS }, { keyless: true }));
    expect(expansion.diagnostics).toMatchObject([{ code: 'CDC2310', severity: 'error', range: { start: { line: 9 } } }]);
    expect(expansion.deferred).toEqual([]);
    expect(kindsOf(expansion)).toEqual(['compute-pool', 'connector', 'source-topic', 'subject', 'subject-config']);
  });
});

describe('a table\'s options', () => {
  it.each([
    { name: 'nothing', options: '{}', want: { buckets: 6, cleanupPolicy: 'compact', maxMessageBytes: 8_388_608, changelogMode: 'upsert' } },
    { name: 'everything', options: '{ buckets: 3, cleanupPolicy: delete-compact, retention: 7d, maxMessageSize: 4mb }', want: { buckets: 3, cleanupPolicy: 'delete-compact', maxMessageBytes: 4_194_304, retentionMs: 604_800_000 } },
    { name: 'kept for ever', options: '{ cleanupPolicy: delete-compact, retention: "0" }', want: { retentionMs: 0 } },
  ])('$name', ({ options, want }) => expect(tableOf({ table: `${COMPLETE}, options: ${options}` })).toMatchObject(want));

  it('says no retention where none is written', () => {
    expect(tableOf({ table: `${COMPLETE}, options: { cleanupPolicy: delete-compact } ` })).not.toHaveProperty('retentionMs');
  });
});

describe('Tableflow', () => {
  const week = String(7 * 86_400_000);
  it.each([
    { name: 'by default', more: [], want: { storage: { kind: 'Managed' }, formats: ['ICEBERG'], retentionMs: week, errorHandling: { mode: 'SUSPEND' }, writeMode: 'UPSERT' } },
    { name: 'in a bucket', more: ['tableflow: { storage: { byob: { bucket: lake, providerIntegration: cspi-1 } } }'], want: { storage: { kind: 'ByobAws', bucket_name: 'lake', provider_integration_id: 'cspi-1' } } },
    {
      name: 'in Azure', more: ['tableflow: { storage: { azure: { storageAccount: acme, container: tables, providerIntegration: cspi-2 } } }'],
      want: { storage: { kind: 'AzureDataLakeStorageGen2', storage_account_name: 'acme', container_name: 'tables', provider_integration_id: 'cspi-2' } },
    },
    { name: 'with a log', more: ['tableflow: { onRecordFailure: { log: errors } }'], want: { errorHandling: { mode: 'LOG', target: 'errors' } } },
    { name: 'that skips', more: ['tableflow: { onRecordFailure: skip }'], want: { errorHandling: { mode: 'SKIP' } } },
    { name: 'with both retentions, formats sorted', more: ['tableflow: { formats: [ICEBERG, DELTA], retention: 2d, dataRetention: 90d }'], want: { formats: ['DELTA', 'ICEBERG'], retentionMs: '172800000', dataRetentionMs: '7776000000' } },
  ])('$name', ({ more, want }) => expect(tableflowOf({ more })).toMatchObject(want));

  it('of the table wins over that of the pipeline, and false turns it off', () => {
    const more = ['tableflow: { formats: [DELTA] }'];
    expect(tableflowOf({ more, table: `${COMPLETE}, tableflow: { formats: [ICEBERG] }` }).formats).toEqual(['ICEBERG']);
    expect(kindsOf(expand({ more, table: `${COMPLETE}, tableflow: false` }))).not.toContain('tableflow-topic');
    expect(kindsOf(expand({ more: ['tableflow: false'] }))).not.toContain('tableflow-topic');
  });

  it('appends where the target does', () => {
    const written = { source: 'dynamodb', table: 'from: Sessions, to: user_sessions, columns: { session_id: STRING }, key: [session_id], options: { changelogMode: append, cleanupPolicy: delete }' } as const;
    expect(tableflowOf(written).writeMode).toBe('APPEND');
    expect(statementOf(written).replay.way).toBe('carryOver');
  });
});

describe('the statement', () => {
  it.each([
    { name: 'a compacted source topic holds every key', given: {}, want: 'restart' },
    { name: 'a source topic that keeps its records for ever', given: { source: 'keeping' }, want: 'restart' },
    { name: 'a source topic that forgets', given: { source: 'forgetful' }, want: 'rebuild' },
    { name: 'Oracle, whose topics forget', given: { source: 'oracle', table: 'from: ERP.SHIPMENTS, to: shipments, key: [ID], columns: { ID: BIGINT, CARRIER: STRING }' }, want: 'rebuild' },
  ] as const)('replays what it can: $name', ({ given, want }) => expect(statementOf(given).replay.way).toBe(want));

  it('is stopped while the pipeline is paused, as the connector is', () => {
    const expansion = expand({ more: ['lifecycle: { state: paused, protect: true }'] });
    expect(specOf<DecodeStatementSpec>(expansion, 'decode-statement').state).toBe('stopped');
    expect(specOf<ConnectorSpec>(expansion, 'connector').state).toBe('paused');
    expect(expansion.resources.filter(({ kind }) => kind === 'decode-statement' || kind === 'target-table').map((resource) => resource.protect)).toEqual([true, true]);
    expect(statementOf({}).state).toBe('running');
  });

  it('changes its name with its condition and its cluster, not with the words around it', () => {
    const { name } = statementOf({});
    expect(statementOf({ more: ['lifecycle: { protect: true }'] }).name).toBe(name);
    expect(statementOf({ table: `${COMPLETE}, where: "\`id\` > 1"` }).name).not.toBe(name);
    expect(statementOf({}, { cluster: { ...account.cluster, id: 'lkc-2' } }).name).not.toBe(name);
  });

  it('names the pool by its address until the pool exists', () => {
    const { pool, computePool } = statementOf({}, { poolId: () => undefined });
    expect([pool, computePool]).toEqual(['compute-pool/env-1/cdc', 'compute-pool/env-1/cdc']);
    expect(statementOf({}).computePool).toBe('lfcp-1');
  });

  it('that was made by hand keeps its name', () => {
    expect(statementOf({ table: `${COMPLETE}, statement: customers-by-hand` })).toMatchObject({ kept: 'customers-by-hand' });
    expect(statementOf({})).not.toHaveProperty('kept');
  });

  it('runs as the pipeline\'s principal, else the target\'s, else whoever asks', () => {
    expect(statementOf({ more: ['flink: { principal: sa-2, properties: { sql.state-ttl: 7 d } }'] })).toMatchObject({ principal: 'sa-2', properties: { 'sql.state-ttl': '7 d', 'sql.local-time-zone': 'UTC' } });
    expect(statementOf({}).principal).toBe('sa-1');
    const nobody = expand({ target: 'variables: { x: 1 }' });
    expect(specOf<DecodeStatementSpec>(nobody, 'decode-statement')).not.toHaveProperty('principal');
    expect(specOf<TargetTableSpec>(nobody, 'target-table')).not.toHaveProperty('principal');
  });
});

describe('compatibility', () => {
  const levels = (more: readonly string[]) => expand({ more }).resources.filter(({ kind }) => kind === 'subject-config').map(({ spec }) => spec);
  const topic = 'shop.public.customers';
  it.each([
    { name: 'by default', more: [], want: [{ subject: `${topic}-value`, compatibility: 'FULL_TRANSITIVE' }] },
    { name: 'as text', more: ['compatibility: BACKWARD'], want: [{ subject: `${topic}-value`, compatibility: 'BACKWARD' }] },
    { name: 'of both', more: ['compatibility: { key: NONE, value: FORWARD }'], want: [{ subject: `${topic}-key`, compatibility: 'NONE' }, { subject: `${topic}-value`, compatibility: 'FORWARD' }] },
    { name: 'inherited', more: ['compatibility: { value: inherit }'], want: [] },
    { name: 'of keys only', more: ['compatibility: { key: NONE }'], want: [{ subject: `${topic}-key`, compatibility: 'NONE' }, { subject: `${topic}-value`, compatibility: 'FULL_TRANSITIVE' }] },
  ])('$name', ({ more, want }) => expect(levels(more)).toEqual(want));
});

describe('the compute pool', () => {
  const pool = (more: readonly string[]): unknown => {
    const { address, management, spec, origin } = expand({ more }).resources.find(({ kind }) => kind === 'compute-pool')!;
    return { address, management, spec, at: `${origin.file}:${origin.start.line}` };
  };
  const place = { cloud: 'AWS', region: 'us-east-1' };
  it.each([
    { name: 'of the target is there already', more: [], want: { address: 'compute-pool/env-1/cdc', management: 'observed', spec: { displayName: 'cdc', ...place }, at: 'target.yaml:7' } },
    { name: 'of the pipeline wins, by its id', more: ['flink: { computePool: { id: lfcp-9 } }'], want: { address: 'compute-pool/env-1/lfcp-9', management: 'observed', spec: place, at: 'shop.yaml:10' } },
    { name: 'with a size and a name is ours to make', more: ['flink: { computePool: { name: own, maxCfu: 10 } }'], want: { address: 'compute-pool/env-1/own', management: 'managed', spec: { displayName: 'own', maxCfu: 10, ...place }, at: 'shop.yaml:10' } },
  ])('$name', ({ more, want }) => expect(pool(more)).toEqual(want));
});

describe('the connector', () => {
  const auth = (written: Written) => specOf<ConnectorSpec>(expand(written), 'connector').config;
  const secret = (name: string) => ({ type: 'secret', reference: `\${env:${name}}` });
  it.each([
    { name: 'the target\'s principal', given: {}, want: { 'kafka.auth.mode': 'SERVICE_ACCOUNT', 'kafka.service.account.id': 'sa-1' } },
    { name: 'a service account of its own', given: { more: ['connector: { auth: { serviceAccount: sa-9 } }'] }, want: { 'kafka.auth.mode': 'SERVICE_ACCOUNT', 'kafka.service.account.id': 'sa-9' } },
    { name: 'an API key', given: { more: ['connector: { auth: { apiKey: { key: "${env:K}", secret: "${env:S}" } } }'] }, want: { 'kafka.auth.mode': 'KAFKA_API_KEY', 'kafka.api.key': secret('K'), 'kafka.api.secret': secret('S') } },
    { name: 'the target\'s Kafka key', given: { target: 'credentials: { kafka: { key: "${env:TK}", secret: "${env:TS}" } }' }, want: { 'kafka.auth.mode': 'KAFKA_API_KEY', 'kafka.api.key': secret('TK') } },
    { name: 'the usual variables', given: { target: 'variables: { x: 1 }' }, want: { 'kafka.auth.mode': 'KAFKA_API_KEY', 'kafka.api.key': secret('KAFKA_API_KEY'), 'kafka.api.secret': secret('KAFKA_API_SECRET') } },
  ])('authenticates with $name', ({ given, want }) => expect(auth(given)).toMatchObject(want));

  it('points a key of the escape hatch at the line where it was written', () => {
    const { resources } = expand({ more: ['connector:', '  config:', '    poll.interval.ms: 1000'] });
    const connector = resources.find(({ kind }) => kind === 'connector')!;
    expect(connector.fieldOrigins?.()['config.poll.interval.ms']?.start.line).toBe(12);
    expect(connector.fieldOrigins?.()['config.topic.prefix']?.start.line).toBe(7);
  });
});
