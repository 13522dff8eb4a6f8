import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { generate } from '../../src/cli/generate.js';
import { diskFiles } from '../../src/cli/io.js';
import { readCatalog } from '../../src/database/catalog.js';
import type { CatalogTable } from '../../src/database/catalog.js';
import { connectorOf } from '../../src/database/index.js';
import type { Format } from '../../src/core/source.js';
import { expandPipelines } from '../../src/pipeline/expand.js';
import { loadDocuments } from '../../src/pipeline/read-documents.js';
import { startEstate, troubles } from '../support/estate.js';
import { startPostgres } from './support/postgres-server.js';

/** `reconcile generate` against a real PostgreSQL that has every type of semantics.md 2.6 that it brings without PostGIS and pgvector. */

const started = await startPostgres();
const server = typeof started === 'string' ? undefined : started;
if (typeof started === 'string') process.stderr.write(`skipped, ${started}\n`);

const types: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN', 'bit(1)': 'BOOLEAN', smallint: 'SMALLINT', integer: 'INT', bigint: 'BIGINT', oid: 'BIGINT', real: 'FLOAT', 'double precision': 'DOUBLE',
  'numeric(10,2)': 'DECIMAL(10, 2)', 'numeric(5)': 'DECIMAL(5, 0)', numeric: 'STRING', 'numeric(50,4)': 'STRING', money: 'DECIMAL(19, 2)',
  'char(3)': 'STRING', 'varchar(20)': 'STRING', text: 'STRING', bpchar: 'STRING', citext: 'STRING', name: 'STRING', uuid: 'STRING', json: 'STRING', jsonb: 'STRING',
  xml: 'STRING', mood: 'STRING', inet: 'STRING', cidr: 'STRING', macaddr: 'STRING', macaddr8: 'STRING', int4range: 'STRING', int8range: 'STRING', numrange: 'STRING',
  tsrange: 'STRING', tstzrange: 'STRING', daterange: 'STRING', isbn: 'STRING', ltree: 'STRING', hstore: 'STRING', bytea: 'STRING', 'bit(8)': 'BYTES', 'varbit(9)': 'BYTES',
  date: 'DATE', 'time(3)': 'STRING', time: 'STRING', timetz: 'STRING', 'timestamp(3)': 'TIMESTAMP_LTZ(3)', timestamp: 'TIMESTAMP_LTZ(3)', timestamptz: 'TIMESTAMP_LTZ(6)',
  interval: 'STRING', price: 'DECIMAL(8, 3)', nested_price: 'DECIMAL(8, 3)',
  smallserial: 'SMALLINT', serial: 'INT', bigserial: 'BIGINT', bit: 'BOOLEAN', 'bit varying(8)': 'BYTES',
  'smallint[]': 'ARRAY<SMALLINT>', 'bigint[]': 'ARRAY<BIGINT>', 'oid[]': 'ARRAY<BIGINT>', 'real[]': 'ARRAY<FLOAT>', 'double precision[]': 'ARRAY<DOUBLE>', 'numeric(6,1)[]': 'ARRAY<STRING>',
  'varchar(20)[]': 'ARRAY<STRING>', 'char(3)[]': 'ARRAY<STRING>', 'bpchar[]': 'ARRAY<STRING>', 'inet[]': 'ARRAY<STRING>', 'cidr[]': 'ARRAY<STRING>', 'macaddr[]': 'ARRAY<STRING>',
  'int4range[]': 'ARRAY<STRING>', 'int8range[]': 'ARRAY<STRING>', 'numrange[]': 'ARRAY<STRING>', 'tsrange[]': 'ARRAY<STRING>', 'tstzrange[]': 'ARRAY<STRING>', 'daterange[]': 'ARRAY<STRING>',
  'json[]': 'ARRAY<STRING>', 'jsonb[]': 'ARRAY<STRING>', 'date[]': 'ARRAY<INT>', 'time(3)[]': 'ARRAY<INT>', 'time[]': 'ARRAY<BIGINT>', 'timetz[]': 'ARRAY<STRING>',
  'timestamp(3)[]': 'ARRAY<BIGINT>', 'timestamp[]': 'ARRAY<BIGINT>', 'timestamptz[]': 'ARRAY<STRING>', 'bytea[]': 'ARRAY<STRING>', 'citext[]': 'ARRAY<STRING>', 'ltree[]': 'ARRAY<STRING>', 'hstore[]': 'ARRAY<STRING>',
  'integer[]': 'ARRAY<INT>', 'text[]': 'ARRAY<STRING>', 'mood[]': 'ARRAY<STRING>', 'uuid[]': 'ARRAY<STRING>', 'boolean[]': 'ARRAY<BOOLEAN>',
};
const absent = ['box', 'lseg', 'path', 'polygon', 'circle', 'line', 'tsvector', 'money[]', 'name[]', 'interval[]', 'varbit[]', 'xml[]', 'point[]', 'pair', 'price[]'];

