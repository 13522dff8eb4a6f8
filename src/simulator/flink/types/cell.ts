import type { Cell, Fields } from '../../model.js';
import { RuntimeFailure, assertNever } from '../errors.js';
import { NANOS, parseDate, parseTime, parseTimestamp } from './datetime.js';
import { printValue } from './print-value.js';
import { exactShape } from './types.js';
import type { DataType } from './types.js';
import { isDecimal, parseDecimal, toDecimal } from './value.js';
import type { Decimal, Value } from './value.js';

/** A field of a record as a SQL value. Numbers of temporal types count the unit of the registered logical type; text is read as well. */
export function readCell(cell: Cell | undefined, type: DataType): Value {
  if (cell === null || cell === undefined) return null;
  switch (type.kind) {
    case 'BOOLEAN': case 'NULL': return Boolean(cell);
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': return readInteger(cell, type);
    case 'FLOAT': case 'DOUBLE': return Number(cell);
    case 'CHAR': case 'VARCHAR': return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
    case 'BINARY': case 'VARBINARY': return cell instanceof Uint8Array ? cell : new Uint8Array(Buffer.from(String(cell), 'base64'));
    case 'DECIMAL': return readDecimal(cell, type.scale);
    case 'DATE': return typeof cell === 'string' ? required(parseDate(cell), cell, type) : readInteger(cell, type);
    case 'TIME': return typeof cell === 'string' ? required(parseTime(cell), cell, type) : readInteger(cell, type) * unit(type.precision);
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return readTimestamp(cell, type, type.precision);
    case 'INTERVAL': return readInteger(cell, type);
    case 'ARRAY': return (cell as readonly Cell[]).map((item) => readCell(item, type.element));
    case 'MAP': return Object.entries(cell as Fields).map(([key, item]) => [readCell(key, type.key), readCell(item, type.value)]);
    case 'ROW': return type.fields.map((field) => readCell((cell as Fields)[field.name], field.type));
    default: return assertNever(type);
  }
}

function required<T>(value: T | undefined, cell: Cell, type: DataType): T {
  if (value === undefined) throw new RuntimeFailure(`Failed to deserialize ${JSON.stringify(cell)} as ${type.kind}.`);
  return value;
}

function readInteger(cell: Cell, type: DataType): bigint {
  if (typeof cell === 'bigint') return cell;
  if (typeof cell === 'number' && Number.isInteger(cell)) return BigInt(cell);
  return required(typeof cell === 'string' && /^-?\d+$/.test(cell) ? BigInt(cell) : undefined, cell, type);
}

function readDecimal(cell: Cell, scale: number): Decimal {
  if (cell instanceof Uint8Array) return { unscaled: BigInt.asIntN(cell.length * 8, BigInt(`0x${Buffer.from(cell).toString('hex') || '0'}`)), scale };
  if (typeof cell === 'number' || typeof cell === 'bigint') return toDecimal(cell);
  return required(parseDecimal(String(cell)), cell, { kind: 'DECIMAL', precision: 38, scale, nullable: true });
}

/** Logical types count milliseconds up to precision 3, microseconds up to 6, nanoseconds beyond. */
function unit(precision: number): bigint {
  return precision <= 3 ? NANOS.milli : precision <= 6 ? NANOS.micro : 1n;
}

function readTimestamp(cell: Cell, type: DataType, precision: number): bigint {
  if (typeof cell !== 'string') return readInteger(cell, type) * unit(precision);
  return required(parseTimestamp(cell.replace('T', ' ').replace(/Z$/, '')), cell, type);
}

/** A SQL value as a record field: exact numbers and temporal values as text, so that a reader sees them as a query would. */
export function writeCell(value: Value, type: DataType): Cell {
  if (value === null) return null;
  if (type.kind === 'ARRAY') return (value as readonly Value[]).map((item) => writeCell(item, type.element));
  if (type.kind === 'ROW') return Object.fromEntries(type.fields.map((field, index) => [field.name, writeCell((value as readonly Value[])[index] ?? null, field.type)]));
  if (type.kind === 'MAP') return Object.fromEntries((value as readonly (readonly Value[])[]).map(([key = null, item = null]) => [String(key), writeCell(item, type.value)]));
  if (type.kind !== 'DECIMAL' && exactShape(type) !== undefined) return narrow(value as bigint);
  if (typeof value === 'bigint' || isDecimal(value)) return printValue(value, type, 'UTC');
  return value as Cell;
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A SQL value as a cell of the results API: text, null or nested lists (confluent-api.md 7.4). */
export function resultCell(value: Value, type: DataType, zone: string): Cell {
  if (value === null) return null;
  if (type.kind === 'ARRAY') return (value as readonly Value[]).map((item) => resultCell(item, type.element, zone));
  if (type.kind === 'ROW') return type.fields.map((field, index) => resultCell((value as readonly Value[])[index] ?? null, field.type, zone));
  if (type.kind === 'MAP') return (value as readonly (readonly Value[])[]).map(([key = null, item = null]) => [resultCell(key, type.key, zone), resultCell(item, type.value, zone)]);
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return printValue(value, type, zone);
}
