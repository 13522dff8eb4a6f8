import { describe, expect, it } from 'vitest';
import { isSchemaProblem, readSchema } from '../../../src/flink/registry/index.js';
import type { RegisteredField, RegisteredSchema } from '../../../src/flink/registry/index.js';
import { formatFlinkType } from '../../../src/flink/types.js';

type Kind = RegisteredSchema['schemaType'];

const text = (field: RegisteredField): string => {
  const type = field.flinkType === undefined ? `? (${field.reason})` : formatFlinkType(field.flinkType);
  return `${field.name} ${type}${field.nullable ? '' : ' NOT NULL'}${field.admitsNull ? ' admits null' : ''}`;
};

function fieldsOf(schemaType: Kind, schema: unknown): readonly RegisteredField[] {
  const shape = readSchema({ schemaType, schema: typeof schema === 'string' ? schema : JSON.stringify(schema) });
  if (isSchemaProblem(shape) || shape.kind !== 'record') throw new Error(JSON.stringify(shape));
  return shape.fields;
}

const avroField = (type: unknown, more: object = {}): unknown => ({ type: 'record', name: 'R', namespace: 'n.s', fields: [{ name: 'c', type, ...more }] });
const nested = { type: 'record', name: 'Inner', fields: [{ name: 'a', type: 'int' }, { name: 'b', type: ['null', 'string'], default: null }] };

describe('Avro', () => {
  it.each<[name: string, type: unknown, want: string]>([
    ['primitive', 'long', 'c BIGINT NOT NULL'],
    ['object round a primitive', { type: 'string', 'connect.name': 'x' }, 'c STRING NOT NULL'],
    ['null first', ['null', 'int'], 'c INT admits null'],
    ['null last, for a default', ['int', 'null'], 'c INT admits null'],
    ['int8', { type: 'int', 'connect.type': 'int8' }, 'c TINYINT NOT NULL'],
    ['int16', { type: 'int', 'connect.type': 'int16' }, 'c SMALLINT NOT NULL'],
    ['date', { type: 'int', logicalType: 'date' }, 'c DATE NOT NULL'],
    ['time-millis', { type: 'int', logicalType: 'time-millis' }, 'c TIME(3) NOT NULL'],
    ['time-micros is not mapped', { type: 'long', logicalType: 'time-micros' }, 'c BIGINT NOT NULL'],
    ['timestamp-micros', { type: 'long', logicalType: 'timestamp-micros' }, 'c TIMESTAMP_LTZ(6) NOT NULL'],
    ['local-timestamp-millis', { type: 'long', logicalType: 'local-timestamp-millis' }, 'c TIMESTAMP(3) NOT NULL'],
    ['decimal', { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 }, 'c DECIMAL(10, 2) NOT NULL'],
    ['decimal in a fixed', { type: 'fixed', name: 'F', size: 8, logicalType: 'decimal', precision: 10 }, 'c DECIMAL(10, 0) NOT NULL'],
    ['decimal beyond Flink', { type: 'bytes', logicalType: 'decimal', precision: 64, scale: 2 }, 'c ? (a decimal of 64 digits, 38 are the limit of Flink) NOT NULL'],
    ['decimal in its legacy form', { type: 'bytes', logicalType: 'decimal' }, 'c BYTES NOT NULL'],
    ['fixed', { type: 'fixed', name: 'F', size: 16 }, 'c BINARY(16) NOT NULL'],
    ['enum', { type: 'enum', name: 'E', symbols: ['A'] }, 'c STRING NOT NULL'],
    ['uuid', { type: 'string', logicalType: 'uuid' }, 'c STRING NOT NULL'],
    ['array', { type: 'array', items: ['null', 'int'] }, 'c ARRAY<INT> NOT NULL'],
    ['map', { type: 'map', values: 'long' }, 'c MAP<STRING NOT NULL, BIGINT NOT NULL> NOT NULL'],
    ['array of entries', { type: 'array', items: { type: 'record', name: 'MapEntry', fields: [{ name: 'key', type: 'int' }, { name: 'value', type: 'string' }] } }, 'c MAP<INT NOT NULL, STRING NOT NULL> NOT NULL'],
    ['record', nested, 'c ROW<`a` INT NOT NULL, `b` STRING> NOT NULL'],
    ['union of two', ['null', 'int', 'string'], 'c ROW<`connect_union_field_0` INT, `connect_union_field_1` STRING> admits null'],
    ['record inside itself', { type: 'record', name: 'T', fields: [{ name: 'next', type: ['null', 'T'] }] }, 'c ? (its field next: the record n.s.T contains itself) NOT NULL'],
    ['what Flink writes itself', { type: 'string', 'flink.maxLength': 20, 'flink.version': '1' }, 'c VARCHAR(20) NOT NULL'],
  ])('%s', (_name, type, want) => expect(fieldsOf('AVRO', avroField(type)).map(text)).toEqual([want]));

  it('finds named types by short and full name, from inside other namespaces', () => {
    const schema = { type: 'record', name: 'R', namespace: 'a', fields: [
      { name: 'x', type: { type: 'record', name: 'T', namespace: 'b', fields: [{ name: 'e', type: { type: 'enum', name: 'E', symbols: ['A'] } }, { name: 'f', type: 'E' }] } },
      { name: 'y', type: 'b.T' }, { name: 'z', type: 'b.E' },
    ] };
    expect(fieldsOf('AVRO', schema).map(text)).toEqual(['x ROW<`e` STRING NOT NULL, `f` STRING NOT NULL> NOT NULL', 'y ROW<`e` STRING NOT NULL, `f` STRING NOT NULL> NOT NULL', 'z STRING NOT NULL']);
  });

  it('keeps name, parameters and default of a column', () => {
    const [field] = fieldsOf('AVRO', avroField([{ type: 'string', 'connect.name': 'io.debezium.data.Enum', 'connect.parameters': { allowed: 'a,b' } }, 'null'], { default: 'a' }));
    expect(field).toMatchObject({ semantic: 'io.debezium.data.Enum', parameters: { allowed: 'a,b' }, default: 'a', nullable: true });
  });

  it.each<[name: string, schema: string, want: string]>([
    ['no JSON', 'syntax = "proto3";', 'Unexpected'], ['an unknown type', JSON.stringify(avroField('Money')), 'the type Money is not defined'], ['a number', '5', '5 is no Avro type'],
  ])('has a problem with %s', (_name, schema, want) => expect(readSchema({ schemaType: 'AVRO', schema })).toEqual({ problem: expect.stringContaining(want) as string }));

  it('takes a union at the root for one column', () => {
    expect(readSchema({ schemaType: 'AVRO', schema: JSON.stringify(['null', nested]) })).toMatchObject({ kind: 'single', type: { nullable: true, fields: [{ name: 'a' }, { name: 'b' }] } });
  });
});