const given = Object.keys(types);
const schema = [
  ...['citext', 'hstore', 'ltree', 'isn'].map((extension) => `CREATE EXTENSION ${extension}`),
  "CREATE TYPE mood AS ENUM ('sad', 'glad')",
  'CREATE TYPE pair AS (a int, b text)',
  'CREATE DOMAIN price AS numeric(8,3) CHECK (VALUE > 0)',
  'CREATE DOMAIN nested_price AS price',
  `CREATE TABLE every_type (id serial PRIMARY KEY, ${given.map((type, i) => `c${i} ${type}`).join(', ')}, p point, ${absent.map((type, i) => `x${i} ${type}`).join(', ')}, g int GENERATED ALWAYS AS (2) STORED)`,
  'CREATE TABLE composite (a text, "Second Key" int, b int, extra text, PRIMARY KEY (b, "Second Key"))',
  'CREATE TABLE unique_only (a int NOT NULL UNIQUE, b int UNIQUE)',
  'CREATE TABLE unique_pair (a int NOT NULL, b date NOT NULL, c int)',
  'CREATE UNIQUE INDEX ON unique_pair (a, b)',
  'CREATE UNIQUE INDEX ON unique_pair (c) WHERE c > 0',
  'CREATE TABLE keyless (a int)',
  'CREATE TABLE nullable_unique (a int UNIQUE)',
  'CREATE TABLE money_key (id money PRIMARY KEY, at timestamp(3))',
  'CREATE TABLE time_key (at timestamptz PRIMARY KEY, uid uuid)',
  'CREATE SCHEMA "Odd Schema"',
  'CREATE TABLE "Odd Schema"."Größe & Farbe" ("Straße" text, "a-b" int, "a b" int, "select" int, "1st" int, "ID" bigint PRIMARY KEY)',
  'CREATE TABLE "dot.ted" (id int PRIMARY KEY)',
  'CREATE SCHEMA sales',
  'CREATE TABLE sales.composite (id int PRIMARY KEY)',
  'CREATE TABLE events (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)',
  "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  'CREATE VIEW seen AS SELECT 1 AS a',
];

/** A value of each type that is NOT NULL here; every other column is NULL. */
const samples: readonly (readonly [type: RegExp, value: unknown])[] = [[/int/, 1], [/money/, '1.00'], [/timestamp/, '2026-01-02T03:04:05Z'], [/date/, '2026-01-02'], [/./, 'a']];

/** The same tables in the simulator's words: what the catalogue says, with one row each. */
function worldOf(tables: readonly CatalogTable[], port: number): string {
  return stringify({
    environments: [{ name: 'prod', clusters: [{ name: 'lake', cloud: 'AWS', region: 'us-east-1' }] }],
    serviceAccounts: [{ id: 'sa-cdc001', name: 'cdc' }],
    databases: [{
      source: 'postgres', host: '127.0.0.1', port, database: 'types', username: 'postgres',
      tables: tables.map(({ table, columns, primaryKey, uniqueIndexes }) => ({
        name: table, replicaIdentity: 'full', key: primaryKey.length > 0 ? primaryKey : uniqueIndexes[0],
        columns: Object.fromEntries(columns.filter(({ generated }) => generated !== true).map(({ name, databaseType, nullable }) => [name, { type: databaseType.replace('enum', "enum('sad','glad')"), nullable }])),
        rows: [Object.fromEntries(columns.filter(({ nullable, generated }) => !nullable && generated !== true).map(({ name, databaseType }) => [name, samples.find(([type]) => type.test(databaseType))![1]]))],
      })),
    }],
  });
}

