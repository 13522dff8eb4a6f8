import type { Cell } from '../model.js';
import type { ColumnMapping } from './columns.js';
import { toFloat, toText } from './columns.js';
import type { ConnectSchema } from './connect-schema.js';
import { decimalSchema, primitive, struct } from './connect-schema.js';
import type { DecimalValue } from './decimal.js';
import { formatDecimal, parseDecimal, precisionOf, rescale, unscaledBytes } from './decimal.js';
import type { Modes } from './modes.js';
import { unreachable } from './unreachable.js';

/** An exact number of fixed scale by `decimal.handling.mode`. `precision` undefined: the schema does not tell it. */
export function decimalColumn(modes: Modes, precision: number | undefined, scale: number): ColumnMapping {
  switch (modes.decimal) {
    case 'precise':
      return { schema: decimalSchema(precision, scale), encode: (cell) => formatDecimal(toFixed(cell, precision, scale)) };
    case 'string':
      return { schema: primitive('string'), encode: (cell) => special(cell) ?? formatDecimal(toFixed(cell, precision, scale)) };
    case 'double':
      return doubleColumn((cell) => toFixed(cell, precision, scale));
    default:
      return unreachable(modes.decimal);
  }
}

/** An exact number without declared scale: in precise mode a record of scale and unscaled bytes. */
export function variableDecimalColumn(modes: Modes): ColumnMapping {
  switch (modes.decimal) {
    case 'precise':
      return { schema: variableDecimal(), encode: (cell) => encodeVariable(toDecimal(cell)) };
    case 'string':
      return { schema: primitive('string'), encode: (cell) => special(cell) ?? formatDecimal(toDecimal(cell)) };
    case 'double':
      return doubleColumn(toDecimal);
    default:
      return unreachable(modes.decimal);
  }
}

/** Mode double: the nearest floating point number, and NaN and the infinities as they are. */
function doubleColumn(read: (cell: Cell) => DecimalValue): ColumnMapping {
  const encode = (cell: Cell): Cell => (special(cell) === undefined ? Number(formatDecimal(read(cell))) : toFloat(cell));
  return { schema: primitive('float64'), encode };
}

function variableDecimal(): ConnectSchema {
  return struct('io.debezium.data.VariableScaleDecimal', { scale: primitive('int32'), value: primitive('bytes') }, 1);
}

function encodeVariable(value: DecimalValue): Cell {
  const shown = value.scale < 0 ? (rescale(value, 0) ?? value) : value;
  return { scale: shown.scale, value: unscaledBytes(shown.unscaled) };
}

function toDecimal(cell: Cell): DecimalValue {
  const value = parseDecimal(toText(cell));
  if (!value) throw new Error(`'${toText(cell)}' is no decimal number`);
  return value.scale < 0 ? (rescale(value, 0) ?? value) : value;
}

function toFixed(cell: Cell, precision: number | undefined, scale: number): DecimalValue {
  const fixed = rescale(toDecimal(cell), scale);
  if (!fixed) throw new Error(`${toText(cell)} has more than ${scale} digits after the point`);
  if (precision !== undefined && precisionOf(fixed) > precision) throw new Error(`${toText(cell)} has more than ${precision} digits`);
  return fixed;
}

function special(cell: Cell): string | undefined {
  const text = toText(cell);
  return ['NaN', 'Infinity', '-Infinity'].includes(text) ? text : undefined;
}