describe('JSON Schema', () => {
  const field = (schema: unknown, more: object = {}): unknown => ({ type: 'object', properties: { c: schema }, ...more });
  const optional = (schema: object): unknown => ({ oneOf: [{ type: 'null' }, schema] });
  it.each<[name: string, schema: unknown, want: string]>([
    ['integer', field({ type: 'integer' }), 'c BIGINT'],
    ['int8', field({ type: 'integer', 'connect.type': 'int8' }), 'c TINYINT'],
    ['number', field({ type: 'number' }), 'c DOUBLE'],
    ['float32', field({ type: 'number', 'connect.type': 'float32' }), 'c FLOAT'],
    ['bytes', field({ type: 'string', 'connect.type': 'bytes' }), 'c BYTES'],
    ['required', field({ type: 'string' }, { required: ['c'] }), 'c STRING NOT NULL'],
    ['required, and null all the same', field(optional({ type: 'string' }), { required: ['c'] }), 'c STRING admits null'],
    ['a list of types', field({ type: ['null', 'integer'], 'connect.type': 'int32' }, { required: ['c'] }), 'c INT admits null'],
    ['anyOf', field({ anyOf: [{ type: 'null' }, { type: 'boolean' }] }), 'c BOOLEAN admits null'],
    ['two types', field({ oneOf: [{ type: 'integer' }, { type: 'string' }] }, { required: ['c'] }), 'c ROW<`connect_union_field_0` BIGINT, `connect_union_field_1` STRING> NOT NULL'],
    ['Connect date', field({ type: 'integer', 'connect.type': 'int32', title: 'org.apache.kafka.connect.data.Date' }), 'c DATE'],
    ['numeric decimal', field({ type: 'number', 'connect.type': 'bytes', title: 'org.apache.kafka.connect.data.Decimal', 'connect.parameters': { scale: '2', 'connect.decimal.precision': '10' } }), 'c DECIMAL(10, 2)'],
    ['base64 decimal', field({ type: 'string', 'connect.type': 'bytes', title: 'org.apache.kafka.connect.data.Decimal', 'connect.parameters': { scale: '2' } }), 'c ? (a decimal number in base64)'],
    ['enum without a type', field({ enum: ['a', 'b'] }), 'c STRING'],
    ['definitions', field({ $ref: '#/definitions/V' }, { definitions: { V: { type: 'object', properties: { a: { type: 'string' } } } } }), 'c ROW<`a` STRING>'],
    ['$defs', field({ $ref: '#/$defs/V' }, { $defs: { V: { type: 'boolean' } } }), 'c BOOLEAN'],
    ['map', field({ type: 'object', 'connect.type': 'map', additionalProperties: optional({ type: 'string' }) }), 'c MAP<STRING NOT NULL, STRING>'],
    ['map of entries', field({ type: 'array', 'connect.type': 'map', items: { type: 'object', properties: { key: { type: 'integer' }, value: { type: 'string' } } } }), 'c MAP<BIGINT, STRING>'],
    ['reference to itself', field({ $ref: '#/$defs/V' }, { $defs: { V: { type: 'array', items: { $ref: '#/$defs/V' } } } }), 'c ? (its elements: #/$defs/V contains itself)'],
  ])('%s', (_name, schema, want) => expect(fieldsOf('JSON', schema).map(text)).toEqual([want]));

  it('orders by connect.index, wherever it stands', () => {
    const schema = { type: 'object', properties: { b: { type: 'string', 'connect.index': 2 }, a: { oneOf: [{ type: 'null' }, { type: 'string', 'connect.index': 0 }] }, c: { type: 'string', 'connect.index': 1 } } };
    expect(fieldsOf('JSON', schema).map(({ name }) => name)).toEqual(['a', 'c', 'b']);
  });

  it('finds name, parameters and default inside the choice', () => {
    expect(fieldsOf('JSON', field(optional({ type: 'string', title: 'io.debezium.data.Enum', 'connect.parameters': { allowed: 'a' }, default: 'a' })))[0])
      .toMatchObject({ semantic: 'io.debezium.data.Enum', parameters: { allowed: 'a' }, default: 'a' });
  });
});

