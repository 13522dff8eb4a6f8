import type { Cell } from '../model.js';
import type { ConnectSchema, PrimitiveType } from './connect-schema.js';
import { named, primitive } from './connect-schema.js';
import { parseDecimal, rescale } from './decimal.js';
import type { Modes } from './modes.js';
import { unreachable } from './unreachable.js';

/**
 * What a column becomes: the schema of its field, and how one cell of the world file becomes a value of that schema.
 * `encode` never sees null. It throws an Error with the bare reason; the caller adds table, row and column.
 */
export interface ColumnMapping {
  readonly schema: ConnectSchema;
  readonly encode: (cell: Cell) => Cell;
  /** Cells that the target type cannot hold: NULL where the column is nullable, else `otherwise` (MySQL's zero dates). */
  readonly impossible?: { readonly matches: (cell: Cell) => boolean; readonly otherwise: Cell };
}

/** `true`, `1`, `'t'` and their opposites. */
export function booleanColumn(): ColumnMapping {
  return { schema: primitive('boolean'), encode: toBoolean };
}

/** An integer of the given width; `least` and `most` narrow it for unsigned database types. */
export function integerColumn(type: 'int8' | 'int16' | 'int32' | 'int64', name?: string, least?: bigint): ColumnMapping {
  const half = 1n << BigInt(Number(type.slice(3)) - 1);
  const encode = (cell: Cell): Cell => {
    const value = toInteger(cell);
    if (value < (least ?? -half) || value >= half) throw new Error(`${value} does not fit ${type}`);
    return compact(value);
  };
  return { schema: name === undefined ? primitive(type) : named(type, name), encode };
}

/** A floating point number; `NaN` and `Infinity` as text are allowed. */
export function floatColumn(type: 'float32' | 'float64'): ColumnMapping {
  const encode = (cell: Cell): Cell => (type === 'float32' ? Math.fround(toFloat(cell)) : toFloat(cell));
  return { schema: primitive(type), encode };
}

/** Text, with a semantic name where Debezium gives one. */
export function textColumn(name?: string, parameters?: Readonly<Record<string, string>>): ColumnMapping {
  return { schema: name === undefined ? primitive('string') : named('string', name, parameters), encode: toText };
}

/** JSON text; a list or object of the world file is written as JSON. */
export function jsonColumn(): ColumnMapping {
  const encode = (cell: Cell): Cell => (typeof cell === 'string' ? checkJson(cell) : JSON.stringify(cell));
  return { schema: named('string', 'io.debezium.data.Json'), encode };
}

/** One of a closed set of words. */
export function enumColumn(allowed: readonly string[], name = 'io.debezium.data.Enum'): ColumnMapping {
  const encode = (cell: Cell): Cell => {
    const words = Array.isArray(cell) ? cell.map(toText) : name.endsWith('Set') ? toText(cell).split(',').filter(Boolean) : [toText(cell)];
    const stranger = words.find((word) => !allowed.includes(word));
    if (stranger !== undefined) throw new Error(`'${stranger}' is none of ${allowed.join(', ')}`);
    return words.join(',');
  };
  return { schema: named('string', name, { allowed: allowed.join(',') }), encode };
}

/** Bytes by `binary.handling.mode`; the world file holds base64. */
export function binaryColumn(modes: Modes, zeroPaddedTo?: number): ColumnMapping {
  const bytes = (cell: Cell): Buffer => padded(toBytes(cell), zeroPaddedTo);
  switch (modes.binary) {
    case 'bytes':
      return { schema: primitive('bytes'), encode: (cell) => Uint8Array.from(bytes(cell)) };
    case 'base64':
      return { schema: primitive('string'), encode: (cell) => bytes(cell).toString('base64') };
    case 'base64-url-safe':
      // Java's URL-safe encoder keeps the padding, Node's leaves it out.
      return { schema: primitive('string'), encode: (cell) => bytes(cell).toString('base64').replaceAll('+', '-').replaceAll('/', '_') };
    case 'hex':
      return { schema: primitive('string'), encode: (cell) => bytes(cell).toString('hex') };
    default:
      return unreachable(modes.binary);
  }
}

/** A bit string of more than one bit: little endian bytes (semantics.md 2.6). The world file holds `'1010'`. */
export function bitsColumn(length: number | undefined): ColumnMapping {
  const parameters = { length: String(length ?? 2_147_483_647) };
  const encode = (cell: Cell): Cell => {
    const text = typeof cell === 'number' ? cell.toString(2) : toText(cell);
    if (!/^[01]*$/.test(text) || text.length > (length ?? Infinity)) throw new Error(`'${text}' is no bit string of ${length ?? 'any'} bits`);
    const value = text === '' ? 0n : BigInt(`0b${text}`);
    const bytes = Math.ceil((length ?? text.length) / 8);
    return Uint8Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
  };
  return { schema: named('bytes', 'io.debezium.data.Bits', parameters), encode };
}

/** A field of a type that Debezium does not know, passed through as bytes (`include.unknown.datatypes`). */
export function unknownColumn(): ColumnMapping {
  return { schema: primitive('bytes'), encode: (cell) => Uint8Array.from(Buffer.from(typeof cell === 'string' ? cell : JSON.stringify(cell))) };
}

/** bigint -> the Cell that holds it exactly: number where a double can, else bigint. */
export function compact(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** Text of a scalar cell. */
export function toText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'boolean') return String(cell);
  throw new Error('expected text');
}

/** An exact integer from a number or its text. */
export function toInteger(cell: Cell): bigint {
  const value = typeof cell === 'boolean' ? undefined : parseDecimal(toText(cell));
  const whole = value && rescale(value, 0);
  if (!whole) throw new Error(`${JSON.stringify(toShow(cell))} is no integer`);
  return whole.unscaled;
}

/** Bytes of base64 text. */
export function toBytes(cell: Cell): Buffer {
  if (cell instanceof Uint8Array) return Buffer.from(cell);
  const text = toText(cell);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new Error(`'${text}' is no base64`);
  return Buffer.from(text, 'base64');
}

/** A primitive schema with a semantic name and its own encoder: temporal types and the like. */
export function semanticColumn(type: PrimitiveType, name: string, encode: (cell: Cell) => Cell): ColumnMapping {
  return { schema: named(type, name), encode };
}

/** A floating point number, `NaN` and `Infinity` included. */
export function toFloat(cell: Cell): number {
  const text = toText(cell).trim();
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Error(`'${text}' is no number`);
  return value;
}

function toBoolean(cell: Cell): boolean {
  const text = toText(cell).toLowerCase();
  if (['true', 't', '1', 'yes', 'y', 'on'].includes(text)) return true;
  if (['false', 'f', '0', 'no', 'n', 'off'].includes(text)) return false;
  throw new Error(`'${text}' is no boolean`);
}

function checkJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    throw new Error('the text is no JSON');
  }
  return text;
}

function padded(bytes: Buffer, length: number | undefined): Buffer {
  return length !== undefined && bytes.length < length ? Buffer.concat([bytes], length) : bytes;
}

function toShow(cell: Cell): unknown {
  return typeof cell === 'bigint' ? String(cell) : cell;
}
