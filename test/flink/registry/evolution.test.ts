import { describe, expect, it } from 'vitest';
import { classifyEvolution, isSourceTable, readSourceTable } from '../../../src/flink/registry/index.js';
import type { Compatibility, Evolution, SourceTable } from '../../../src/flink/registry/index.js';
import { normaliseColumns } from '../../../src/flink/target-columns.js';
import type { PublishedTable, WorldTable } from '../../../src/simulator/debezium/index.js';
import { checkCompatibility } from '../../../src/simulator/registry/compatibility.js';
import { captureOne } from '../../simulator/debezium/support.js';

type Columns = WorldTable['columns'];
type Model = 'AVRO' | 'JSON_SR' | 'JSON_SR closed' | 'PROTOBUF';
const MODELS: readonly Model[] = ['AVRO', 'JSON_SR', 'JSON_SR closed', 'PROTOBUF'];
const LEVELS = ['BACKWARD', 'FORWARD', 'FULL'] as const;
const PRECISE = { 'decimal.handling.mode': 'precise', 'value.converter.decimal.format': 'NUMERIC', 'value.converter.optional.for.nullables': 'true' };

const id = { id: { type: 'int' } };
const keep = { keep: { type: 'text' } };
const notNull = (type: string): Columns[string] => ({ type, nullable: false });

function published(columns: Columns, model: Model, key = ['id']): PublishedTable {
  const closed = model === 'JSON_SR closed' ? { 'value.converter.object.additional.properties': 'false' } : {};
  return captureOne('postgres', { name: 's.t', key, columns, rows: [] }, { ...PRECISE, ...closed }, model.replace(' closed', ''));
}

function tableOf(table: PublishedTable): SourceTable {
  const read = readSourceTable({ keySchema: table.keySchema, valueSchema: table.valueSchema, style: 'columns' });
  if (!isSourceTable(read)) throw new Error(read.summary);
  return read;
}

function classify(before: Columns, after: Columns, model: Model, compatibility: Compatibility, keys: readonly [string[], string[]] = [['id'], ['id']]): readonly Evolution[] {
  const format = model === 'JSON_SR closed' ? 'JSON_SR' : model;
  return classifyEvolution(tableOf(published(before, model, keys[0])), tableOf(published(after, model, keys[1])), { format, compatibility, closed: model === 'JSON_SR closed' });
}

interface Row {
  readonly name: string;
  readonly before: Columns;
  readonly after: Columns;
  readonly change: Evolution['change'];
  /** As semantics.md 2.9a says: levels that accept it, by initial, in Avro, open and closed JSON Schema. */
  readonly accepted: readonly [avro: string, open: string, closed: string];
  readonly tableflow: Evolution['tableflow'];
  readonly action: Evolution['action'];
}

