import { describe, expect, it } from 'vitest';
import type { SourceProblem } from '../../src/core/source.js';
import { isSourceTable, readSourceTable } from '../../src/flink/registry/index.js';
import type { RegisteredSchema, SourceTable } from '../../src/flink/registry/index.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import { expandPipelines } from '../../src/pipeline/expand.js';
import type { ExpandContext, Expansion } from '../../src/pipeline/expand.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { account, expand, specOf } from './support/expand.js';

const text = { type: 'string' };
const jsonSchema = (properties: Readonly<Record<string, unknown>>): RegisteredSchema => ({ schemaType: 'JSON', schema: JSON.stringify({ type: 'object', properties }) });

function tableOf(valueSchema: RegisteredSchema, keySchema?: RegisteredSchema): SourceTable {
  const read = readSourceTable({ keySchema, valueSchema, style: 'columns' });
  if (!isSourceTable(read)) throw new Error(read.summary);
  return read;
}

const key = { schemaType: 'JSON', schema: JSON.stringify({ type: 'object', properties: { id: text } }) } as const;
const clicks = tableOf(jsonSchema({ id: text, page: text, kind: text }));
const row = { type: 'object', properties: { id: text, page: text } };
const envelope = tableOf(jsonSchema({ before: { oneOf: [{ type: 'null' }, row] }, after: { oneOf: [{ type: 'null' }, row] }, op: text }), key);
const events = tableOf({ schemaType: 'AVRO', schema: JSON.stringify(['OrderPlaced', 'OrderCancelled'].map((name) => ({ type: 'record', name, namespace: 'shop', fields: [{ name: 'id', type: 'string' }] }))) });

const CLICKS = 'from: web.clicks, to: clicks';
const read = (table: string, found: SourceTable | SourceProblem | 'unread' | undefined, more: Partial<ExpandContext> = {}): Expansion => expand({ source: 'topic', table: `${CLICKS}, ${table}` }, { sourceTable: () => found, ...more });
const messages = ({ diagnostics }: Expansion): readonly string[] => diagnostics.map(({ code, severity, range, fix }) => `${severity} ${code}:${range?.start.line}${fix === undefined ? '' : ` ${fix}`}`);
const addressesOf = ({ resources }: Expansion): readonly string[] => resources.map(({ address }) => address);
const needsOf = ({ resources }: Expansion, kind: string): readonly string[] => resources.find((resource) => resource.kind === kind)!.relations.needs;

