import type { DatabaseRow } from '../core/preflight.js';
import type { CatalogTable, ReadCatalog } from './catalog.js';
import { tablesOf } from './catalog-rows.js';

/** The tables that change data capture made for itself are in the schema cdc. A type of a user is shown as the one below it. */
const TABLES = "t.is_ms_shipped = 0 AND s.name <> 'cdc'";

const COLUMNS = `
  SELECT s.name + '.' + t.name AS table_name, c.name AS column_name, COALESCE(b.name, y.name) AS type_name, c.max_length AS bytes, c.precision, c.scale,
         c.is_nullable AS nullable, c.is_computed AS generated, d.definition AS default_value
    FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id JOIN sys.columns c ON c.object_id = t.object_id
    JOIN sys.types y ON y.user_type_id = c.user_type_id
    LEFT JOIN sys.types b ON y.is_user_defined = 1 AND b.user_type_id = y.system_type_id
    LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id
   WHERE ${TABLES} ORDER BY s.name, t.name, c.column_id`;

const KEYS = `
  SELECT s.name + '.' + t.name AS table_name, i.name AS index_name, i.is_primary_key AS is_primary, c.name AS column_name
    FROM sys.indexes i JOIN sys.tables t ON t.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = t.schema_id
    JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.is_included_column = 0
    JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
   WHERE i.is_unique = 1 AND i.has_filter = 0 AND ${TABLES} ORDER BY s.name, t.name, i.name, k.key_ordinal`;

/** With several databases the tables carry their database's name. */
export const readSqlServerCatalog: ReadCatalog = async (connection, { databases = [] }) => {
  if (databases.length <= 1) return readOne(connection, databases[0]);
  const all: CatalogTable[] = [];
  for (const database of databases) all.push(...(await readOne(connection, database)).map((table) => ({ ...table, table: `${database}.${table.table}` })));
  return all;
};

async function readOne(connection: Parameters<ReadCatalog>[0], database: string | undefined): Promise<readonly CatalogTable[]> {
  const where = database === undefined ? {} : { database };
  const columns = await connection.query({ text: COLUMNS, ...where });
  const keys = await connection.query({ text: KEYS, ...where });
  return tablesOf(columns.map((row) => ({ ...row, database_type: typeText(row) })), keys);
}

/** `nvarchar(50)`, `decimal(10,2)`, `datetime2(7)`: the catalogue keeps the parts apart. */
function typeText(row: DatabaseRow): string {
  const name = String(row['type_name']);
  const bytes = Number(row['bytes']);
  if (/^(decimal|numeric)$/.test(name)) return `${name}(${Number(row['precision'])},${Number(row['scale'])})`;
  if (/^(datetime2|time|datetimeoffset)$/.test(name)) return `${name}(${Number(row['scale'])})`;
  if (/^(n?var)?char$|^nchar$|^(var)?binary$/.test(name)) {
    const length = bytes < 0 ? 'max' : String(name.startsWith('n') ? bytes / 2 : bytes);
    return `${name}(${length})`;
  }
  return name;
}
