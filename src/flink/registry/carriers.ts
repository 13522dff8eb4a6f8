import { rootOf } from '../types.js';
import type { FlinkType, TypeRoot } from '../types.js';
import type { Readable, SchemaModel } from './evolution-rules.js';

type Format = 'AVRO' | 'JSON_SR' | 'PROTOBUF';

/** The type of each format that carries a type of Flink; what looks alike here looks alike to the registry. */
const CARRIERS: Readonly<Record<Format, Readonly<Record<TypeRoot, string>>>> = {
  AVRO: {
    BOOLEAN: 'boolean', TINYINT: 'int', SMALLINT: 'int', INT: 'int', BIGINT: 'long', FLOAT: 'float', DOUBLE: 'double', STRING: 'string', CHAR: 'string',
    VARCHAR: 'string', BYTES: 'bytes', BINARY: 'bytes', VARBINARY: 'bytes', DATE: 'int', TIME: 'int', TIMESTAMP: 'long', TIMESTAMP_LTZ: 'long',
    DECIMAL: 'bytes', ARRAY: 'array', MAP: 'map', ROW: 'record',
  },
  JSON_SR: {
    BOOLEAN: 'boolean', TINYINT: 'integer', SMALLINT: 'integer', INT: 'integer', BIGINT: 'integer', FLOAT: 'number', DOUBLE: 'number', STRING: 'string',
    CHAR: 'string', VARCHAR: 'string', BYTES: 'string', BINARY: 'string', VARBINARY: 'string', DATE: 'integer', TIME: 'integer', TIMESTAMP: 'integer',
    TIMESTAMP_LTZ: 'integer', DECIMAL: 'number', ARRAY: 'array', MAP: 'object', ROW: 'object',
  },
  PROTOBUF: {
    BOOLEAN: 'bool', TINYINT: 'int32', SMALLINT: 'int32', INT: 'int32', BIGINT: 'int64', FLOAT: 'float', DOUBLE: 'double', STRING: 'string', CHAR: 'string',
    VARCHAR: 'string', BYTES: 'bytes', BINARY: 'bytes', VARBINARY: 'bytes', DATE: 'google.type.Date', TIME: 'google.type.TimeOfDay',
    TIMESTAMP: 'google.protobuf.Timestamp', TIMESTAMP_LTZ: 'google.protobuf.Timestamp', DECIMAL: 'confluent.type.Decimal', ARRAY: 'repeated', MAP: 'map', ROW: 'message',
  },
};

/** A reader of the second reads what was written as the first: Avro's promotions, JSON's numbers, Protobuf's wire groups. */
const PROMOTIONS: Readonly<Record<Format, Readonly<Record<string, readonly string[]>>>> = {
  AVRO: { int: ['long', 'float', 'double'], long: ['float', 'double'], float: ['double'], string: ['bytes'], bytes: ['string'] },
  JSON_SR: { integer: ['number'] },
  PROTOBUF: { int32: ['int64', 'bool'], int64: ['int32', 'bool'], bool: ['int32', 'int64'], string: ['bytes'], bytes: ['string'] },
};

/** Whether the registry finds two types of a column readable in both directions. Of nested types only equal ones are taken for it. */
export function readableTypes(before: FlinkType | undefined, after: FlinkType | undefined, model: SchemaModel): Readable {
  if (before === undefined || after === undefined) return { backward: false, forward: false };
  const format = model === 'JSON_SR closed' ? 'JSON_SR' : model;
  const [from, to] = [CARRIERS[format][rootOf(before)], CARRIERS[format][rootOf(after)]];
  const reads = (written: string, read: string): boolean => PROMOTIONS[format][written]?.includes(read) === true;
  if (from !== to) return { backward: reads(from, to), forward: reads(to, from) };
  const same = !isNested(before) && !(format === 'AVRO' && scaleOf(before) !== scaleOf(after));
  return { backward: same, forward: same };
}

/** Avro reads a decimal of another scale as another number, so its rules refuse it. */
function scaleOf(type: FlinkType): number | undefined {
  return type.kind === 'decimal' ? type.scale : undefined;
}

function isNested(type: FlinkType): boolean {
  return type.kind === 'array' || type.kind === 'map' || type.kind === 'row';
}
