import type { CatalogColumn, CatalogTable, Cell, Fields, TopicRecord } from '../../model.js';
import { columnType, isVirtual } from '../catalog/column.js';
import type { VirtualColumn } from '../catalog/column.js';
import { isDebezium, option } from '../catalog/options.js';
import { RuntimeFailure } from '../errors.js';
import { Cursor } from '../syntax/cursor.js';
import { parseExpression } from '../syntax/parse-expression.js';
import { readCell } from '../types/cell.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';
import { bind } from './bind.js';

/** A row of a table: one value per column. */
export type Row = readonly Value[];

/** One change: a row that goes, a row that comes, or both for an update. */
export interface Change {
  readonly before?: Row;
  readonly after?: Row;
}

/** Reads the records of a topic as changes of a table. Upsert tables keep the last row of every key, so give each record once. */
export interface SourceReader {
  readonly table: CatalogTable;
  read(records: readonly TopicRecord[]): readonly Change[];
}

/**
 * The reader for a table by its format and changelog mode (semantics.md 2.4). Throws RuntimeFailure while reading, for instance on an
 * update without a before image in retract mode.
 */
export function createReader(table: CatalogTable, hints: Readonly<Record<string, string>>, zone: string): SourceReader {
  const rowOf = createRowReader(table, zone);
  const latest = new Map<string, Row>();
  const options = { ...table.options, ...hints };
  const wanted = createStartFilter(options);
  const decode = isDebezium(table.options['value.format']) ? decodeEnvelope : decodePlain;
  const mode = option(table.options, 'changelog.mode');
  const read = (records: readonly TopicRecord[]): readonly Change[] =>
    records.filter(wanted).flatMap((record) => {
      const images = decode(record, mode);
      if (images === undefined) return [];
      const before = images.before === undefined ? undefined : rowOf(record, images.before);
      const after = images.after === undefined ? undefined : rowOf(record, images.after);
      return mode === 'upsert' ? normalise(latest, keyText(record.key), after) : [change(before, after)];
    });
  return { table, read };
}