describe.skipIf(server === undefined)('reconcile generate from a real PostgreSQL', () => {
  const pg = server!;
  const cwd = mkdtempSync(join(tmpdir(), 'reconcile-generate-'));
  const run = async (more: { readonly tables?: readonly string[]; readonly out?: string; readonly password?: string; readonly format?: Format } = {}) => {
    const out: string[] = [];
    const err: string[] = [];
    const io = { ...diskFiles(cwd), stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text), cwd, isTty: false, color: false };
    const command = { from: `postgres://postgres@127.0.0.1:${pg.port}/types?encryption=prefer`, tables: more.tables ?? [], ...(more.out === undefined ? {} : { out: more.out }), ...(more.format === undefined ? {} : { format: more.format }) };
    const code = await generate(command, { env: { PG_PASSWORD: more.password ?? pg.adminPassword } }, io);
    return { code, text: out.join(''), err: err.join('') };
  };

  beforeAll(async () => {
    await pg.admin('postgres', ['CREATE DATABASE types']);
    await pg.admin('types', schema);
  }, 60_000);
  afterAll(() => pg.stop());

  it('writes YAML that validates and expands without a word, and holds no password', async () => {
    const { code, text, err } = await run();
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(text).not.toContain(pg.adminPassword);
    writeFileSync(join(cwd, 'generated.yaml'), text);
    writeFileSync(join(cwd, 'target.yaml'), 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: test }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { id: lfcp-1 } }\n');
    const loaded = await loadDocuments(['generated.yaml', 'target.yaml'], { cwd });
    expect(loaded.diagnostics).toEqual([]);
    const { pipelines, targets } = loaded.documents;
    const context = { environment: { id: 'env-1' }, cluster: { id: 'lkc-1', cloud: 'AWS', region: 'eu-west-1' }, poolId: () => 'lfcp-1' };
    const expansion = expandPipelines(pipelines, targets[0]!, context as Parameters<typeof expandPipelines>[2]);
    expect(expansion.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
    expect(expansion.resources.filter((resource) => resource.kind === 'target-table').length).toBe(pipelines[0]!.spec.tables.length);
  });

  it.each(['AVRO', 'JSON_SR', 'PROTOBUF'] as const)('plans, and applies on a simulator whose database has these tables, as %s', async (format) => {
    const { text } = await run({ format });
    const connection = await connectorOf('postgres')({ host: '127.0.0.1', port: pg.port, database: 'types', user: 'postgres', password: pg.adminPassword });
    const catalog = await readCatalog(connection, {}).finally(() => connection.close());
    const kept = new Set((parse(text) as { spec: { tables: { from: string }[] } }).spec.tables.map(({ from }) => from));
    await using estate = await startEstate({ world: worldOf(catalog.filter(({ table }) => kept.has(table)), pg.port) });
    const texts = { 'generated.yaml': text, 'targets.yaml': 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec: { environment: { name: prod }, cluster: { name: lake }, computePool: { name: decode, maxCfu: 10 }, principal: sa-cdc001 }\n' };
    expect((await estate.plan(texts)).outcome).toBe('planned');
    expect(troubles(await estate.apply(texts)).filter((trouble) => !trouble.includes('"skipped"'))).toEqual([]);
    expect((await estate.plan(texts)).outcome).toBe('converged');
  }, 180_000);

  it('is the same each time', async () => {
    const { text } = await run();
    expect((await run()).text).toBe(text);
  });

  it('maps every type, and names those that never arrive', async () => {
    const { text } = await run({ tables: ['public.every_type'] });
    const table = (parse(text) as { spec: { tables: { columns: Record<string, string | { type: string }> }[] } }).spec.tables[0]!;
    const typeOf = (name: string): string | undefined => {
      const column = table.columns[name];
      return typeof column === 'string' ? column : column?.type;
    };
    expect(Object.fromEntries(given.map((type, i) => [type, typeOf(`c${i}`)]))).toEqual(types);
    expect(typeOf('p')).toMatch(/^ROW</);
    absent.forEach((type, i) => {
      expect(typeOf(`x${i}`), type).toBeUndefined();
      expect(text).toMatch(new RegExp(`# Left out: x${i} \\(`));
    });
    expect(typeOf('g')).toBeUndefined();
    expect(text).toContain('excludeColumns:');
    expect(text).toContain('# Left out: g (integer): generated by the database');
  });

  it('takes keys of all shapes, and says what it leaves out', async () => {
    const { text } = await run();
    const { spec } = parse(text) as { spec: { source: { postgres: Record<string, unknown> }; tables: { from: string; to?: string; key: string[]; columns: Record<string, unknown> }[] } };
    expect(Object.fromEntries(spec.tables.map(({ from, key }) => [from, key]))).toEqual({
      'Odd Schema.Größe & Farbe': ['ID'],
      'public.composite': ['b', 'Second_Key'],
      'public.every_type': ['id'],
      'public.events': ['id', 'at'],
      'public.money_key': ['id'],
      'public.time_key': ['at'],
      'public.unique_only': ['a'],
      'public.unique_pair': ['a', 'b'],
      'sales.composite': ['id'],
    });
    expect(spec.source.postgres['messageKeys']).toEqual({ 'public.unique_only': ['a'], 'public.unique_pair': ['a', 'b'] });
    const odd = spec.tables[0]!;
    expect(Object.keys(odd.columns)).toEqual(['ID', 'Stra_e', 'a_b', 'a_b_2', 'select', '_1st']);
    expect(odd.columns['a_b_2']).toEqual({ type: 'INT', column: 'a b' });
    const composites = spec.tables.filter(({ from }) => from.endsWith('composite'));
    expect(composites.map(({ to }) => to)).toEqual(['types_public_composite', 'types_sales_composite']);
    // A key is copied as it travels.
    expect(spec.tables.find(({ from }) => from === 'public.time_key')!.columns['at']).toBe('STRING');
    expect(spec.tables.find(({ from }) => from === 'public.events')!.columns['at']).toBe('INT');
    for (const left of ['public.keyless: it has no key', 'public.nullable_unique: it has no key', 'public.dot.ted: its name has characters']) expect(text).toContain(`#   ${left}`);
  });

  it('reads the catalogue as it is', async () => {
    const connection = await connectorOf('postgres')({ host: '127.0.0.1', port: pg.port, database: 'types', user: 'postgres', password: pg.adminPassword });
    try {
      expect(await readCatalog(connection, { tables: ['public.unique_*'] })).toEqual([
        { table: 'public.unique_only', columns: [{ name: 'a', databaseType: 'integer', nullable: false }, { name: 'b', databaseType: 'integer', nullable: true }], primaryKey: [], uniqueIndexes: [['a'], ['b']], replicaIdentity: 'default' },
        {
          table: 'public.unique_pair', primaryKey: [], uniqueIndexes: [['a', 'b']], replicaIdentity: 'default',
          columns: [{ name: 'a', databaseType: 'integer', nullable: false }, { name: 'b', databaseType: 'date', nullable: false }, { name: 'c', databaseType: 'integer', nullable: true }],
        },
      ]);
      await expect(connection.query({ text: 'CREATE TABLE nope (a int)' })).rejects.toThrow(/read-only transaction/);
    } finally {
      await connection.close();
    }
  });

  it('tells of a refused login without the password, and overwrites no file', async () => {
    const refused = await run({ password: 'wrong-secret' });
    expect([refused.code, refused.text]).toEqual([1, '']);
    expect(refused.err).toMatch(/password authentication failed/);
    expect(refused.err).not.toContain('wrong-secret');
    expect((await run({ out: 'new.yaml' })).code).toBe(0);
    await expect(run({ out: 'new.yaml' })).rejects.toThrow(/exists already/);
    expect((await run({ tables: ['nothing.*'] })).code).toBe(1);
  });
});
