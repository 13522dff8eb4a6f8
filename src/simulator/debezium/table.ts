import type { Cell, Fields } from '../model.js';
import { zeroOf } from './connect-schema.js';
import { envelope, flatValue, isFlat, tableSchemas } from './envelope.js';
import { capturedTables, isSnapshotted, keyColumns } from './filters.js';
import type { ConnectorConfig } from './modes.js';
import { databaseName, ownTopic, routedTopic, splitTable } from './names.js';
import type { Operation, PublishedRecord, PublishedTable } from './published.js';
import { describeTopic, isSkipped, makesTombstones, publish, readConverters } from './published.js';
import type { RowField } from './row.js';
import { encodeRow, mapRow } from './row.js';
import type { DebeziumSource, Origin } from './source-record.js';
import { sourceValue } from './source-record.js';
import { unreachable } from './unreachable.js';
import type { WorldDatabase, WorldTable } from './world.js';
import { ConnectorFailure } from './world.js';

/** What the tables of one connector share: its settings, its clock, and how many events it has made. */
interface Connector {
  readonly config: ConnectorConfig;
  readonly source: DebeziumSource;
  readonly database: WorldDatabase;
  readonly now: () => number;
  readonly position: { next: number };
}

type SnapshotMark = Origin['snapshot'];

const WITHOUT_SNAPSHOT: ReadonlySet<string> = new Set(['no_data', 'never', 'schema_only', 'recovery', 'schema_only_recovery']);

/** The tables that a Debezium connector publishes. `now` gives milliseconds since 1970. Throws WorldError and ConnectorFailure. */
export function captureDebezium(
  config: ConnectorConfig, source: DebeziumSource, database: WorldDatabase, now: () => number,
): readonly PublishedTable[] {
  const connector: Connector = { config, source, database, now, position: { next: 0 } };
  const tables = capturedTables(config, database);
  const reads = !WITHOUT_SNAPSHOT.has(config['snapshot.mode'] ?? 'initial');
  const read = tables.filter((table) => reads && isSnapshotted(config, table) && table.rows.length > 0);
  return tables.map((table) => captureTable(connector, table, { read: read.includes(table), first: read[0] === table, last: read.at(-1) === table }));
}