describe('Protobuf', () => {
  const proto = (body: string): string => `syntax = "proto3"; package shop.t;\nimport "confluent/meta.proto";\n// a remark { }\nmessage Value { ${body} }`;
  it.each<[name: string, body: string, want: string]>([
    ['scalar', 'int64 c = 1;', 'c BIGINT NOT NULL'],
    ['optional', 'optional string c = 1;', 'c STRING admits null'],
    ['wrapper', 'google.protobuf.StringValue c = 1;', 'c STRING admits null'],
    ['narrow', 'int32 c = 1 [(confluent.field_meta) = {params: [{key: "connect.type", value: "int16"}]}];', 'c SMALLINT NOT NULL'],
    ['timestamp', 'google.protobuf.Timestamp c = 1;', 'c TIMESTAMP_LTZ(9) admits null'],
    ['date', 'google.type.Date c = 1;', 'c DATE admits null'],
    ['decimal', 'confluent.type.Decimal c = 1 [(confluent.field_meta) = {params: [{key: "precision", value: "10"}, {key: "scale", value: "2"}]}];', 'c DECIMAL(10, 2) admits null'],
    ['repeated', 'repeated int32 c = 1;', 'c ARRAY<INT NOT NULL> NOT NULL'],
    ['map', 'map<string, int64> c = 1;', 'c MAP<STRING NOT NULL, BIGINT NOT NULL> NOT NULL'],
    ['nested message', 'Inner c = 1; message Inner { bool a = 1; }', 'c ROW<`a` BOOLEAN NOT NULL> admits null'],
    ['nested message by full name', '.shop.t.Value.Inner c = 1; message Inner { bool a = 1; }', 'c ROW<`a` BOOLEAN NOT NULL> admits null'],
    ['enum', 'Colour c = 1; enum Colour { RED = 0; }', 'c STRING NOT NULL'],
    ['oneof', 'oneof choice { string c = 1; Inner d = 2; } message Inner { bool a = 1; }', 'choice ROW<`c` STRING, `d` ROW<`a` BOOLEAN NOT NULL>> admits null'],
    ['message inside itself', 'Value c = 1;', 'c ? (the message Value contains itself) admits null'],
  ])('%s', (_name, body, want) => expect(fieldsOf('PROTOBUF', proto(body)).map(text)).toEqual([want]));

  it('skips what is no field', () => {
    expect(fieldsOf('PROTOBUF', proto('reserved 2, 3; option deprecated = true; string message = 1; /* { */ int32 option = 4;')).map(({ name }) => name)).toEqual(['message', 'option']);
  });

  it.each<[name: string, schema: string, want: string]>([
    ['no message', 'syntax = "proto3";', 'no message'], ['an unknown type', proto('Money c = 1;'), 'the type Money is not defined'], ['a broken end', 'message V { int32 a = 1;', 'ends in the middle'],
  ])('has a problem with %s', (_name, schema, want) => expect(readSchema({ schemaType: 'PROTOBUF', schema })).toEqual({ problem: expect.stringContaining(want) as string }));
});