function change(before: Row | undefined, after: Row | undefined): Change {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** An upsert stream says only what is new; what was there before comes from the last row of the key (Flink's ChangelogNormalize). */
function normalise(latest: Map<string, Row>, key: string, after: Row | undefined): readonly Change[] {
  const before = latest.get(key);
  if (after !== undefined) latest.set(key, after);
  else latest.delete(key);
  return before === undefined && after === undefined ? [] : [change(before, after)];
}

function keyText(key: Fields | null): string {
  return JSON.stringify(key, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? [...value] : value));
}

/** The value before and after; an empty pair is a delete by key; undefined is a record that says nothing. */
interface Images {
  readonly before?: Fields;
  readonly after?: Fields;
}

function decodePlain({ value }: TopicRecord, mode: string): Images | undefined {
  if (value !== null) return { after: value };
  return mode === 'upsert' ? {} : undefined;
}

/** Debezium's `op` in the three changelog modes: append drops deletes, retract needs full before images, upsert takes tombstones. */
function decodeEnvelope({ value }: TopicRecord, mode: string): Images | undefined {
  if (value === null) return mode === 'upsert' ? {} : undefined;
  const [op, before, after] = [value['op'], value['before'] as Fields | null | undefined, value['after'] as Fields | null | undefined];
  if (op !== 'c' && op !== 'r' && op !== 'u' && op !== 'd') return undefined;
  if (op === 'd') return mode === 'append' ? undefined : mode === 'upsert' ? {} : { before: required(before, 'before', 'DELETE') };
  const image = required(after, 'after', op === 'u' ? 'UPDATE' : 'INSERT');
  return op === 'u' && mode === 'retract' ? { before: required(before, 'before', 'UPDATE'), after: image } : { after: image };
}

function required(image: Fields | null | undefined, field: string, operation: string): Fields {
  if (image !== null && image !== undefined) return image;
  throw new RuntimeFailure(`The "${field}" field of ${operation} message is null, if you are using Debezium Postgres Connector, please check the Postgres table has been set REPLICA IDENTITY to FULL level.`);
}

/** Leaves out what lies before the start that a hint or an option names. */
function createStartFilter(options: Readonly<Record<string, string>>): (record: TopicRecord) => boolean {
  if (options['scan.startup.mode'] === 'timestamp') return ({ timestamp }) => timestamp >= Number(options['scan.startup.timestamp-millis'] ?? 0);
  if (options['scan.startup.mode'] !== 'specific-offsets') return () => true;
  const starts = new Map((options['scan.startup.specific-offsets'] ?? '').split(';').flatMap((entry) => {
    const match = /partition:(\d+),offset:(\d+)/.exec(entry);
    return match === null ? [] : [[Number(match[1]), BigInt(match[2] ?? '0')] as const];
  }));
  return ({ partition, offset }) => BigInt(offset) >= (starts.get(partition) ?? 0n);
}

type ColumnReader = (record: TopicRecord, value: Fields) => Value;

function createRowReader(table: CatalogTable, zone: string): (record: TopicRecord, value: Fields) => Row {
  const computed = table.columns.some((column) => isVirtual(column) && column.virtual.kind === 'COMPUTED');
  const readers = table.columns.map((column) => createColumnReader(column, table));
  const plain = (record: TopicRecord, value: Fields): Row => readers.map((reader) => reader(record, value));
  if (!computed) return plain;
  const scope = { zone, columns: table.columns.map((column) => ({ name: column.name, type: columnType(column), relation: table.name })) };
  const expressions = table.columns.map((column) => (isVirtual(column) && column.virtual.kind === 'COMPUTED' ? bind(parseExpression(new Cursor(column.virtual.expression)), scope) : undefined));
  return (record, value) => {
    const row = plain(record, value);
    return row.map((cell, index) => expressions[index]?.evaluate(row) ?? cell);
  };
}

function createColumnReader(column: CatalogColumn, table: CatalogTable): ColumnReader {
  const type = columnType(column);
  const { name } = column;
  if (isVirtual(column)) return createMetadataReader(column);
  const isKey = table.distribution.columns.includes(name);
  const keyName = name.slice((table.options['key.fields-prefix'] ?? '').length);
  if (isKey && table.options['key.format'] === 'raw') return ({ key }) => rawBytes(key, 'key');
  if (!isKey && name === 'val' && table.options['value.format'] === 'raw') return (_record, value) => rawBytes(value, 'val');
  if (isKey && table.options['value.fields-include'] !== 'all') return ({ key }) => readCell(fieldOrWhole(key, keyName, 'key', type), type);
  return (_record, value) => readCell(fieldOrWhole(value, name, 'val', type), type);
}

/** The bytes that a producer without a serializer for schemas writes: a text as it is, anything else as JSON. */
function rawBytes(fields: Fields | null, whole: 'key' | 'val'): Value {
  if (fields === null) return null;
  const only = Object.keys(fields).length === 1 ? fields[whole] : undefined;
  return new Uint8Array(Buffer.from(typeof only === 'string' ? only : JSON.stringify(fields)));
}

/** A key or value that is not a record is one column, `key` or `val`: then the whole of it is the cell. */
function fieldOrWhole(fields: Fields | null, name: string, whole: 'key' | 'val', type: DataType): Cell | undefined {
  if (fields === null) return null;
  const isWhole = name === whole && !(name in fields) && type.kind === 'ROW';
  return isWhole ? fields : fields[name];
}

function createMetadataReader({ virtual }: VirtualColumn): ColumnReader {
  if (virtual.kind === 'COMPUTED') return () => null;
  switch (virtual.key) {
    case 'timestamp': return ({ timestamp }) => BigInt(timestamp) * 1_000_000n;
    case 'partition': return ({ partition }) => BigInt(partition);
    case 'offset': return ({ offset }) => BigInt(offset);
    default: return () => null;
  }
}