interface SnapshotPlace {
  readonly read: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

function captureTable(connector: Connector, table: WorldTable, place: SnapshotPlace): PublishedTable {
  const { config, source, database } = connector;
  const row = mapRow(config, source, table);
  const key = keyColumns(config, table)?.map((column) => keyField(table, row.all, column));
  const topic = ownTopic(config, database, table.name);
  const schemas = tableSchemas(config, source, topic, key, row.captured);
  const converters = readConverters(config, source);
  const writer = rowWriter(connector, table, key, row.captured);
  const finish = (record: PublishedRecord): PublishedRecord => publish(schemas, converters, record);
  const rows = place.read ? table.rows : [];
  return {
    table: table.name,
    topic: routedTopic(config, topic),
    ...describeTopic(config, schemas, converters),
    dropped: row.dropped,
    snapshot: rows.map((fields, index) => finish(writer.read(fields, index, snapshotMark(index, rows.length, place)))),
    change: (op, before, after) => writer.change(op, before, after).map(finish),
  };
}

/** How rows and changes of one table become records, before any converter. */
function rowWriter(connector: Connector, table: WorldTable, key: readonly RowField[] | undefined, row: readonly RowField[]) {
  const { config, source } = connector;
  const flat = isFlat(config, source);
  const keyOf = (fields: Fields, where: string): Fields | null => (key ? encodeRow(table, key, fields, where) : null);
  // A key made of other columns (message.key.columns) is lost with the old row that the log does not have (semantics.md 1.1).
  const seesOldKey = key !== undefined && (keepsOldImage(source, table) || key.every(({ column }) => table.key?.includes(column)));
  const loggedKey = (fields: Fields, where: string): Fields | null => {
    const full = keyOf(fields, where);
    if (seesOldKey || !full) return full;
    return Object.fromEntries((key ?? []).map(({ column, field }) => [field, table.key?.includes(column) ? (full[field] ?? null) : null]));
  };
  const image = (fields: Fields, where: string): Fields => encodeRow(table, row, fields, where);
  const event = (op: string, before: Fields | null, after: Fields | null, mark: SnapshotMark = 'false'): Fields | null => {
    if (!flat) return envelope(op, before, after, origin(connector, table, mark), connector.now());
    const rowImage = op === 'd' ? before : after;
    return rowImage && flatValue(rowImage, op === 'd');
  };
  const gone = (before: Fields, where: string): readonly PublishedRecord[] => {
    const oldKey = loggedKey(before, where);
    const value = event('d', reducedImage(source, table, row, image(before, where)), null);
    return [{ key: oldKey, value }, ...(makesTombstones(config) && oldKey ? [{ key: oldKey, value: null }] : [])];
  };
  const read = (fields: Fields, index: number, mark: SnapshotMark): PublishedRecord => {
    const where = `row ${index + 1}`;
    return { key: keyOf(fields, where), value: event('r', null, image(fields, where), mark) };
  };
  const update = (before: Fields, after: Fields): readonly PublishedRecord[] => {
    const newKey = keyOf(after, 'row after');
    const moved = seesOldKey && !sameCell(keyOf(before, 'row before'), newKey);
    // A changed primary key is a delete and a create, for a log of keys knows no move (semantics.md 2.10.3).
    if (moved) return [...gone(before, 'row before'), { key: newKey, value: event('c', null, image(after, 'row after')) }];
    const old = keepsOldImage(source, table) ? image(before, 'row before') : null;
    return [{ key: newKey, value: event('u', old, image(after, 'row after')) }];
  };
  const change = (op: Operation, before: Fields | null, after: Fields | null): readonly PublishedRecord[] => {
    if (isSkipped(config, op) || config['snapshot.mode'] === 'initial_only') return [];
    switch (op) {
      case 'c': {
        const row = required(table, after, op);
        return [{ key: keyOf(row, 'row after'), value: event('c', null, image(row, 'row after')) }];
      }
      case 'u':
        return update(required(table, before, op), required(table, after, op));
      case 'd':
        return gone(required(table, before, op), 'row before');
      default:
        return unreachable(op);
    }
  };
  return { read, change };
}

/** Only PostgreSQL with the default replica identity logs no old row (semantics.md 1.2.14). */
function keepsOldImage(source: DebeziumSource, table: WorldTable): boolean {
  return source !== 'postgres' || table.replicaIdentity === 'full';
}

/** The old row as far as the log has it: key columns, the rest null, or zero where the column is NOT NULL. */
function reducedImage(source: DebeziumSource, table: WorldTable, row: readonly RowField[], image: Fields): Fields {
  if (keepsOldImage(source, table)) return image;
  const cell = ({ column, field, schema }: RowField): Cell =>
    table.key?.includes(column) ? (image[field] ?? null) : schema.optional ? null : zeroOf(schema);
  return Object.fromEntries(row.map((field) => [field.field, cell(field)]));
}

function keyField(table: WorldTable, fields: readonly RowField[], column: string): RowField {
  const field = fields.find((candidate) => candidate.column === column);
  if (!field) throw new ConnectorFailure(`table ${table.name}: key column ${column} is missing or has a type that the connector does not support`);
  return field;
}

function origin({ config, source, database, now, position }: Connector, table: WorldTable, snapshot: SnapshotMark): Fields {
  const { qualifier, table: name } = splitTable(source, table.name);
  const place = source === 'mysql' ? { database: qualifier } : { database: databaseName(config, database), schema: qualifier };
  return sourceValue(source, { prefix: config['topic.prefix'] ?? '', ...place, table: name, snapshot, timestamp: now(), sequence: position.next++ });
}

function snapshotMark(index: number, count: number, { first, last }: SnapshotPlace): SnapshotMark {
  if (index === count - 1) return last ? 'last' : 'last_in_data_collection';
  if (index === 0) return first ? 'first' : 'first_in_data_collection';
  return 'true';
}

function required(table: WorldTable, row: Fields | null, op: Operation): Fields {
  const needed = { c: 'the row after', u: 'the row before and after', d: 'the row before' }[op];
  if (row === null) throw new Error(`table ${table.name}: a change '${op}' needs ${needed}`);
  return row;
}

function sameCell(one: Cell, other: Cell): boolean {
  const text = (cell: Cell): string => JSON.stringify(cell, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return text(one) === text(other);
}