/** Rows of semantics.md 2.9a, then what 4.6 adds; B, F and U stand for BACKWARD, FORWARD and FULL. */
const ROWS: readonly Row[] = [
  { name: 'add a nullable column', before: id, after: { ...id, c: { type: 'text' } }, change: 'added', accepted: ['BFU', 'F', 'B'], tableflow: 'follows', action: 'newVersionAndStatement' },
  { name: 'add NOT NULL with a default', before: id, after: { ...id, c: { ...notNull('int'), default: 7 } }, change: 'added', accepted: ['BFU', 'F', 'B'], tableflow: 'follows', action: 'newVersionAndStatement' },
  { name: 'add NOT NULL without a default', before: id, after: { ...id, c: notNull('text') }, change: 'addedRequired', accepted: ['F', 'F', 'B'], tableflow: 'follows', action: 'newVersionAndStatement' },
  { name: 'drop a nullable column', before: { ...id, c: { type: 'text' } }, after: id, change: 'dropped', accepted: ['BFU', 'B', 'F'], tableflow: 'keepsAsNull', action: 'tableChain' },
  { name: 'drop a NOT NULL column', before: { ...id, c: notNull('text') }, after: id, change: 'droppedRequired', accepted: ['B', 'B', 'F'], tableflow: 'keepsAsNull', action: 'tableChain' },
  { name: 'int -> bigint', before: { ...id, c: notNull('int') }, after: { ...id, c: notNull('bigint') }, change: 'widened', accepted: ['B', 'BFU', 'BFU'], tableflow: 'follows', action: 'tableChain' },
  { name: 'real -> double precision', before: { ...id, c: notNull('real') }, after: { ...id, c: notNull('double precision') }, change: 'widened', accepted: ['B', 'BFU', 'BFU'], tableflow: 'follows', action: 'tableChain' },
  { name: 'smallint -> int, one type to Avro', before: { ...id, c: notNull('smallint') }, after: { ...id, c: notNull('int') }, change: 'widened', accepted: ['BFU', 'BFU', 'BFU'], tableflow: 'follows', action: 'tableChain' },
  { name: 'incompatible type', before: { ...id, c: notNull('int') }, after: { ...id, c: notNull('text') }, change: 'retyped', accepted: ['', '', ''], tableflow: 'suspends', action: 'tableChain' },
  { name: 'decimal scale', before: { ...id, c: notNull('numeric(10,2)') }, after: { ...id, c: notNull('numeric(10,3)') }, change: 'rescaled', accepted: ['', 'BFU', 'BFU'], tableflow: 'suspends', action: 'tableChain' },
  { name: 'enum value added', before: { ...id, c: notNull("enum('a')") }, after: { ...id, c: notNull("enum('a','b')") }, change: 'parametersChanged', accepted: ['BFU', 'BFU', 'BFU'], tableflow: 'unaffected', action: 'nothing' },
  { name: 'rename of a NOT NULL column: drop and add', before: { ...id, c: notNull('text') }, after: { ...id, d: notNull('text') }, change: 'renamed?', accepted: ['', '', ''], tableflow: 'suspends', action: 'tableChain' },
  { name: 'rename of a nullable column: drop and add', before: { ...id, c: { type: 'text' } }, after: { ...id, d: { type: 'text' } }, change: 'renamed?', accepted: ['BFU', '', ''], tableflow: 'suspends', action: 'tableChain' },
  { name: '4.6: decimal precision up', before: { ...id, c: notNull('numeric(10,2)') }, after: { ...id, c: notNull('numeric(12,2)') }, change: 'digitsAdded', accepted: ['BFU', 'BFU', 'BFU'], tableflow: 'follows', action: 'tableChain' },
  { name: '4.6: required -> optional', before: { ...id, c: notNull('text') }, after: { ...id, c: { type: 'text' } }, change: 'relaxed', accepted: ['B', 'B', 'B'], tableflow: 'unaffected', action: 'statement' },
  { name: '4.6: nullable -> required', before: { ...id, c: { type: 'text' } }, after: { ...id, c: notNull('text') }, change: 'tightened', accepted: ['F', 'F', 'F'], tableflow: 'unaffected', action: 'nothing' },
  { name: '4.6: narrowed', before: { ...id, c: notNull('bigint') }, after: { ...id, c: notNull('int') }, change: 'narrowed', accepted: ['F', 'BFU', 'BFU'], tableflow: 'suspends', action: 'tableChain' },
  { name: 'another unit of the same number', before: { ...id, c: notNull('timestamp(3)') }, after: { ...id, c: notNull('timestamp(6)') }, change: 'reencoded', accepted: ['BFU', 'BFU', 'BFU'], tableflow: 'unaffected', action: 'tableChain' },
];

const INITIALS = { B: 'BACKWARD', F: 'FORWARD', U: 'FULL' } as const;

describe('semantics.md 2.9a and 4.6', () => {
  it.each(ROWS)('$name', ({ before, after, change, accepted, tableflow, action }) => {
    MODELS.slice(0, 3).forEach((model, i) => {
      for (const level of LEVELS) {
        const [evolution, ...more] = classify(before, after, model, level);
        const accepts = [...accepted[i]!].some((initial) => INITIALS[initial as 'B'] === level);
        expect(more).toEqual([]);
        expect({ model, level, ...evolution }).toMatchObject({ model, level, change, tableflow, registry: accepts ? 'accepted' : 'rejected', action: accepts ? action : 'refused' });
        expect(evolution!.why).not.toBe('');
      }
      expect(classify(before, after, model, 'NONE')).toMatchObject([{ change, registry: 'accepted', action }]);
    });
  });

  it.each(ROWS.flatMap((row) => MODELS.map((model) => ({ ...row, model }))))('$name in $model as the registry has it', ({ before, after, change, model }) => {
    for (const level of LEVELS) {
      const refusals = checkCompatibility(level, published(after, model).valueSchema, [published(before, model).valueSchema]);
      const ours = classify(before, after, model, level).map(({ registry }) => registry);
      // Protobuf keeps neither Connect names nor parameters: nobody sees that anything changed.
      const unseen = model === 'PROTOBUF' && ['reencoded', 'parametersChanged'].includes(change);
      expect({ level, ours }).toEqual({ level, ours: unseen ? [] : [refusals.length === 0 ? 'accepted' : 'rejected'] });
      expect(classify(before, after, model, `${level}_TRANSITIVE`).map(({ registry }) => registry)).toEqual(ours);
    }
  });
});