describe('a topic that is there already', () => {
  it('is waited for, and nothing is made of its subjects', () => {
    const expansion = read('key: [id]', clicks);
    expect(expansion.diagnostics).toEqual([]);
    expect(addressesOf(expansion)).toEqual([
      'compute-pool/env-1/cdc', 'existing-topic/lkc-1/web.clicks', 'target-table/lkc-1/clicks', 'target-topic/lkc-1/clicks', 'subject/env-1/clicks-key', 'subject/env-1/clicks-value',
      'decode-statement/lkc-1/shop.clicks', 'tableflow-topic/lkc-1/clicks',
    ]);
    expect(needsOf(expansion, 'target-table')).toEqual(['compute-pool/env-1/cdc', 'existing-topic/lkc-1/web.clicks']);
    expect(specOf<DecodeStatementSpec>(expansion, 'decode-statement').replay).toMatchObject({ way: 'restart', partial: true });
  });

  it.each<{ name: string; found: Parameters<typeof read>[1]; more?: Partial<ExpandContext>; want: readonly unknown[] }>([
    { name: 'has no schema: why', found: undefined, more: { withoutSchema: (topic) => ({ code: 'CDC2408', path: ['from'], summary: `nothing for ${topic}` }) }, want: [['error CDC2408:9'], []] },
    { name: 'has none as far as anybody could look', found: undefined, want: [[], ['firstRecord']] },
    { name: 'has one that nobody could read', found: 'unread', want: [[], ['registry']] },
    { name: 'has one that means nothing to Flink', found: { code: 'CDC2301', path: [], summary: 'unreadable' }, want: [['error CDC2301:9'], []] },
  ])('$name', ({ found, more, want }) => {
    const expansion = read('key: [id]', found, more);
    expect([messages(expansion), expansion.deferred.map(({ waitsFor }) => waitsFor)]).toEqual(want);
    expect(addressesOf(expansion)).not.toContain('target-table/lkc-1/clicks');
  });

  it('is bytes when the file says so, and then its subjects must not say otherwise', () => {
    const raw = (more: Partial<ExpandContext>): Expansion => expand({ source: { block: 'topic: { topics: { web.clicks: { read: raw } } }' }, table: `${CLICKS}, key: [id], columns: { id: STRING }` }, more);
    expect(specOf<DecodeStatementSpec>(raw({ withoutSchema: () => undefined }), 'decode-statement').text).toContain('JSON_VALUE');
    const asked: unknown[] = [];
    const refused = raw({ withoutSchema: (topic, isRaw) => {
      asked.push([topic, isRaw]);
      return { code: 'CDC2410', path: ['from'], summary: 'there is a schema' };
    } });
    expect([asked, messages(refused)]).toEqual([[['web.clicks', true]], ['error CDC2410:9']]);
  });

  it('is appended without a key where the rows are only ever added', () => {
    const block = 'topic: { topics: { web.clicks: { read: raw } } }';
    const expansion = expand({ source: { block }, table: `${CLICKS}, columns: { id: STRING }, options: { changelogMode: append, cleanupPolicy: delete }` });
    expect(specOf<TargetTableSpec>(expansion, 'target-table').primaryKey).toEqual([]);
    expect(addressesOf(expansion)).not.toContain('subject/env-1/clicks-key');
    expect(specOf<DecodeStatementSpec>(expansion, 'decode-statement').replay.way).toBe('carryOver');
  });

  it.each<{ name: string; table: string; found: SourceTable; want: readonly string[] }>([
    { name: 'of one kind of event', table: 'event: OrderPlaced, key: [id]', found: events, want: [] },
    { name: 'of one kind of event, misspelt', table: 'event: OrderPlacd, key: [id]', found: events, want: ['error CDC2405:9 Did you mean OrderPlaced?'] },
    { name: 'of a kind of event that is like no other', table: 'event: Refund, key: [id]', found: events, want: ['error CDC2405:9'] },
    { name: 'by a field', table: 'when: { kind: click }, key: [id]', found: clicks, want: [] },
    { name: 'by a field, misspelt', table: 'when: { kinds: click }, key: [id]', found: clicks, want: ['error CDC2405:9 Did you mean kind?'] },
    { name: 'by a field that is like no other', table: 'when: { severity: 1 }, key: [id]', found: clicks, want: ['error CDC2405:9'] },
    { name: 'by a condition of one\'s own', table: 'when: "`kind` <> \'x\'", key: [id]', found: clicks, want: [] },
    { name: 'of changes, into an append table', table: 'options: { changelogMode: append, cleanupPolicy: delete }', found: envelope, want: ['error CDC2214:9 Leave changelogMode out: "upsert" keeps one row for each key.'] },
    { name: 'of changes, into a table with another key', table: 'key: [page]', found: envelope, want: ['warning CDC2309:9 Write key: [id].'] },
    { name: 'of rows, into an append table without a key', table: 'columns: { id: STRING }, options: { changelogMode: append, cleanupPolicy: delete }', found: clicks, want: ['info CDC2312:9'] },
  ])('can be read $name', ({ table, found, want }) => expect(messages(read(table, found))).toEqual(want));

  it('may have several tables, which reports tell apart by their targets', () => {
    const tables = (table: string): readonly (string | undefined)[] => expand({ source: 'topic', table }).resources.filter(({ kind }) => kind === 'decode-statement').map((resource) => resource.table);
    const columns = 'key: [id], columns: { id: STRING }';
    expect(tables(`${CLICKS}, ${columns}`)).toEqual(['web.clicks']);
    expect(tables(`${CLICKS}, ${columns} }\n    - { from: web.clicks, to: pages, ${columns}`)).toEqual(['web.clicks (clicks)', 'web.clicks (pages)']);
  });

  it('says of what is no union that a field tells its events apart', () => {
    expect(read('event: OrderPlaced', clicks).diagnostics).toMatchObject([{ code: 'CDC2405', detail: expect.stringContaining('"when"') as unknown }]);
    expect(read('event: Refund', events).diagnostics).toMatchObject([{ detail: 'It has OrderPlaced, OrderCancelled.' }]);
  });

  it('is not waited for by a table that is not decoded', () => {
    expect(addressesOf(expand({ source: 'topic', table: 'from: web.clicks, decode: false' }))).toEqual(['compute-pool/env-1/cdc', 'existing-topic/lkc-1/web.clicks']);
  });
});

describe('a schema that the file gives', () => {
  const inline = { block: 'topic: { topics: { web.clicks: { schema: { inline: { type: object, properties: { id: { type: string } } } } } } }' };
  const given = (table: string, more: readonly string[] = []): Expansion => expand({ source: inline, table: `${CLICKS}, ${table}`, more }, {
    withoutSchema: () => ({ code: 'CDC2408', path: ['from'], summary: 'there is none yet' }),
    sourceTable: (_topic, _style, schema) => (schema === undefined ? undefined : tableOf(schema)),
  });
  const subjectLevels = ({ resources }: Expansion): unknown => resources.filter(({ kind }) => kind === 'subject-config').map(({ spec, relations, origin }) => [spec, relations.needs, origin.start.line]);

  it('is registered before the table, whose columns come from it', () => {
    const expansion = given('key: [id]');
    expect(expansion.diagnostics).toEqual([]);
    expect(Object.keys(specOf<TargetTableSpec>(expansion, 'target-table').columns)).toEqual(['id']);
    expect(needsOf(expansion, 'target-table')).toEqual(['compute-pool/env-1/cdc', 'existing-topic/lkc-1/web.clicks', 'registered-schema/env-1/web.clicks-value']);
    expect(subjectLevels(expansion)).toEqual([]);
  });

  it.each([
    { name: 'of the pipeline', table: 'key: [id]', more: ['compatibility: NONE'], want: [[{ subject: 'web.clicks-value', compatibility: 'NONE' }, ['registered-schema/env-1/web.clicks-value'], 10]] },
    { name: 'of the table', table: 'key: [id], compatibility: FULL', more: ['compatibility: NONE'], want: [[{ subject: 'web.clicks-value', compatibility: 'FULL' }, ['registered-schema/env-1/web.clicks-value'], 9]] },
    { name: 'inherited', table: 'key: [id]', more: ['compatibility: { value: inherit }'], want: [] },
  ])('has the level $name', ({ table, more, want }) => expect(subjectLevels(given(table, more))).toEqual(want));
});

