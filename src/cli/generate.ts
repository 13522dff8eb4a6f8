import type { Config } from '../config.js';
import type { CatalogTable } from '../database/catalog.js';
import { readCatalog } from '../database/catalog.js';
import { connectorOf, DatabaseError } from '../database/index.js';
import type { Endpoint, Engine, OpenConnection } from '../database/index.js';
import { modesOf } from '../sources/column-types.js';
import type { Format } from '../core/source.js';
import { databaseOf } from '../sources/index.js';
import type { DatabaseName } from '../sources/index.js';
import { typesOf } from '../sources/types.js';
import { renderGenerated } from './generate-pipeline.js';
import { readFromUrl } from './generate-source.js';
import type { FromUrl } from './generate-source.js';
import { generateTable } from './generate-tables.js';
import type { GeneratedTable, LeftOutTable, TableRules } from './generate-tables.js';
import type { CommandIo } from './io.js';
import { UsageError } from './select.js';

export interface GenerateCommand {
  /** `postgres://user@host/database`. */
  readonly from: string;
  /** Globs of table names. */
  readonly tables: readonly string[];
  /** Of the pipeline. Default: the database's name. */
  readonly name?: string;
  readonly format?: Format;
  /** File to write; must not exist. Default: stdout. */
  readonly out?: string;
  /** Environment variable of the password. Default: the one of the source's examples. */
  readonly passwordEnv?: string;
}

/**
 * `reconcile generate --from URL`: a Pipeline with explicit columns, from the database's catalogue; only reads. 0; 1 when the
 * database does not answer, or nothing in it can be captured. @throws UsageError.
 */
export async function generate(command: GenerateCommand, config: Pick<Config, 'env'>, io: CommandIo, drivers: (engine: Engine) => OpenConnection = connectorOf): Promise<number> {
  const from = readFromUrl(command.from, command.passwordEnv);
  const name = pipelineName(command.name ?? from.databases[0] ?? from.endpoint.database ?? from.endpoint.host);
  let tables: readonly CatalogTable[];
  try {
    tables = await catalogOf(from, command.tables, config, drivers);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    io.stderr(`reconcile: ${error.message}\n`);
    return 1;
  }
  const rules = rulesOf(from, command.format ?? 'JSON_SR', name);
  const made = tables.map((table) => generateTable(table, rules));
  const kept = made.filter((one): one is GeneratedTable => 'from' in one);
  const leftOut = made.filter((one): one is LeftOutTable => 'why' in one);
  if (kept.length === 0) {
    io.stderr(`reconcile: no table to capture: ${tables.length === 0 ? 'the user sees none that fits --tables' : leftOut.map(({ table, why }) => `${table}: ${why}`).join('; ')}\n`);
    return 1;
  }
  const text = renderGenerated({ name, source: from.source, block: from.block, toBeSet: from.toBeSet, tables: kept, leftOut, ...(command.format === undefined ? {} : { format: command.format }) });
  return write(text, command, io);
}

async function write(text: string, { out }: GenerateCommand, io: CommandIo): Promise<number> {
  if (out === undefined) {
    io.stdout(text);
    return 0;
  }
  if (await io.writeFile(out, text, { createOnly: true })) return 0;
  throw new UsageError(`${out} exists already; generate overwrites nothing`);
}

async function catalogOf(from: FromUrl, tables: readonly string[], { env }: Pick<Config, 'env'>, drivers: (engine: Engine) => OpenConnection): Promise<readonly CatalogTable[]> {
  const connection = await drivers(from.source)(withPassword(from, env));
  try {
    return await readCatalog(connection, { tables, ...(from.databases.length === 0 ? {} : { databases: from.databases }) });
  } finally {
    await connection.close();
  }
}

/** @throws UsageError when the variable is not set. */
function withPassword({ endpoint, passwordEnv }: FromUrl, env: Config['env']): Endpoint {
  const password = env[passwordEnv];
  if (password === undefined || password === '') throw new UsageError(`set ${passwordEnv} to the password, or name another variable with --password-env`);
  if (endpoint.aws === undefined) return { ...endpoint, password };
  const user = env['AWS_ACCESS_KEY_ID'];
  if (user === undefined) throw new UsageError('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return { ...endpoint, user, password, aws: { ...endpoint.aws, ...(sessionToken === undefined ? {} : { sessionToken }) } };
}

/** The modes are those of the connector that the generated block makes. */
function rulesOf(from: FromUrl, format: Format, name: string): TableRules {
  const source = databaseOf(from.source);
  const { connector } = source.expand({ connectorName: name, topicPrefix: name, format, auth: { mode: 'SERVICE_ACCOUNT', serviceAccount: '' }, block: from.block, tables: [], config: {} });
  const properties = source.blockSchema['properties'] as Readonly<Record<string, unknown>>;
  return { types: typesOf[from.source], modes: modesOf(connector.config), messageKeys: 'messageKeys' in properties, parts: partsOf(from), ...(format === 'JSON_SR' ? {} : { plainNames: format }) };
}

const dottedParts = { postgres: () => 2, mysql: () => 2, sqlserver: (databases: number) => (databases > 1 ? 3 : 2), oracle: () => 2, dynamodb: () => Number.NaN } as const satisfies Record<DatabaseName, (databases: number) => number>;

/** How many parts a table's name has; a DynamoDB table is called as it is, dots included. */
function partsOf({ source, databases }: FromUrl): number {
  return dottedParts[source](databases.length);
}

/** The nearest name that a pipeline may have. */
function pipelineName(text: string): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 40).replace(/-+$/, '');
  return plain === '' || plain === 'target' ? 'shop' : plain;
}
