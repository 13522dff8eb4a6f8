import type { DatabaseConnection, Engine } from './connection.js';

/** A column as the database's catalogue has it. */
export interface CatalogColumn {
  readonly name: string;
  /** As the catalogue writes it: `numeric(10,2)`, `bigint unsigned`, `datetime2(7)`; of a domain its base type, of an enum `enum`. */
  readonly databaseType: string;
  readonly nullable: boolean;
  /** The expression or literal, as the catalogue writes it. */
  readonly default?: string;
  /** The value is computed by the database. */
  readonly generated?: true;
}

export interface CatalogTable {
  /** In the source's notation. */
  readonly table: string;
  /** In the order of the table. */
  readonly columns: readonly CatalogColumn[];
  /** In the order of the key. */
  readonly primaryKey: readonly string[];
  /** Unique indexes on plain columns, without a condition, each in its order. */
  readonly uniqueIndexes: readonly (readonly string[])[];
  /** PostgreSQL: how much of a row the log has. */
  readonly replicaIdentity?: 'default' | 'full' | 'nothing' | 'index';
}

export interface CatalogRequest {
  /** Globs of table names in the source's notation (`public.*`). None: every table. */
  readonly tables?: readonly string[];
  /** SQL Server: the databases; with several, tables are written with theirs. Oracle: the pluggable database. */
  readonly databases?: readonly string[];
}

/** Reads what a driver's catalogue holds. */
export type ReadCatalog = (connection: DatabaseConnection, request: CatalogRequest) => Promise<readonly CatalogTable[]>;

const readers = {
  postgres: async () => (await import('./catalog-postgres.js')).readPostgresCatalog,
  mysql: async () => (await import('./catalog-mysql.js')).readMySqlCatalog,
  sqlserver: async () => (await import('./catalog-sqlserver.js')).readSqlServerCatalog,
  oracle: async () => (await import('./catalog-oracle.js')).readOracleCatalog,
  dynamodb: async () => (await import('./catalog-dynamodb.js')).readDynamoDbCatalog,
} as const satisfies Record<Engine, () => Promise<ReadCatalog>>;

/**
 * The tables of a database, by name. Only reads, and only what the user may see; system tables, views and partitions of a
 * partitioned table are left out. DynamoDB knows key attributes only. @throws DatabaseError.
 */
export async function readCatalog(connection: DatabaseConnection, request: CatalogRequest = {}): Promise<readonly CatalogTable[]> {
  const read = await readers[connection.engine]();
  const tables = await read(connection, request);
  const globs = request.tables ?? [];
  return tables
    .filter(({ table }) => globs.length === 0 || globs.some((glob) => matches(table, glob)))
    .sort((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : 0));
}

/** `*` and `?` stand for anything, dots included. */
function matches(name: string, glob: string): boolean {
  const pattern = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's').test(name);
}
