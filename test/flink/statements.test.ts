import { describe, expect, it } from 'vitest';
import type { SourceStyle } from '../../src/core/source.js';
import type { ColumnDefinition } from '../../src/flink/columns.js';
import { buildCreateTable, buildDropTable } from '../../src/flink/create-table.js';
import type { CreateTableInput } from '../../src/flink/create-table.js';
import { buildInsert } from '../../src/flink/insert.js';
import { isJsonPath } from '../../src/flink/raw-json.js';
import { sameSql, tokeniseSql } from '../../src/flink/sql-text.js';
import { normaliseColumns } from '../../src/flink/target-columns.js';
import type { RowPlace, WhenCondition } from '../../src/flink/when.js';
import { expectGolden } from './golden.js';

const folder = new URL('./golden/', import.meta.url);

interface Case {
  readonly file: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly key: readonly string[];
  readonly source: string;
  readonly target: string;
  readonly style?: SourceStyle;
  readonly where?: string;
  readonly when?: WhenCondition;
  readonly place?: RowPlace;
  readonly table?: Partial<CreateTableInput>;
  /** Codes of the problems, all warnings. */
  readonly warnings?: readonly string[];
}

const cases: readonly Case[] = [
  {
    file: 'customers', source: 'shop.public.customers', target: 'customers', key: ['id'], where: "`status` = 'active'",
    columns: { id: 'INT', email: 'STRING', created_at: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' } },
  },
  {
    file: 'key-order-and-computed', source: 'shop.dbo.order_lines', target: 'order_lines', key: ['line', 'order_id'],
    columns: {
      note: { type: 'string', nullable: false }, order_id: { type: 'BIGINT', column: 'OrderId' }, total: 'NUMERIC(12,2)',
      line: 'INT', gross: { type: 'DECIMAL(12, 2)', expression: ' `net` + `tax` ' }, born: { type: 'DATE', from: 'date' },
    },
    table: { cleanupPolicy: 'delete-compact', retentionMs: 0, buckets: 12, maxMessageBytes: 2_097_164 },
  },
  {
    file: 'append-without-key', source: 'shop.public.audit', target: 'audit`log', key: [], columns: { at: 'BIGINT', what: 'STRING' },
    table: { changelogMode: 'append', cleanupPolicy: 'delete', retentionMs: 604_800_000 },
  },
  {
    file: 'key-converted', source: 'ora.SHOP.ORDERS', target: 'orders', key: ['ID'],
    columns: { ID: { type: 'BIGINT', from: 'decimal' }, STATUS: 'STRING' }, warnings: ['CDC2206'],
  },
  {
    file: 'dynamodb', source: 'orders', target: 'orders_items', key: ['id'], style: 'dynamodb-document', warnings: ['CDC2210'],
    columns: {
      id: 'STRING', name: 'STRING', age: 'INT', price: 'DECIMAL(10, 2)', active: 'BOOLEAN', born: 'DATE',
      seen: { type: 'TIMESTAMP_LTZ(3)', from: 'timestamp', attribute: 'last seen' }, at: { type: 'TIMESTAMP_LTZ(3)', from: 'zoned-timestamp' },
      tags: { type: 'STRING', attributeType: 'SS' }, address: { type: 'STRING', attributeType: 'M', attribute: "o'clock" }, photo: { type: 'STRING', attributeType: 'B' },
    },
    where: "JSON_VALUE(`val`.`after`.`document`, '$.kind.S') = 'order'",
  },
  {
    file: 'dynamodb-marked-deletes', source: 'orders', target: 'orders_items', key: ['id'], style: 'dynamodb-document',
    columns: { id: 'STRING', name: 'STRING', deleted: { type: 'BOOLEAN', expression: "`val`.`op` = 'd'" } },
  },
  {
    file: 'raw-json', source: 'web.clicks', target: 'clicks', key: ['id'], style: 'raw', when: { kind: ['click', 'it\'s'], 'odd name': null, bot: false },
    columns: {
      id: 'STRING', visitor: { type: 'STRING', column: 'key' }, shop: { type: 'INT', column: 'key', path: '$.shop' }, page: { type: 'STRING', path: "$['the page'][0].url" },
      views: 'BIGINT', price: 'DECIMAL(10, 2)', ratio: 'DOUBLE', returning: 'BOOLEAN', born: 'DATE',
      at: { type: 'TIMESTAMP_LTZ(3)', from: 'timestamp' }, seen: { type: 'TIMESTAMP_LTZ(6)', from: 'zoned-timestamp' }, paid: { type: 'DECIMAL(10, 2)', from: 'decimal-or-null' },
      campaign: { type: 'STRING', path: '$.utm', from: 'json' }, size: { type: 'INT', expression: 'CHAR_LENGTH(DECODE(`val`, \'UTF-8\'))' },
    },
    where: "JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.test') IS NULL",
  },
  {
    file: 'raw-json-append', source: 'web.clicks', target: 'click_log', key: [], style: 'raw', columns: { page: 'STRING' },
    table: { changelogMode: 'append', cleanupPolicy: 'delete', retentionMs: 604_800_000 },
  },
  {
    file: 'event-of-a-union', source: 'shop.events', target: 'orders_placed', key: ['order_id'], place: ['OrderPlaced'], when: { channel: 'web' },
    columns: { order_id: 'STRING', total: 'DECIMAL(10, 2)', placed_at: { type: 'TIMESTAMP_LTZ(3)', from: 'timestamp', column: 'placed' } },
  },
  {
    file: 'event-of-a-oneof', source: 'shop.actions', target: 'purchases', key: ['id'], place: ['action', 'purchase'], columns: { id: 'STRING', amount: 'DOUBLE' },
  },
  {
    file: 'event-by-fields', source: 'shop.mixed', target: 'payments', key: ['id'], when: { type: ['paid', 'refunded'], version: 2, test: false },
    columns: { id: 'BIGINT', type: 'STRING' }, where: '`id` > 0',
  },
  {
    file: 'event-by-sql', source: 'shop.mixed', target: 'payments', key: ['id'], when: "UPPER(`type`) = 'PAID' OR `version` IS NULL", columns: { id: 'BIGINT', type: 'STRING' }, where: '`test` = FALSE',
  },
];

describe('golden statements', () => {
  it.each(cases)('$file', ({ file, columns: written, key, source, target, style = 'columns', where, when, place, table, warnings = [] }) => {
    const { columns, problems } = normaliseColumns({ columns: written, key });
    const insert = buildInsert({ target, source, sourceStyle: style, columns, ...(where === undefined ? {} : { where }), ...(when === undefined ? {} : { when }), ...(place === undefined ? {} : { place }) });
    const all = [...problems, ...insert.problems];
    expect(all.map((problem) => problem.code)).toEqual(warnings);
    expect(all.every((problem) => problem.severity === 'warning')).toBe(true);
    const create = buildCreateTable({
      table: target, columns, primaryKey: key, changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 6, maxMessageBytes: 8 * 1024 * 1024, ...table,
    });
    expectGolden(folder, `${file}.sql`, `${create}\n\n${insert.sql}\n\n${buildDropTable(target)}\n`);
    for (const sql of [create, insert.sql]) {
      expect(tokeniseSql(sql).filter((token) => token.text === ';' || token.kind === 'unterminated')).toHaveLength(1);
      expect(sameSql(sql, sql.replace(/\s+/g, ' '))).toBe(true);
    }
  });
});

describe('what bytes cannot become', () => {
  it.each([
    { name: 'a structure', column: 'ARRAY<STRING>', says: 'from: json' },
    { name: 'bytes', column: 'BYTES', says: 'take a STRING' },
    { name: 'a time, without saying how it is written', column: 'TIMESTAMP_LTZ(3)', says: 'from: timestamp' },
    { name: 'a conversion that reads a structure', column: { type: 'STRING', from: 'array-text' }, says: 'reads ARRAY' },
    { name: 'another column than key and val', column: { type: 'STRING', column: 'value' }, says: 'key and val' },
  ] as const)('$name', ({ column, says }) => {
    const { columns } = normaliseColumns({ columns: { id: 'STRING', other: column as ColumnDefinition }, key: ['id'] });
    const insert = buildInsert({ target: 't', source: 's', sourceStyle: 'raw', columns });
    expect(insert).toMatchObject({ sql: '', problems: [{ code: 'CDC2406' }] });
    expect(insert.problems[0]!.summary).toContain(says);
  });

  it('a condition that ends the statement', () => {
    const { columns } = normaliseColumns({ columns: { id: 'STRING' }, key: ['id'] });
    expect(buildInsert({ target: 't', source: 's', sourceStyle: 'columns', columns, when: '1 = 1; DROP TABLE `t`' })).toMatchObject({ sql: '', problems: [{ code: 'CDC2208', path: ['when'] }] });
  });

  it('a path is one place: no wildcard, no filter, no quote that ends it', () => {
    const paths = ['$.a', '$.a.b[0]', "$['odd name'].x", '$', '$.*', '$..a', '$.a[*]', "$['it's']", 'a.b', '$.a b', "$.a') --", '$[?(@.x)]', ''];
    expect(paths.filter(isJsonPath)).toEqual(['$.a', '$.a.b[0]', "$['odd name'].x", '$']);
  });
});

describe('refused columns', () => {
  const problem = (columns: Readonly<Record<string, ColumnDefinition>>, key: readonly string[] = []): string[] =>
    normaliseColumns({ columns, key }).problems.map(({ code, path }) => `${code} ${path.join('.')}`);

  it.each([
    { name: 'no columns', given: {}, want: ['CDC2213 columns'] },
    { name: 'not a type', given: { a: 'TEXT' }, want: ['CDC2201 columns.a'] },
    { name: 'not a type, in an object', given: { a: { type: 'TEXT' } }, want: ['CDC2201 columns.a.type'] },
    { name: 'not a name', given: { 'a-b': 'INT' }, want: ['CDC2202 columns.a-b'] },
    { name: 'a reserved name', given: { cflt_metadata_offset: 'INT' }, want: ['CDC2202 columns.cflt_metadata_offset'] },
    { name: 'a key that is not there', given: { a: 'INT' }, key: ['b'], want: ['CDC2203 key.0'] },
    { name: 'a key twice', given: { a: 'INT' }, key: ['a', 'a'], want: ['CDC2203 key.1'] },
    { name: 'a floating key', given: { a: 'DOUBLE' }, key: ['a'], want: ['CDC2204 columns.a'] },
    { name: 'a nullable key', given: { a: { type: 'INT', nullable: true } }, key: ['a'], want: ['CDC2212 columns.a.nullable'] },
    { name: 'a lossy key', given: { a: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' } }, key: ['a'], want: ['CDC2207 columns.a.from'] },
    { name: 'a computed key', given: { a: { type: 'INT', expression: '`b` + 1' } }, key: ['a'], want: ['CDC2206 columns.a.expression'] },
    { name: 'a conversion that does not fit', given: { a: { type: 'DATE', from: 'timestamp' } }, want: ['CDC2205 columns.a.from'] },
    { name: 'an unknown conversion', given: { a: { type: 'DATE', from: 'toString' } }, want: ['CDC2205 columns.a.from'] },
    { name: 'expression and column', given: { a: { type: 'INT', expression: '1', column: 'b' } }, want: ['CDC2209 columns.a'] },
    { name: 'a fragment that breaks out', given: { a: { type: 'INT', expression: '1) FROM x; --' } }, want: ['CDC2208 columns.a.expression'] },
  ])('$name', ({ given, key, want }) => {
    expect(problem(given as Readonly<Record<string, ColumnDefinition>>, key)).toEqual(want);
  });

  it.each([
    { name: 'a timestamp without its encoding', column: { type: 'TIMESTAMP_LTZ(3)' } },
    { name: 'bytes', column: { type: 'BYTES' } },
    { name: 'an array', column: { type: 'ARRAY<STRING>' } },
    { name: 'text as number set', column: { type: 'INT', attributeType: 'NS' } },
    { name: 'a conversion of bytes', column: { type: 'STRING', from: 'utf8' } },
  ])('DynamoDB: $name', ({ column }) => {
    const { columns } = normaliseColumns({ columns: { id: 'STRING', a: column as ColumnDefinition }, key: ['id'] });
    const insert = buildInsert({ target: 't', source: 's', sourceStyle: 'dynamodb-document', columns });
    expect(insert.sql).toBe('');
    expect(insert.problems.map(({ code }) => code)).toContain('CDC2211');
  });

  it('DynamoDB: NOT NULL beside marked deletes', () => {
    const { columns } = normaliseColumns({
      columns: { id: 'STRING', a: { type: 'STRING', nullable: false }, gone: { type: 'BOOLEAN', expression: "val.op = 'd'" } }, key: ['id'],
    });
    const insert = buildInsert({ target: 't', source: 's', sourceStyle: 'dynamodb-document', columns });
    expect(insert.problems.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual(['CDC2209 columns.a.nullable']);
  });

  it('a condition that breaks out gives no SQL', () => {
    const { columns } = normaliseColumns({ columns: { id: 'INT' }, key: ['id'] });
    const insert = buildInsert({ target: 't', source: 's', sourceStyle: 'columns', columns, where: '1 = 1; DROP TABLE `t`' });
    expect(insert).toMatchObject({ sql: '', problems: [{ code: 'CDC2208', path: ['where'] }] });
  });
});

describe('buildCreateTable', () => {
  const base: CreateTableInput = {
    table: 't', columns: [{ name: 'id', type: { kind: 'simple', name: 'INT' }, nullable: false }], primaryKey: ['id'],
    changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 6, maxMessageBytes: 1024,
  };
  it.each([
    { name: 'upsert without key', change: { primaryKey: [] }, want: 'needs a primary key' },
    { name: 'a key that is not there', change: { primaryKey: ['x'] }, want: 'not among the columns' },
    { name: 'no buckets', change: { buckets: 0 }, want: 'buckets' },
    { name: 'a broken size', change: { maxMessageBytes: 1.5 }, want: 'maxMessageBytes' },
  ])('throws for $name', ({ change, want }) => expect(() => buildCreateTable({ ...base, ...change })).toThrow(want));

  it('writes no retention for a compacted topic', () => {
    expect(buildCreateTable({ ...base, retentionMs: 1000 })).not.toContain('retention');
    expect(buildCreateTable({ ...base, cleanupPolicy: 'delete', retentionMs: 90_000 })).toContain("'kafka.retention.time' = '90 s'");
  });
});
