import type { CatalogTable, ReadCatalog } from './catalog.js';
import { tablesOf } from './catalog-rows.js';

const identities = { d: 'default', f: 'full', n: 'nothing', i: 'index' } as const;

/** Partitions come and go below their root, so the root stands for them. */
const TABLES = `c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
   AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')`;

/**
 * The connector sees the type below a domain, with the domain's own arguments, and an enum as text; it does not look
 * below arrays of domains (semantics.md 2.6). Types of extensions are named without their schema.
 */
const COLUMNS = `
  SELECT n.nspname || '.' || c.relname AS table_name, c.relreplident::text AS identity, a.attname AS column_name,
         (WITH RECURSIVE below AS (
            SELECT t.oid, t.typtype, t.typbasetype, a.atttypmod AS modifier, t.typtypmod AS next FROM pg_type t WHERE t.oid = a.atttypid
            UNION ALL
            SELECT t.oid, t.typtype, t.typbasetype, b.next, t.typtypmod FROM below b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd')
          SELECT CASE WHEN b.typtype = 'e' THEN 'enum'
                      WHEN e.typtype = 'e' THEN 'enum[]'
                      WHEN tn.nspname = 'pg_catalog' THEN format_type(b.oid, b.modifier)
                      ELSE replace(format_type(b.oid, b.modifier), quote_ident(tn.nspname) || '.', '') END
            FROM below b JOIN pg_type t ON t.oid = b.oid JOIN pg_namespace tn ON tn.oid = t.typnamespace
            LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
           WHERE b.typtype <> 'd') AS database_type,
         NOT a.attnotnull AS nullable, to_jsonb(a) ->> 'attgenerated' <> '' AS generated, pg_get_expr(d.adbin, d.adrelid) AS default_value
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE ${TABLES} ORDER BY 1, a.attnum`;

const KEYS = `
  SELECT n.nspname || '.' || c.relname AS table_name, i.indexrelid::text AS index_name, i.indisprimary AS is_primary, a.attname AS column_name
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, position)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
   WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.position <= i.indnkeyatts AND ${TABLES}
   ORDER BY 1, i.indexrelid, k.position`;

/** PostgreSQL 11 and later (`indnkeyatts`). */
export const readPostgresCatalog: ReadCatalog = async (connection) => {
  const columns = await connection.query({ text: COLUMNS });
  const keys = await connection.query({ text: KEYS });
  return tablesOf(columns, keys, (_table, rows): Partial<CatalogTable> => {
    const identity = identities[String(rows[0]?.['identity']) as keyof typeof identities];
    return identity === undefined ? {} : { replicaIdentity: identity };
  });
};
