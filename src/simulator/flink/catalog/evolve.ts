import type { CatalogColumn, CatalogTable, SchemaText } from '../../model.js';
import { readSchema } from '../schema/read.js';
import { writeSchema } from '../schema/write.js';
import type { RowField } from '../types/types.js';
import { catalogColumn, fieldOf, isSameField, isVirtual } from './column.js';

/**
 * A created table after its value schema moved on: a new field is a new column, a field that is gone takes its column along, and a
 * field whose type changed changes the column (semantics.md 3.4). Columns the schema still says the same about keep what CREATE TABLE declared.
 */
export function evolveTable(table: CatalogTable, valueSchema: SchemaText | undefined): CatalogTable {
  if (valueSchema === undefined) return table;
  const registered = readSchema(valueSchema);
  if (registered.kind !== 'record') return table;
  const fields = new Map(registered.fields.map((field) => [field.name, field]));
  const written = asWritten(table, valueSchema);
  const kept = table.columns.flatMap((column) => keepColumn(column, table, fields, written));
  const known = new Set(table.columns.map((column) => column.name));
  const added = registered.fields.filter((field) => !known.has(field.name)).map((field) => catalogColumn(field.name, field.type));
  return { ...table, columns: [...kept, ...added] };
}

/** How the declared columns come back from a schema of that type. */
function asWritten(table: CatalogTable, { schemaType }: SchemaText): ReadonlyMap<string, RowField> {
  const columns = table.columns.filter((column) => !isVirtual(column)).map(fieldOf);
  const schema = readSchema(writeSchema(schemaType, table.name, columns));
  return new Map(schema.kind === 'record' ? schema.fields.map((field) => [field.name, field]) : []);
}

function keepColumn(column: CatalogColumn, table: CatalogTable, fields: ReadonlyMap<string, RowField>, written: ReadonlyMap<string, RowField>): readonly CatalogColumn[] {
  if (isVirtual(column) || table.distribution.columns.includes(column.name)) return [column];
  const field = fields.get(column.name);
  const declared = written.get(column.name);
  if (field === undefined) return [];
  return [declared !== undefined && isSameField(declared, field) ? column : catalogColumn(field.name, field.type)];
}
