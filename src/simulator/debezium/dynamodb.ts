import type { Cell, Fields } from '../model.js';
import { compact, toBytes, toText } from './columns.js';
import type { StructSchema } from './connect-schema.js';
import { optional, primitive, struct } from './connect-schema.js';
import { parseDecimal } from './decimal.js';
import { capturedTables } from './filters.js';
import { jsonText } from './json-text.js';
import type { ConnectorConfig } from './modes.js';
import { choice } from './modes.js';
import { ownTopic, routedTopic } from './names.js';
import type { Operation, PublishedRecord, PublishedTable } from './published.js';
import { describeTopic, publish, readConverters } from './published.js';
import { NANOS } from './time.js';
import type { WorldDatabase, WorldTable } from './world.js';
import { WorldError } from './world.js';

type SyncMode = 'SNAPSHOT_CDC' | 'SNAPSHOT' | 'CDC';

const text = primitive('string');
const long = primitive('int64');
const SOURCE: StructSchema = struct('io.confluent.connector.dynamodb.Source', {
  version: optional(text), tableName: optional(text), sync_mode: optional(text),
  ts_ms: optional(long), ts_us: optional(long), ts_ns: optional(long),
  snapshotStartTime: optional(long), snapshotCount: optional(long),
  segment: optional(primitive('int32')), totalSegments: optional(primitive('int32')),
  shard_id: optional(text), seq_no: optional(text),
});

/**
 * The tables that a DynamoDB connector publishes (semantics.md 1.6). `now` gives milliseconds since 1970.
 * Throws a WorldError for a bad attribute.
 */
export function captureDynamodb(config: ConnectorConfig, database: WorldDatabase, now: () => number): readonly PublishedTable[] {
  const sync: SyncMode = choice(config, 'dynamodb.table.sync.mode', ['SNAPSHOT_CDC', 'SNAPSHOT', 'CDC']);
  return capturedTables(config, database).map((table) => captureTable(config, database, table, sync, now));
}

function captureTable(config: ConnectorConfig, database: WorldDatabase, table: WorldTable, sync: SyncMode, now: () => number): PublishedTable {
  const schemas = { key: keySchema(table), value: valueSchema(table.name) };
  const converters = readConverters(config, 'dynamodb');
  const finish = (record: PublishedRecord): PublishedRecord => publish(schemas, converters, record);
  const position = { next: 1 };
  const event = (op: string, before: Cell, after: Cell, mode: 'SNAPSHOT' | 'CDC'): Fields => {
    const times = timesOf(now());
    return { op, ...times, source: sourceOf(table, mode, times, position.next++), before, after };
  };
  const read = (row: Fields, index: number): PublishedRecord => {
    const where = `row ${index + 1}`;
    return { key: keyOf(table, row, where), value: event('r', null, valueOf(table, row, where), 'SNAPSHOT') };
  };
  const change = (op: Operation, before: Fields | null, after: Fields | null): readonly PublishedRecord[] => {
    const row = op === 'd' ? before : after;
    if (row === null) throw new Error(`table ${table.name}: a change '${op}' needs the row ${op === 'd' ? 'before' : 'after'}`);
    if (sync === 'SNAPSHOT') return [];
    const key = keyOf(table, row, 'changed row');
    const image = (fields: Fields | null): Cell => fields && valueOf(table, fields, 'changed row');
    const record = { key, value: event(op, op === 'c' ? null : image(before), op === 'd' ? null : image(after), 'CDC') };
    return op === 'd' ? [record, { key, value: null }] : [record];
  };
  return {
    table: table.name,
    topic: routedTopic(config, ownTopic(config, database, table.name)),
    ...describeTopic(config, schemas, converters),
    dropped: [],
    snapshot: sync === 'CDC' ? [] : table.rows.map((row, index) => finish(read(row, index))),
    change: (op, before, after) => change(op, before, after).map(finish),
  };
}

/** Hash and range attribute, as text; a binary one as bytes. */
function keySchema(table: WorldTable): StructSchema {
  const type = (attribute: string) => (table.columns[attribute]?.type.trim().toUpperCase() === 'B' ? primitive('bytes') : text);
  return struct('io.confluent.connect.avro.ConnectDefault', Object.fromEntries((table.key ?? []).map((attribute) => [attribute, type(attribute)])));
}

/** The envelope may be null itself, which is why its Avro form is a union (semantics.md 1.6.10). */
function valueSchema(table: string): StructSchema {
  const namespace = `io.confluent.connect.dynamodb.${table}`;
  const row = optional(struct(`${namespace}.Value`, { document: optional(text) }));
  return optional(struct(`${namespace}.Envelope`, {
    op: text, ts_ms: long, ts_us: long, ts_ns: long, source: optional(SOURCE), before: row, after: row,
  }));
}

