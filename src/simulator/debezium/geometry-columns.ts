import type { Cell } from '../model.js';
import type { ColumnMapping } from './columns.js';
import { toBytes, toText } from './columns.js';
import type { StructSchema } from './connect-schema.js';
import { arrayOf, optional, primitive, struct } from './connect-schema.js';

const PACKAGE = 'io.debezium.data.geometry';
const WKT_POINT = /^(?:POINT\s*)?\(\s*(-?[\d.eE+-]+)[\s,]+(-?[\d.eE+-]+)\s*\)$/i;

/** A point: coordinates with their well-known binary. The world file holds `{x, y, srid?}` or `'POINT(1 2)'` or `'(1,2)'`. */
export function pointColumn(): ColumnMapping {
  const schema = struct(`${PACKAGE}.Point`, {
    x: primitive('float64'),
    y: primitive('float64'),
    wkb: optional(primitive('bytes')),
    srid: optional(primitive('int32')),
  }, 1);
  return { schema, encode: (cell) => readPoint(cell) ?? fail(cell, 'point') };
}

/** A geometry or geography. The world file holds `{wkb: base64, srid?}` or a point as above. */
export function geometryColumn(name: 'Geometry' | 'Geography' = 'Geometry'): ColumnMapping {
  return { schema: geometrySchema(name), encode: encodeGeometry };
}

/** A dense vector: a list of numbers, or `'[1,2,3]'`. */
export function vectorColumn(name: 'DoubleVector' | 'FloatVector'): ColumnMapping {
  const type = name === 'DoubleVector' ? 'float64' : 'float32';
  const encode = (cell: Cell): Cell => readNumbers(cell).map((value) => (type === 'float32' ? Math.fround(value) : value));
  return { schema: arrayOf(primitive(type), `io.debezium.data.${name}`), encode };
}

/** pgvector's sparsevec, written `'{1:0.5,3:2}/5'`: a record of the dimensions and a map from place to value. */
export function sparseVectorColumn(): ColumnMapping {
  const schema = struct('io.debezium.data.SparseDoubleVector', {
    dimensions: primitive('int16'),
    vector: { type: 'map', keys: primitive('int16'), values: primitive('float64') },
  }, 1);
  const encode = (cell: Cell): Cell => {
    const [, body, dimensions] = /^\{(.*)\}\/(\d+)$/.exec(toText(cell).trim()) ?? fail(cell, 'sparse vector');
    const entries = (body ?? '').split(',').filter(Boolean).map((pair) => pair.split(':'));
    return { dimensions: Number(dimensions), vector: Object.fromEntries(entries.map(([at = '', value]) => [at.trim(), Number(value)])) };
  };
  return { schema, encode };
}

function geometrySchema(name: string): StructSchema {
  return struct(`${PACKAGE}.${name}`, { wkb: primitive('bytes'), srid: optional(primitive('int32')) }, 1);
}

function encodeGeometry(cell: Cell): Cell {
  const fields = asObject(cell);
  if (fields?.['wkb'] !== undefined) return { wkb: Uint8Array.from(toBytes(fields['wkb'] ?? null)), srid: readSrid(fields['srid']) };
  const point = readPoint(cell) ?? fail(cell, 'geometry (give {wkb, srid} or a point)');
  return { wkb: point.wkb, srid: point.srid };
}

function readPoint(cell: Cell): { x: number; y: number; wkb: Uint8Array; srid: number | null } | undefined {
  const fields = asObject(cell);
  const [, textX, textY] = typeof cell === 'string' ? (WKT_POINT.exec(cell.trim()) ?? []) : [];
  const [x, y] = [Number(fields?.['x'] ?? textX), Number(fields?.['y'] ?? textY)];
  if (Number.isNaN(x) || Number.isNaN(y)) return undefined;
  return { x, y, wkb: pointBytes(x, y), srid: readSrid(fields?.['srid']) };
}

/** Well-known binary of a point: byte order 1 (little), type 1, two doubles. */
function pointBytes(x: number, y: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(21));
  view.setUint8(0, 1);
  view.setUint32(1, 1, true);
  view.setFloat64(5, x, true);
  view.setFloat64(13, y, true);
  return new Uint8Array(view.buffer);
}

function readSrid(cell: Cell | undefined): number | null {
  return typeof cell === 'number' ? cell : null;
}

function readNumbers(cell: Cell): readonly number[] {
  const items = typeof cell === 'string' ? cell.replace(/^\[|\]$/g, '').split(',') : Array.isArray(cell) ? cell : fail(cell, 'vector');
  const numbers = items.map(Number);
  return numbers.some(Number.isNaN) ? fail(cell, 'vector') : numbers;
}

function asObject(cell: Cell): Readonly<Record<string, Cell>> | undefined {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell) && !(cell instanceof Uint8Array)
    ? (cell as Readonly<Record<string, Cell>>)
    : undefined;
}

function fail(cell: Cell, what: string): never {
  throw new Error(`${JSON.stringify(cell)} is no ${what}`);
}
