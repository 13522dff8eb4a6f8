import { describe, expect, it } from 'vitest';
import { avroTypeOf } from '../../../src/kinds/target-table/avro-type.js';
import { columnsOfSchemas, comparableType } from '../../../src/kinds/target-table/registry-columns.js';

function record(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type: 'record', name: 'r', fields: Object.entries(fields).map(([name, type]) => ({ name, type })) });
}

/** Flink type -> Avro type that is written -> Flink type that reads back. */
const types: readonly (readonly [flink: string, avro: unknown, back: string])[] = [
  ['BOOLEAN', 'boolean', 'BOOLEAN'],
  ['TINYINT', { type: 'int', 'connect.type': 'int8' }, 'TINYINT'],
  ['SMALLINT', { type: 'int', 'connect.type': 'int16' }, 'SMALLINT'],
  ['INT', 'int', 'INT'],
  ['BIGINT', 'long', 'BIGINT'],
  ['FLOAT', 'float', 'FLOAT'],
  ['DOUBLE', 'double', 'DOUBLE'],
  ['STRING', 'string', 'STRING'],
  ['VARCHAR(20)', 'string', 'STRING'],
  ['CHAR(3)', 'string', 'STRING'],
  ['BYTES', 'bytes', 'BYTES'],
  ['VARBINARY(16)', 'bytes', 'BYTES'],
  ['BINARY(16)', 'bytes', 'BYTES'],
  ['DATE', { type: 'int', logicalType: 'date' }, 'DATE'],
  ['DECIMAL(10, 2)', { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 }, 'DECIMAL(10, 2)'],
  ['TIME(0)', { type: 'int', logicalType: 'time-millis' }, 'TIME(3)'],
  ['TIMESTAMP(0)', { type: 'long', logicalType: 'local-timestamp-millis' }, 'TIMESTAMP(3)'],
  ['TIMESTAMP(3)', { type: 'long', logicalType: 'local-timestamp-millis' }, 'TIMESTAMP(3)'],
  ['TIMESTAMP(4)', { type: 'long', logicalType: 'local-timestamp-micros' }, 'TIMESTAMP(6)'],
  ['TIMESTAMP_LTZ(3)', { type: 'long', logicalType: 'timestamp-millis' }, 'TIMESTAMP_LTZ(3)'],
  ['TIMESTAMP_LTZ(6)', { type: 'long', logicalType: 'timestamp-micros' }, 'TIMESTAMP_LTZ(6)'],
  ['ARRAY<INT>', { type: 'array', items: ['null', 'int'] }, 'ARRAY<INT>'],
  ['ARRAY<INT NOT NULL>', { type: 'array', items: 'int' }, 'ARRAY<INT NOT NULL>'],
  ['MAP<STRING NOT NULL, VARCHAR(5)>', { type: 'map', values: ['null', 'string'] }, 'MAP<STRING NOT NULL, STRING>'],
  [
    'ROW<`a` INT NOT NULL, `b` TIMESTAMP(0)>',
    { type: 'record', name: 'x_row', fields: [{ name: 'a', type: 'int' }, { name: 'b', type: ['null', { type: 'long', logicalType: 'local-timestamp-millis' }] }] },
    'ROW<`a` INT NOT NULL, `b` TIMESTAMP(3)>',
  ],
];

describe('a column type', () => {
  it.each(types)('%s is written as Avro', (flink, avro) => expect(avroTypeOf(flink, 'x')).toEqual(avro));

  it.each(types)('%s reads back as it is compared', (flink, avro, back) => {
    expect(comparableType(flink)).toBe(back);
    expect(columnsOfSchemas(undefined, record({ x: ['null', avro] }))).toEqual({ columns: { x: { type: back, nullable: true } }, primaryKey: [] });
  });

  it.each(types)('%s is compared the same when it has been read back', (_flink, _avro, back) => expect(comparableType(back)).toBe(back));

  it('gives every nested record a name of its own', () => {
    const names = JSON.stringify(avroTypeOf('ROW<`a` ROW<`b` INT>, `c` ARRAY<ROW<`d` INT>>, `e` MAP<STRING NOT NULL, ROW<`f` INT>>>', 'x')).match(/"name":"[^"]*_row"/g)!;
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(4);
  });

  it('that is none is refused when it is written, and left alone when it is compared', () => {
    expect(() => avroTypeOf('TEXT', 'x')).toThrow('TEXT: ');
    expect(comparableType('TEXT')).toBe('TEXT');
  });
});

describe('the columns of a table', () => {
  it('are those of the value and of the key, which is the primary key', () => {
    expect(columnsOfSchemas(record({ id: 'int', day: { type: 'int', logicalType: 'date' } }), record({ name: ['null', 'string'], total: 'double' }))).toEqual({
      columns: {
        name: { type: 'STRING', nullable: true },
        total: { type: 'DOUBLE', nullable: false },
        id: { type: 'INT', nullable: false },
        day: { type: 'DATE', nullable: false },
      },
      primaryKey: ['id', 'day'],
    });
  });

  it('may be null wherever "null" stands in the union', () => {
    expect(columnsOfSchemas(undefined, record({ a: ['string', 'null'] }))?.columns).toEqual({ a: { type: 'STRING', nullable: true } });
  });

  it.each([
    { name: 'a value that is not JSON', key: undefined, value: 'syntax = "proto3";' },
    { name: 'a value that is no record', key: undefined, value: '"string"' },
    { name: 'a JSON Schema', key: undefined, value: '{"type":"object","properties":{}}' },
    { name: 'a record without fields', key: undefined, value: '{"type":"record"}' },
    { name: 'null', key: undefined, value: 'null' },
    { name: 'a type that is not defined', key: undefined, value: record({ a: 'com.acme.Money' }) },
    { name: 'what is no type', key: undefined, value: record({ a: {} }) },
    { name: 'a key that is no record', key: '"int"', value: record({ a: 'int' }) },
  ])('are not told by $name, so nothing is compared', ({ key, value }) => expect(columnsOfSchemas(key, value)).toBeUndefined());

  it.each<[string, unknown, string]>([
    ['an object round a primitive', { type: 'string' }, 'STRING'],
    ['an unknown logical type is its carrier', { type: 'string', logicalType: 'uuid' }, 'STRING'],
    ['a decimal without a precision is its carrier', { type: 'bytes', logicalType: 'decimal' }, 'BYTES'],
    ['an enum is text', { type: 'enum', name: 'E', symbols: ['A'] }, 'STRING'],
    ['what Flink has no type for differs from every column', { type: 'bytes', logicalType: 'decimal', precision: 64, scale: 2 }, 'UNKNOWN'],
  ])('%s', (_name, avro, want) => expect(columnsOfSchemas(undefined, record({ x: avro }))?.columns).toEqual({ x: { type: want, nullable: false } }));
});
