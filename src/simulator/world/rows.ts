import type { WorldColumn } from '../debezium/index.js';
import type { Cell, Fields } from '../model.js';
import type { WorldFileTable } from './types.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const FIRST_DAY = Date.UTC(2025, 0, 1);

/** The rows of a table: those written down, then as many generated ones as `rowCount` asks for. The same every time. */
export function rowsOf(table: WorldFileTable): Fields[] {
  const written = table.rows.length;
  const generated = Array.from({ length: table.rowCount }, (_, index) => generateRow(table, written + index + 1));
  return [...table.rows, ...generated];
}

function generateRow(table: WorldFileTable, number: number): Fields {
  return Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, generateCell(name, column, number)]));
}

/** A plausible cell of a database type, as people write it in a world file: ISO times, decimals as text, bytes as base64. */
function generateCell(name: string, column: WorldColumn, number: number): Cell {
  const type = column.type.toLowerCase();
  const instant = new Date(FIRST_DAY + (number % 300) * DAY_MS + number * 1_000).toISOString();
  if (/^(bool|bit$|bit\(1\))/.test(type)) return number % 2 === 0;
  if (/^(enum|set)\(/.test(type)) return /'([^']*)'/.exec(type)?.[1] ?? '';
  if (/^(tinyint|smallint|int2)/.test(type)) return number % 100;
  if (/^(bigint|int|integer|mediumint|serial|bigserial|smallserial|oid|year)/.test(type)) return type.startsWith('interval') ? 'P1D' : type === 'year' ? 2025 : number;
  if (/^(numeric|decimal|number|money|smallmoney)/.test(type)) return generateDecimal(type, number);
  if (/^(real|float|double|binary_)/.test(type)) return number / 4;
  if (/^timestamptz|with time zone|^datetimeoffset|with local time zone/.test(type)) return instant;
  if (/^(timestamp|datetime|smalldatetime)/.test(type)) return instant.replace('Z', '');
  if (type === 'date') return instant.slice(0, 10);
  if (/^time/.test(type)) return instant.slice(11, 19);
  if (/^(uuid|uniqueidentifier)/.test(type)) return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  if (/^(json|jsonb)/.test(type)) return JSON.stringify({ number });
  if (/^(bytea|binary|varbinary|blob|raw|image|longblob)/.test(type)) return Buffer.from(`${name} ${number}`).toString('base64');
  return `${name} ${number}`;
}

function generateDecimal(type: string, number: number): Cell {
  const [, precision = '10', scale = type.startsWith('number') && !type.includes(',') ? '0' : '2'] = /\(\s*(\d+)\s*(?:,\s*(\d+))?/.exec(type) ?? [];
  const whole = number % 10 ** Math.min(9, Math.max(1, Number(precision) - Number(scale)));
  return Number(scale) === 0 ? whole : `${whole}.${'5'.padEnd(Number(scale), '0')}`;
}
