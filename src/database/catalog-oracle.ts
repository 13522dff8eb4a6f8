import type { DatabaseRow } from '../core/preflight.js';
import type { ReadCatalog } from './catalog.js';
import { tablesOf } from './catalog-rows.js';

/** Users that Oracle itself maintains own no tables of interest. */
const OWN = "t.owner IN (SELECT username FROM all_users WHERE oracle_maintained = 'N') AND t.temporary = 'N' AND t.secondary = 'N' AND t.nested = 'NO' AND t.dropped = 'NO'";

const COLUMNS = `
  SELECT t.owner || '.' || t.table_name AS table_name, c.column_name, c.data_type, c.data_precision, c.data_scale, c.char_length, c.data_length,
         c.nullable, c.virtual_column AS generated, NULL AS default_value
    FROM all_tables t JOIN all_tab_cols c ON c.owner = t.owner AND c.table_name = t.table_name AND c.hidden_column = 'NO'
   WHERE ${OWN} ORDER BY t.owner, t.table_name, c.column_id`;

const KEYS = `
  SELECT t.owner || '.' || t.table_name AS table_name, k.constraint_name AS index_name, CASE k.constraint_type WHEN 'P' THEN 1 ELSE 0 END AS is_primary, c.column_name
    FROM all_tables t JOIN all_constraints k ON k.owner = t.owner AND k.table_name = t.table_name AND k.constraint_type IN ('P', 'U') AND k.status = 'ENABLED'
    JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name
   WHERE ${OWN} ORDER BY t.owner, t.table_name, k.constraint_name, c.position`;

export const readOracleCatalog: ReadCatalog = async (connection, { databases = [] }) => {
  const inside = databases[0] === undefined ? {} : { database: databases[0] };
  const columns = await connection.query({ text: COLUMNS, ...inside });
  const keys = await connection.query({ text: KEYS, ...inside });
  return tablesOf(columns.map((row) => ({ ...row, database_type: typeText(row) })), keys);
};

/** `NUMBER(10,2)`, `VARCHAR2(50)`; timestamps and intervals have their arguments in the name already. */
function typeText(row: DatabaseRow): string {
  const name = String(row['data_type']);
  const { data_precision: precision, data_scale: scale } = row;
  if (name === 'NUMBER') {
    if (precision !== null && precision !== undefined) return `NUMBER(${Number(precision)},${Number(scale ?? 0)})`;
    // INTEGER is kept as a NUMBER without a precision and with scale 0: 38 digits.
    return scale === null || scale === undefined ? 'NUMBER' : `NUMBER(38,${Number(scale)})`;
  }
  if (name === 'FLOAT') return precision === null || precision === undefined ? 'FLOAT' : `FLOAT(${Number(precision)})`;
  if (/CHAR/.test(name)) return `${name}(${Number(row['char_length'])})`;
  return name === 'RAW' ? `RAW(${Number(row['data_length'])})` : name;
}