describe('a topic that another pipeline makes', () => {
  const target = 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { name: cdc }, principal: sa-1 }\n';
  const pipeline = (name: string, source: string, tables: string): string => `apiVersion: cdc-reconciler/v1\nkind: Pipeline\nmetadata: { name: ${name} }\nspec: { source: { ${source} }, tables: [${tables}] }\n`;
  const shop = pipeline('shop', 'postgres: { host: pg.example.com, database: d, username: u, password: "${env:PG_PASSWORD}" }', '{ from: public.orders, to: orders, key: [id], columns: { id: INT } }');

  function all(documents: readonly string[], context: Partial<ExpandContext> = {}): Expansion {
    const { documents: found, diagnostics } = readDocuments(new Map([['all.yaml', [target, ...documents].join('---\n')]]));
    expect(diagnostics).toEqual([]);
    return expandPipelines(found.pipelines, found.targets[0]!, { ...account, ...context });
  }
  const needsOfTable = ({ resources }: Expansion, table: string): readonly string[] => resources.find(({ address }) => address === `target-table/lkc-1/${table}`)!.relations.needs;
  const reader = (from: string, to: string, block = 'topic: {}'): string => pipeline(`read-${to.replaceAll('_', '-')}`, block, `{ from: ${from}, to: ${to}, key: [id], columns: { id: INT } }`);

  it('is waited for where its connector leaves it, or its table fills it', () => {
    const expansion = all([shop, reader('shop.public.orders', 'raw_orders'), reader('orders', 'orders_by_day'), reader('orders_by_day', 'orders_by_week')]);
    expect(needsOfTable(expansion, 'raw_orders')).toEqual(['compute-pool/env-1/cdc', 'source-topic/lkc-1/shop.public.orders', 'subject/env-1/shop.public.orders-value']);
    expect(needsOfTable(expansion, 'orders_by_day')).toEqual(['compute-pool/env-1/cdc', 'target-topic/lkc-1/orders', 'subject/env-1/orders-value']);
    expect(needsOfTable(expansion, 'orders_by_week')).toEqual(['compute-pool/env-1/cdc', 'target-topic/lkc-1/orders_by_day', 'subject/env-1/orders_by_day-value']);
    expect(expansion.resources.filter(({ kind }) => kind === 'existing-topic')).toEqual([]);
  });

  it('has no schema before that pipeline ran, which is no mistake', () => {
    const withoutSchema = (): SourceProblem => ({ code: 'CDC2408', path: ['from'], summary: 'there is none' });
    expect(all([shop, reader('orders', 'orders_by_day')], { withoutSchema }).diagnostics).toEqual([]);
    expect(all([reader('orders', 'orders_by_day')], { withoutSchema }).diagnostics).toMatchObject([{ code: 'CDC2408' }]);
  });

  it('may get its schema from the reader', () => {
    const block = 'topic: { topics: { orders: { schema: { inline: { type: object, properties: { id: { type: integer } } } } } } }';
    expect(needsOfTable(all([shop, reader('orders', 'orders_by_day', block)]), 'orders_by_day')).toEqual([
      'compute-pool/env-1/cdc', 'target-topic/lkc-1/orders', 'subject/env-1/orders-value', 'registered-schema/env-1/orders-value',
    ]);
  });

  it('is nobody\'s where a table is captured and not decoded', () => {
    const captured = pipeline('dyn', 'dynamodb: { region: us-east-1, accessKeyId: "${env:AWS_ACCESS_KEY_ID}", secretAccessKey: "${env:AWS_SECRET_ACCESS_KEY}" }', '{ from: orders, decode: false }, { from: users, to: people, key: [id], columns: { id: STRING } }');
    expect(needsOfTable(all([captured, reader('dyn_orders', 'orders_by_day')]), 'orders_by_day')).toEqual(['compute-pool/env-1/cdc', 'existing-topic/lkc-1/dyn_orders']);
  });

  it('may be filled by another table of the same pipeline', () => {
    const both = pipeline('web', 'topic: {}', '{ from: web.clicks, to: clicks, key: [id], columns: { id: INT } }, { from: clicks, to: clicks_by_page, key: [id], columns: { id: INT } }');
    expect(needsOfTable(all([both]), 'clicks_by_page')).toEqual(['compute-pool/env-1/cdc', 'target-topic/lkc-1/clicks', 'subject/env-1/clicks-value']);
  });
});
