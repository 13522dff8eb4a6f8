import type { CatalogColumn, CatalogTable, Cell } from '../../model.js';
import { quoteName, summariseType } from '../types/print.js';
import * as t from '../types/types.js';
import { catalogColumn, columnType, isVirtual } from './column.js';

/** Columns and rows of a SHOW or DESCRIBE. */
export interface Listing {
  readonly columns: readonly CatalogColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

const textColumns = (...names: readonly string[]): readonly CatalogColumn[] => names.map((name) => catalogColumn(name, t.STRING));

/** One text column. */
export function listing(column: string, values: readonly string[]): Listing {
  return { columns: textColumns(column), rows: values.map((value) => [value]) };
}

/** The answer of SHOW CREATE TABLE: one cell with the whole statement. */
export function showCreateTable(table: CatalogTable, catalog: string, database: string): Listing {
  const key = table.primaryKey.map(quoteName).join(', ');
  const constraint = table.primaryKey.length === 0 ? [] : [`CONSTRAINT ${quoteName(`PK_${table.primaryKey.join('_')}`)} PRIMARY KEY (${key}) NOT ENFORCED`];
  const lines = [...table.columns.map(printColumn), ...constraint].map((line) => `  ${line}`).join(',\n');
  const by = table.distribution.columns.length === 0 ? '' : ` BY HASH(${table.distribution.columns.map(quoteName).join(', ')})`;
  const options = Object.entries(table.options).map(([name, value]) => `  '${name}' = '${value.replaceAll("'", "''")}'`).join(',\n');
  const name = [catalog, database, table.name].map(quoteName).join('.');
  return listing('SHOW CREATE TABLE', [`CREATE TABLE ${name} (\n${lines}\n)\nDISTRIBUTED${by} INTO ${table.distribution.buckets} BUCKETS\nWITH (\n${options}\n)\n`]);
}

function printColumn(column: CatalogColumn): string {
  const name = quoteName(column.name);
  if (isVirtual(column) && column.virtual.kind === 'COMPUTED') return `${name} AS ${column.virtual.expression}`;
  const metadata = isVirtual(column) && column.virtual.kind === 'METADATA' ? ` METADATA FROM '${column.virtual.key}' VIRTUAL` : '';
  return `${name} ${column.type}${column.nullable ? '' : ' NOT NULL'}${metadata}`;
}

/** The answer of DESCRIBE; `extended` adds the system column `$rowtime`. */
export function describeTable(table: CatalogTable, extended: boolean): Listing {
  const rows = table.columns.map((column) => [column.name, summariseType(t.nullableIf(columnType(column), true)), column.nullable ? 'NULL' : 'NOT NULL', extras(column, table)]);
  const system = ['$rowtime', 'TIMESTAMP_LTZ(3) *ROWTIME*', 'NOT NULL', "METADATA VIRTUAL, WATERMARK AS `SOURCE_WATERMARK`() SYSTEM"];
  return { columns: textColumns('Column Name', 'Data Type', 'Nullable', 'Extras'), rows: extended ? [...rows, system] : rows };
}

function extras(column: CatalogColumn, table: CatalogTable): string {
  const marks = [
    ...(table.primaryKey.includes(column.name) ? ['PRIMARY KEY'] : []),
    ...(table.distribution.columns.includes(column.name) ? ['BUCKET KEY'] : []),
    ...(isVirtual(column) ? [column.virtual.kind === 'METADATA' ? `METADATA FROM '${column.virtual.key}'` : `AS ${column.virtual.expression}`] : []),
  ];
  return marks.join(', ');
}
