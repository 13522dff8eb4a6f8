import type { ReadCatalog } from './catalog.js';
import { tablesOf } from './catalog-rows.js';

const OWN = "t.table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')";

/** MariaDB's JSON is a LONGTEXT with a check; the connector sees what the catalogue says. */
const COLUMNS = `
  SELECT CONCAT(t.table_schema, '.', t.table_name) AS table_name, c.column_name AS column_name, c.column_type AS database_type,
         c.is_nullable AS nullable, c.column_default AS default_value,
         CASE WHEN c.extra LIKE '%GENERATED%' AND c.extra NOT LIKE '%DEFAULT_GENERATED%' THEN 1 ELSE 0 END AS \`generated\`
    FROM information_schema.tables t JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
   WHERE t.table_type = 'BASE TABLE' AND ${OWN} ORDER BY t.table_schema, t.table_name, c.ordinal_position`;

/** Prefixes of columns are no keys: \`sub_part\` is set for them. */
const KEYS = `
  SELECT CONCAT(t.table_schema, '.', t.table_name) AS table_name, t.index_name AS index_name, t.column_name AS column_name,
         CASE WHEN t.index_name = 'PRIMARY' THEN 1 ELSE 0 END AS is_primary
    FROM information_schema.statistics t
   WHERE t.non_unique = 0 AND t.sub_part IS NULL AND ${OWN} ORDER BY t.table_schema, t.table_name, t.index_name, t.seq_in_index`;

export const readMySqlCatalog: ReadCatalog = async (connection, { databases = [] }) => {
  const columns = await connection.query({ text: COLUMNS });
  const keys = await connection.query({ text: KEYS });
  const tables = tablesOf(columns, keys);
  return databases.length === 0 ? tables : tables.filter(({ table }) => databases.some((database) => table.startsWith(`${database}.`)));
};