describe('field numbers of Protobuf', () => {
  const middle = { ...id, c: notNull('text'), d: notNull('int') };
  it.each<{ name: string; before: Columns; after: Columns; want: readonly string[] }>([
    { name: 'a column dropped from the middle moves the others', before: middle, after: { ...id, d: notNull('int') }, want: ['droppedRequired refused'] },
    { name: 'so does one added there', before: { ...id, d: notNull('int') }, after: middle, want: ['addedRequired refused'] },
    { name: 'one at the end moves nothing', before: middle, after: { ...middle, e: notNull('text') }, want: ['addedRequired newVersionAndStatement'] },
    { name: 'a rename in place moves nothing', before: middle, after: { ...id, x: notNull('text'), d: notNull('int') }, want: ['renamed? tableChain'] },
  ])('$name', ({ before, after, want }) => {
    const refusals = checkCompatibility('BACKWARD', published(after, 'PROTOBUF').valueSchema, [published(before, 'PROTOBUF').valueSchema]);
    expect(classify(before, after, 'PROTOBUF', 'BACKWARD').map(({ change, action }) => `${change} ${action}`)).toEqual(want);
    expect(refusals.length > 0).toBe(want[0]!.endsWith('refused'));
    expect(classify(before, after, 'PROTOBUF', 'NONE').every(({ registry }) => registry === 'accepted')).toBe(true);
  });
});

describe('keys', () => {
  it.each<{ name: string; before: readonly string[]; after: readonly string[]; want: Partial<Evolution> }>([
    { name: 'another column', before: ['id'], after: ['other'], want: { column: 'id', to: 'other' } },
    { name: 'a column more', before: ['id'], after: ['id', 'other'], want: { column: 'id', to: 'id, other' } },
    { name: 'another order', before: ['id', 'other'], after: ['other', 'id'], want: { column: 'id, other', to: 'other, id' } },
  ])('$name rebuilds', ({ before, after, want }) => {
    const columns = { id: { type: 'int' }, other: notNull('int') };
    expect(classify(columns, columns, 'AVRO', 'NONE', [[...before], [...after]])).toMatchObject([{ change: 'keyChanged', action: 'tableChain', tableflow: 'suspends', ...want }]);
  });

  it('counts a wider key column as another key', () => {
    expect(classify({ id: { type: 'int' } }, { id: { type: 'bigint' } }, 'AVRO', 'BACKWARD')).toMatchObject([{ change: 'keyChanged', column: 'id', action: 'refused' }]);
  });
});

it('tells several changes at once, new columns first', () => {
  const before = { ...id, a: notNull('int'), b: { type: 'text' } };
  const after = { ...id, a: { type: 'bigint' }, c: { type: 'date' } };
  expect(classify(before, after, 'AVRO', 'BACKWARD').map(({ change, column }) => `${change} ${column}`)).toEqual(['added c', 'dropped b', 'widened a', 'relaxed a']);
});

it('guesses no rename where two columns could be meant', () => {
  const before = { ...id, a: { type: 'text' }, b: { type: 'text' } };
  const after = { ...id, c: { type: 'text' }, ...keep };
  expect(classify(before, after, 'AVRO', 'BACKWARD').map(({ change }) => change)).toEqual(['added', 'added', 'dropped', 'dropped']);
});

it('finds nothing between equal schemas', () => {
  for (const model of MODELS) expect(classify({ ...id, ...keep }, { ...id, ...keep }, model, 'FULL')).toEqual([]);
});

it('compares target tables too', () => {
  const target = (columns: Record<string, string>) => normaliseColumns({ columns, key: ['id'] });
  const rules = { format: 'AVRO', compatibility: 'FULL_TRANSITIVE' } as const;
  expect(classifyEvolution(target({ id: 'INT', a: 'INT' }), target({ id: 'INT', a: 'BIGINT', b: 'STRING' }), rules)).toMatchObject([
    { change: 'added', column: 'b', registry: 'accepted', action: 'newVersionAndStatement' },
    { change: 'widened', column: 'a', registry: 'rejected', action: 'refused' },
  ]);
});