function keyOf(table: WorldTable, row: Fields, where: string): Fields {
  const cell = (attribute: string): Cell => {
    const typed = Object.entries(typedAttribute(table, attribute, row[attribute] ?? null, where))[0];
    if (!typed || typed[0] === 'NULL') throw new WorldError(`table ${table.name}, ${where}, column ${attribute}: a key attribute is required`);
    return typed[0] === 'B' ? Uint8Array.from(toBytes(typed[1] ?? null)) : (typed[1] ?? null);
  };
  return Object.fromEntries((table.key ?? []).map((attribute) => [attribute, cell(attribute)]));
}

/** The row as DynamoDB's typed JSON, in one text (semantics.md 1.6.11). Attributes that are absent stay absent. */
function valueOf(table: WorldTable, row: Fields, where: string): Cell {
  const stranger = Object.keys(row).find((column) => !(column in table.columns));
  if (stranger !== undefined) throw new WorldError(`table ${table.name}, ${where}: there is no column ${stranger}`);
  const attributes = Object.entries(row).map(([name, cell]) => [name, typedAttribute(table, name, cell, where)]);
  return { document: jsonText(Object.fromEntries(attributes)) };
}

function typedAttribute(table: WorldTable, name: string, cell: Cell, where: string): Readonly<Record<string, Cell>> {
  const type = (table.columns[name]?.type ?? '').trim().toUpperCase();
  try {
    return cell === null ? { NULL: true } : { [type]: typedCell(type, cell) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorldError(`table ${table.name}, ${where}, column ${name}: ${reason}`, { cause: error });
  }
}

function typedCell(type: string, cell: Cell): Cell {
  switch (type) {
    case 'S':
      return toText(cell);
    case 'N':
      return numberText(cell);
    case 'B':
      return toBytes(cell).toString('base64');
    case 'BOOL':
      if (typeof cell !== 'boolean') throw new Error(`${JSON.stringify(cell)} is no boolean`);
      return cell;
    case 'M':
    case 'L':
      return Object.values(inferred(cell, type))[0] ?? null;
    case 'SS':
    case 'NS':
    case 'BS':
      if (!Array.isArray(cell)) throw new Error('expected a list');
      return (cell as readonly Cell[]).map((item) => typedCell(type.slice(0, 1), item));
    default:
      throw new Error(`DynamoDB has no type '${type}'`);
  }
}

/** Types of nested values follow from how they are written; `expected` is what the outermost must be. */
function inferred(cell: Cell, expected?: 'M' | 'L'): Readonly<Record<string, Cell>> {
  const typed = inferredCell(cell);
  if (expected !== undefined && !(expected in typed)) throw new Error(`expected ${expected === 'M' ? 'an object' : 'a list'}`);
  return typed;
}

function inferredCell(cell: Cell): Readonly<Record<string, Cell>> {
  if (cell === null) return { NULL: true };
  if (typeof cell === 'string') return { S: cell };
  if (typeof cell === 'boolean') return { BOOL: cell };
  if (typeof cell === 'number' || typeof cell === 'bigint') return { N: numberText(cell) };
  if (cell instanceof Uint8Array) return { B: Buffer.from(cell).toString('base64') };
  if (Array.isArray(cell)) return { L: (cell as readonly Cell[]).map((item) => inferred(item)) };
  return { M: Object.fromEntries(Object.entries(cell).map(([name, item]) => [name, inferred(item as Cell)])) };
}

function numberText(cell: Cell): string {
  if (typeof cell === 'boolean' || !parseDecimal(toText(cell))) throw new Error(`${toText(cell)} is no number`);
  return toText(cell);
}

function timesOf(millis: number): { readonly ts_ms: number; readonly ts_us: number | bigint; readonly ts_ns: number | bigint } {
  return { ts_ms: millis, ts_us: compact(BigInt(millis) * 1000n), ts_ns: compact(BigInt(millis) * NANOS.millisecond) };
}

function sourceOf(table: WorldTable, mode: 'SNAPSHOT' | 'CDC', times: ReturnType<typeof timesOf>, sequence: number): Fields {
  const common = { version: '1.0.0', tableName: table.name, sync_mode: mode, ...times };
  return mode === 'SNAPSHOT'
    ? { ...common, snapshotStartTime: times.ts_ms, snapshotCount: sequence, segment: 0, totalSegments: 1, shard_id: null, seq_no: null }
    : {
        ...common, snapshotStartTime: null, snapshotCount: null, segment: null, totalSegments: null,
        shard_id: 'shardId-00000001', seq_no: String(100_000_000_000_000_000_000n + BigInt(sequence)),
      };
}
