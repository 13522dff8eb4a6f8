import { describe, expect, it } from 'vitest';
import type { SchemaEvolution } from '../../src/core/evolution.js';
import { isSourceTable, readSourceTable } from '../../src/flink/registry/index.js';
import type { SourceTable } from '../../src/flink/registry/index.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { ExpandContext, Expansion } from '../../src/pipeline/expand.js';
import type { PublishedTable, WorldTable } from '../../src/simulator/debezium/index.js';
import { captureOne } from '../simulator/debezium/support.js';
import { CUSTOMERS, expand } from './support/expand.js';

type Columns = WorldTable['columns'];

const base: Columns = { id: { type: 'int' }, email: { type: 'text' } };
const more = (added: Columns): Columns => ({ ...base, ...added });
const required = (type: string): Columns[string] => ({ type, nullable: false });

function published(columns: Columns, key: readonly string[], format: string): PublishedTable {
  return captureOne('postgres', { name: 'public.customers', key: [...key], columns, rows: [] }, { 'decimal.handling.mode': 'precise' }, format);
}

function tableOf({ keySchema, valueSchema }: Partial<Pick<PublishedTable, 'keySchema' | 'valueSchema'>>): SourceTable {
  const read = readSourceTable({ keySchema, valueSchema, style: 'columns' });
  if (!isSourceTable(read)) throw new Error(read.summary);
  return read;
}

interface Given {
  readonly table?: string;
  readonly before?: Columns;
  readonly now: Columns;
  readonly keys?: readonly [readonly string[], readonly string[]];
  readonly format?: 'AVRO' | 'JSON_SR';
  readonly more?: readonly string[];
}

/** A pipeline whose statement began to read `before`, while `now` is registered. */
function evolve({ table = CUSTOMERS, before = base, now, keys = [['id'], ['id']], format = 'AVRO', more: lines = [] }: Given): Expansion {
  const [was, is] = [tableOf(published(before, keys[0], format)), tableOf(published(now, keys[1], format))];
  return expand({ table, more: lines }, { sourceTable: () => is, sourceSchemas: () => ({ ids: { key: 1, value: 3 }, before: was, now: is }) });
}

/** What is done, and what the statement is told of it. */
function outcome({ evolutions, resources, diagnostics }: Expansion): readonly unknown[] {
  const statement = resources.find(({ kind }) => kind === 'decode-statement')?.spec as DecodeStatementSpec | undefined;
  return [evolutions.map(({ change, action, tableflow }) => `${change} ${action} ${tableflow}`), statement?.evolution, diagnostics.map(({ code }) => code)];
}

const byHand = (columns: string): string => `${CUSTOMERS}, key: [id], columns: ${columns}`;

