import type { CatalogTable, Fields } from '../../model.js';
import { columnType, isVirtual } from '../catalog/column.js';
import { isDebezium, option } from '../catalog/options.js';
import { RuntimeFailure, invalid, notSimulated } from '../errors.js';
import { makeCast } from '../types/cast.js';
import { writeCell } from '../types/cell.js';
import { isImplicitlyCastable } from '../types/convert.js';
import { summariseType } from '../types/print.js';
import type { DataType, RowField } from '../types/types.js';
import type { Plan } from './plan.js';
import { fullName } from './session.js';
import type { Session } from './session.js';
import type { Row } from './source.js';

/** A record that a statement writes; `value: null` is a tombstone. */
export interface SinkRecord {
  readonly key: Fields | null;
  readonly value: Fields | null;
}

/** The columns of the sink that the query fills, in the query's order. Throws SqlError for unknown or missing ones. */
export function targetColumns(sink: CatalogTable, names: readonly string[] | undefined): readonly RowField[] {
  const physical = sink.columns.filter((column) => !isVirtual(column)).map((column) => ({ name: column.name, type: columnType(column) }));
  if (names === undefined) return physical;
  const chosen = names.map((name) => {
    const column = physical.find((candidate) => candidate.name === name);
    if (column === undefined) throw invalid(`Unknown target column '${name}'`);
    return column;
  });
  const missing = physical.find((column) => !column.type.nullable && !names.includes(column.name));
  if (missing !== undefined) throw invalid(`Column '${missing.name}' has no default value and does not allow NULLs`);
  return chosen;
}

/** Compares the query with the sink column by column (semantics.md 3.5). Throws SqlError showing both schemas. */
export function checkTypes(plan: Plan, target: readonly RowField[], name: string): void {
  const position = target.findIndex((column, index) => plan.columns[index] !== undefined && !isImplicitlyCastable((plan.columns[index] as RowField).type, column.type));
  const counts = plan.columns.length !== target.length;
  if (!counts && position < 0) return;
  const cause = counts ? 'Different number of columns.' : `Incompatible types for sink column '${target[position]?.name ?? ''}' at position ${position + 1}.`;
  const print = (fields: readonly RowField[]): string => `[${fields.map((field) => `${field.name}: ${summariseType(field.type)}`).join(', ')}]`;
  throw invalid(`Column types of query result and sink for '${name}' do not match.\nCause: ${cause}\n\nQuery schema: ${print(plan.columns)}\nSink schema:  ${print(target)}`);
}

/** Refuses a sink that cannot take what the query gives. Throws SqlError. */
export function checkSink(sink: CatalogTable, plan: Plan, session: Session): void {
  const format = sink.options['value.format'];
  const name = fullName(session, sink.name);
  if (isDebezium(format) || format === 'raw') throw invalid(`Table '${name}' cannot be written to: the format '${format ?? ''}' is read-only.`);
  if (option(sink.options, 'changelog.mode') === 'retract' && sink.primaryKey.length === 0 && plan.updating) throw notSimulated('A retract sink without a PRIMARY KEY');
  if (option(sink.options, 'changelog.mode') !== 'append' || !plan.updating) return;
  const source = plan.branches.find((branch) => branch.source !== undefined)?.source?.table;
  const fields = source?.columns.map((column) => column.name).join(', ') ?? '';
  throw invalid(`Table sink '${name}' doesn't support consuming update and delete changes which is produced by node TableSourceScan(table=[[${session.catalog}, ${session.database}, ${source?.name ?? ''}]], fields=[${fields}])`);
}

/** What one change of a source does to the rows of a query: those that go and those that come. */
export interface Effect {
  readonly gone: readonly Row[];
  readonly come: readonly Row[];
}

/** Turns effects into the records of the sink's topic. */
export interface SinkWriter {
  write(effect: Effect): readonly SinkRecord[];
}

/** The writer of a sink: appends, or upserts by key with a tombstone for each row that goes. Throws RuntimeFailure on a null in a NOT NULL column. */
export function createWriter(sink: CatalogTable, plan: Plan, target: readonly RowField[], zone: string): SinkWriter {
  const layout = createLayout(sink, plan, target, zone);
  const appends = option(sink.options, 'changelog.mode') === 'append';
  const write = ({ gone, come }: Effect): readonly SinkRecord[] => {
    const added = come.map(layout.convert);
    const records = added.map(layout.record);
    if (appends) return records;
    const present = new Set(added.map(layout.keyText));
    const removed = gone.map(layout.convert).filter((row) => !present.has(layout.keyText(row)));
    return [...removed.map((row) => ({ key: layout.key(row), value: null })), ...records];
  };
  return { write };
}

interface Layout {
  convert(row: Row): Row;
  key(row: Row): Fields | null;
  keyText(row: Row): string;
  record(row: Row): SinkRecord;
}

/** How a query row becomes a row of the sink, and that a key and a value. */
function createLayout(sink: CatalogTable, plan: Plan, target: readonly RowField[], zone: string): Layout {
  const columns = sink.columns.filter((column) => !isVirtual(column)).map((column) => ({ name: column.name, type: columnType(column) }));
  const positions = columns.map((column) => target.findIndex((chosen) => chosen.name === column.name));
  const casts = columns.map((column, index) => makeCast(plan.columns[positions[index] ?? -1]?.type ?? column.type, column.type, zone));
  const prefix = (sink.options['key.fields-prefix'] ?? '').length;
  const isKey = (column: RowField): boolean => sink.distribution.columns.includes(column.name);
  const includesKey = sink.options['value.fields-include'] === 'all';
  const pick = (row: Row, wanted: (column: RowField) => boolean, cut: number): Fields =>
    Object.fromEntries(columns.flatMap((column, index) => (wanted(column) ? [[column.name.slice(cut), writeCell(row[index] ?? null, column.type)] as const] : [])));
  const key = (row: Row): Fields | null => (sink.distribution.columns.length === 0 ? null : pick(row, isKey, prefix));
  const record = (row: Row): SinkRecord => {
    columns.forEach((column, index) => enforceNotNull(column.name, column.type, row[index] ?? null));
    return { key: key(row), value: pick(row, (column) => includesKey || !isKey(column), 0) };
  };
  return {
    convert: (row) => casts.map((cast, index) => cast(row[positions[index] ?? -1] ?? null)),
    key, record,
    keyText: (row) => JSON.stringify(key(row), (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  };
}

function enforceNotNull(name: string, type: DataType, value: Row[number]): void {
  if (value === null && !type.nullable) throw new RuntimeFailure(`Column '${name}' is NOT NULL, however, a null value is being written into it. You can set job configuration 'table.exec.sink.not-null-enforcer'='DROP' to suppress this exception and drop such records silently.`);
}