describe('a source that changed since its statement began', () => {
  it.each<{ name: string; given: Given; want: readonly unknown[] }>([
    { name: 'nothing but a remark', given: { before: more({ c: { type: "enum('a')" } }), now: more({ c: { type: "enum('a','b')" } }) }, want: [['parametersChanged nothing unaffected'], 'nothing', []] },
    { name: 'a column more, where all are inferred', given: { now: more({ phone: { type: 'text' } }) }, want: [['added newVersionAndStatement follows'], 'statement', []] },
    { name: 'a column more without a default', given: { now: more({ phone: required('text') }) }, want: [['addedRequired newVersionAndStatement follows'], 'statement', []] },
    { name: 'a column more that nobody asked for', given: { table: byHand('{ id: INT, email: STRING }'), now: more({ phone: { type: 'text' } }) }, want: [['added nothing unaffected'], 'nothing', ['CDC2312']] },
    { name: 'a column more that is left out', given: { table: `${CUSTOMERS}, columns: { "*": inferred, phone: false }`, now: more({ phone: { type: 'text' } }) }, want: [['added nothing unaffected'], 'nothing', []] },
    { name: 'a column more that is written already', given: { table: byHand('{ id: INT, phone: STRING }'), now: more({ phone: { type: 'text' } }) }, want: [['added newVersionAndStatement follows'], 'statement', ['CDC2312']] },
    { name: 'a column more that an expression reads', given: { table: byHand('{ id: INT, call: { type: STRING, expression: "TRIM(`phone`)" } }'), now: more({ phone: { type: 'text' } }) }, want: [['added newVersionAndStatement follows'], 'statement', ['CDC2312']] },
    { name: 'a column more under another name', given: { table: byHand('{ id: INT, call: { type: STRING, column: phone } }'), now: more({ phone: { type: 'text' } }) }, want: [['added newVersionAndStatement follows'], 'statement', ['CDC2312']] },
    { name: 'a column less, where all are inferred', given: { before: more({ phone: { type: 'text' } }), now: base }, want: [['dropped tableChain keepsAsNull'], 'table', []] },
    { name: 'a column less that is written', given: { table: byHand('{ id: INT, phone: STRING }'), before: more({ phone: { type: 'text' } }), now: base }, want: [['dropped columns unaffected'], undefined, ['CDC2303', 'CDC2312']] },
    { name: 'a column less that an exception fills', given: { table: `${CUSTOMERS}, columns: { "*": inferred, phone: { type: STRING, expression: "CAST(NULL AS STRING)" } }`, before: more({ phone: { type: 'text' } }), now: base }, want: [['dropped statement unaffected'], 'statement', []] },
    { name: 'another name of an inferred column', given: { before: more({ phone: { type: 'text' } }), now: more({ tel: { type: 'text' } }) }, want: [['renamed? tableChain suspends'], 'table', []] },
    { name: 'another name of a column that an expression reads by the new one', given: { table: byHand('{ id: INT, call: { type: STRING, expression: "TRIM(`tel`)" } }'), before: more({ phone: { type: 'text' } }), now: more({ tel: { type: 'text' } }) }, want: [['renamed? statement unaffected'], 'statement', ['CDC2312']] },
    { name: 'another kind of value', given: { before: more({ c: required('int') }), now: more({ c: required('text') }) }, want: [['retyped tableChain suspends'], 'table', ['CDC2321']] },
    { name: 'another key', given: { keys: [['id'], ['email']], before: more({ email: required('text') }), now: more({ email: required('text') }) }, want: [['keyChanged tableChain suspends'], 'table', ['CDC2321']] },
    { name: 'a column that may be null now', given: { before: more({ c: required('text') }), now: more({ c: { type: 'text' } }) }, want: [['relaxed statement unaffected'], 'statement', []] },
    { name: 'a column that may not be null now, written in full', given: { table: byHand('{ id: INT, c: { type: STRING } }'), before: more({ c: { type: 'text' } }), now: more({ c: required('text') }) }, want: [['tightened nothing unaffected'], 'nothing', ['CDC2312']] },
    { name: 'no Tableflow that could follow', given: { table: `${CUSTOMERS}, tableflow: false`, now: more({ phone: { type: 'text' } }) }, want: [['added newVersionAndStatement none'], 'statement', []] },
    { name: 'no Tableflow in the whole pipeline', given: { more: ['tableflow: false'], now: more({ phone: { type: 'text' } }) }, want: [['added newVersionAndStatement none'], 'statement', []] },
  ])('$name', ({ given, want }) => expect(outcome(evolve(given))).toEqual(want));

  it('is told apart by the format, and by the level that would have judged it', () => {
    const source = (given: Omit<Given, 'now'>): SchemaEvolution['source'] => evolve({ ...given, now: more({ phone: { type: 'text' } }) }).evolutions[0]!.source;
    expect(source({ more: ['compatibility: BACKWARD'] })).toEqual({ format: 'AVRO', compatibility: 'BACKWARD', verdict: 'accepted' });
    expect(source({ more: ['compatibility: BACKWARD'], format: 'JSON_SR' })).toEqual({ format: 'JSON_SR', compatibility: 'BACKWARD', verdict: 'rejected' });
    expect(source({ more: ['compatibility: { value: inherit }'] })).toMatchObject({ compatibility: 'BACKWARD' });
  });

  it('says why, in words that fit what this table does', () => {
    const why = (table: string): string => evolve({ table, now: more({ phone: { type: 'text' } }) }).evolutions[0]!.why;
    expect(why(CUSTOMERS)).toContain('new version of its schema');
    expect(why(byHand('{ id: INT }'))).toBe('No column of the table has to do with it.');
  });

  it('names both names of a rename', () => {
    expect(evolve({ before: more({ phone: { type: 'text' } }), now: more({ tel: { type: 'text' } }) }).evolutions).toMatchObject([{ column: 'phone', to: 'tel' }]);
  });
});

describe('schemas that a statement is to remember', () => {
  const remembers = (context: Partial<ExpandContext>, table?: string): unknown => {
    const { resources } = expand({ ...(table === undefined ? {} : { table }) }, context);
    const { sourceSchemas, evolution } = resources.find(({ kind }) => kind === 'decode-statement')!.spec as DecodeStatementSpec;
    return { sourceSchemas, evolution };
  };
  const now = tableOf(published(base, ['id'], 'AVRO'));

  it.each<{ name: string; context: Partial<ExpandContext>; want: unknown }>([
    { name: 'none, where nothing is registered', context: { sourceSchemas: () => undefined }, want: {} },
    { name: 'the newest, where both are the same', context: { sourceSchemas: () => ({ ids: { value: 7 } }) }, want: { sourceSchemas: { value: 7 }, evolution: 'nothing' } },
    { name: 'the newest, where the older one is gone', context: { sourceSchemas: () => ({ ids: { value: 7 }, now }) }, want: { sourceSchemas: { value: 7 }, evolution: 'nothing' } },
  ])('are $name', ({ context, want }) => expect(remembers(context)).toEqual(want));
});

describe('a topic that is there already', () => {
  const json = (properties: Readonly<Record<string, unknown>>): SourceTable => tableOf({ valueSchema: { schemaType: 'JSON', schema: JSON.stringify({ type: 'object', properties }) } });
  const [before, now] = [json({ id: { type: 'string' } }), json({ id: { type: 'string' }, page: { type: 'string' } })];
  const outcomeOf = (table: string): readonly unknown[] => outcome(expand({ source: 'topic', table: `from: web.clicks, to: clicks, key: [id], ${table}` }, { sourceTable: () => now, sourceSchemas: () => ({ ids: { value: 2 }, before, now }) }));

  it.each([
    { name: 'is followed as others are', table: 'tableflow: {}', want: [['addedRequired newVersionAndStatement follows'], 'statement', []] },
    { name: 'with a condition on a field that is not there', table: 'when: { knd: click }', want: [['addedRequired newVersionAndStatement follows'], undefined, ['CDC2405']] },
  ])('$name', ({ table, want }) => expect(outcomeOf(table)).toEqual(want));
});
