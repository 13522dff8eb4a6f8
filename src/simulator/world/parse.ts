import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { parse } from 'yaml';
import type { WorldColumn } from '../debezium/index.js';
import type { SchemaText } from '../model.js';
import { hash } from '../random.js';
import { worldSchema } from './schema.js';
import type { World, WorldCluster, WorldEnvironment, WorldFileDatabase, WorldFileTable, WorldTopic } from './types.js';

/** A world file that does not say what it should; one line per mistake. */
export class WorldFileError extends Error {
  override readonly name = 'WorldFileError';
}

type Loose = Readonly<Record<string, unknown>>;

const validate = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true }).compile(worldSchema);

/**
 * Reads a world file (YAML or JSON). Whatever it leaves out is filled in as `defaultWorld` has it.
 * Throws a WorldFileError that lists every mistake with its place.
 */
export function parseWorld(source: string): World {
  let value: unknown;
  try {
    value = parse(source) ?? {};
  } catch (error) {
    throw new WorldFileError(`the world file is not valid YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!validate(value)) throw new WorldFileError(['the world file has mistakes:', ...(validate.errors ?? []).map(describe)].join('\n  '));
  const world = fill(value as Loose);
  const mistakes = world.databases.flatMap(checkDatabase);
  if (mistakes.length > 0) throw new WorldFileError(['the world file has mistakes:', ...mistakes].join('\n  '));
  return world;
}

/** One AWS us-east-1 environment `prod` with the cluster `lake` and one pool; no databases. */
export function defaultWorld(): World {
  return parseWorld('{}');
}

function describe(error: ErrorObject): string {
  const place = error.instancePath === '' ? 'the file' : error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword === 'additionalProperties') return `${place}: unknown key '${String(error.params['additionalProperty'])}'`;
  if (error.keyword === 'enum') return `${place}: must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}`;
  return `${place}: ${error.message ?? 'is wrong'}`;
}

function fill(file: Loose): World {
  const short = { ...file, ...record(file['environment']), clusters: [{ name: 'lake', ...record(file['cluster']), topics: file['topics'] ?? [], connectors: file['connectors'] ?? [] }] };
  const environments = list(file['environments']).length > 0 ? list(file['environments']) : [short];
  const organization = record(file['organization']);
  return {
    organization: { id: string(organization['id'], '1111aaaa-2222-4bbb-8ccc-3333dddd4444'), name: string(organization['name'], 'example') },
    environments: environments.map(fillEnvironment),
    serviceAccounts: list(file['serviceAccounts']).map((item) => ({ id: string(item['id'], idFor('sa', item['name'])), name: String(item['name']) })),
    databases: list(file['databases']).map(fillDatabase),
    unknownDatabases: file['unknownDatabases'] === 'refuse' ? 'refuse' : 'invent',
    carryOverIntoUpsert: file['carryOverIntoUpsert'] === true,
    credentials: record(file['credentials']) as World['credentials'],
  };
}

function fillEnvironment(item: Loose): WorldEnvironment {
  const name = string(item['name'], 'prod');
  const clusters = list(item['clusters']).map((cluster) => fillCluster(name, cluster));
  const home = { cloud: clusters[0]?.cloud ?? 'AWS', region: clusters[0]?.region ?? 'us-east-1' };
  const pools = item['computePools'] === undefined ? [{ name: 'cdc' }] : list(item['computePools']);
  return {
    id: string(item['id'], idFor('env', name)),
    name,
    clusters,
    computePools: pools.map((pool: Loose) => ({
      id: string(pool['id'], idFor('lfcp', `${name}/${String(pool['name'])}`)),
      name: String(pool['name']),
      maxCfu: typeof pool['maxCfu'] === 'number' ? pool['maxCfu'] : 50,
      cloud: string(pool['cloud'], home.cloud),
      region: string(pool['region'], home.region),
    })),
    providerIntegrations: list(item['providerIntegrations']).map((integration) => ({
      id: string(integration['id'], idFor('cspi', integration['name'])),
      name: String(integration['name']),
      roleArn: string(integration['roleArn'], 'arn:aws:iam::123456789012:role/lake-writer'),
    })),
    subjects: list(item['subjects']).map((subject) => ({ subject: String(subject['subject']), ...schemaText(subject) })),
    compatibility: string(item['compatibility'], 'BACKWARD'),
  };
}

function fillCluster(environment: string, item: Loose): WorldCluster {
  const name = String(item['name']);
  return {
    id: string(item['id'], idFor('lkc', `${environment}/${name}`)),
    name,
    cloud: string(item['cloud'], 'AWS'),
    region: string(item['region'], 'us-east-1'),
    topics: list(item['topics']).map(fillTopic),
    connectors: list(item['connectors']).map((connector) => ({ name: String(connector['name']), config: record(connector['config']) as Record<string, string> })),
  };
}

function fillTopic(item: Loose): WorldTopic {
  return {
    name: String(item['name']),
    partitions: typeof item['partitions'] === 'number' ? item['partitions'] : 6,
    configs: record(item['configs']) as Record<string, string>,
    ...(item['keySchema'] === undefined ? {} : { keySchema: schemaText(record(item['keySchema'])) }),
    ...(item['valueSchema'] === undefined ? {} : { valueSchema: schemaText(record(item['valueSchema'])) }),
    records: list(item['records']).map((entry) => ({ key: (entry['key'] ?? null) as null, value: (entry['value'] ?? null) as null })),
  };
}

function fillDatabase(item: Loose): WorldFileDatabase {
  const optional = Object.fromEntries(['port', 'database', 'username', 'password'].flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  return {
    ...(optional as Pick<WorldFileDatabase, 'port' | 'database'>),
    source: item['source'] as WorldFileDatabase['source'],
    host: String(item['host']),
    network: (item['network'] ?? 'ok') as WorldFileDatabase['network'],
    tables: list(item['tables']).map(fillTable),
    stream: list(item['stream']) as unknown as WorldFileDatabase['stream'],
  };
}

function fillTable(item: Loose): WorldFileTable {
  const columns = Object.entries(record(item['columns'])).map(([name, column]) => [name, typeof column === 'string' ? { type: column } : (column as WorldColumn)] as const);
  return {
    name: String(item['name']),
    key: (item['key'] ?? []) as readonly string[],
    columns: Object.fromEntries(columns),
    rows: list(item['rows']) as WorldFileTable['rows'],
    rowCount: typeof item['rowCount'] === 'number' ? item['rowCount'] : 0,
    ...(item['replicaIdentity'] === undefined ? {} : { replicaIdentity: item['replicaIdentity'] as 'default' | 'full' }),
  };
}

/** What the schema cannot say: keys, rows and changes name columns and tables that exist. */
function checkDatabase(database: WorldFileDatabase): readonly string[] {
  const tables = new Map(database.tables.map((table) => [table.name, table]));
  const ofTables = database.tables.flatMap((table) => [
    ...table.key.filter((column) => !(column in table.columns)).map((column) => `${table.name}: the key names '${column}', which is not a column`),
    ...table.rows.flatMap((row, index) => unknownColumns(table, row, `${table.name}: row ${index + 1}`)),
  ]);
  const ofStream = database.stream.flatMap((change, index) => {
    const table = tables.get(change.table);
    const place = `${database.host}: change ${index + 1} of the stream`;
    return table === undefined ? [`${place} names the table '${change.table}', which does not exist`] : unknownColumns(table, change.row, place);
  });
  return [...ofTables, ...ofStream];
}

function unknownColumns(table: WorldFileTable, row: Loose, place: string): readonly string[] {
  return Object.keys(row).filter((column) => !(column in table.columns)).map((column) => `${place} has '${column}', which is not a column of ${table.name}`);
}

function schemaText(item: Loose): SchemaText {
  const schema = item['schema'];
  return { schemaType: item['schemaType'] as SchemaText['schemaType'], schema: typeof schema === 'string' ? schema : JSON.stringify(schema) };
}

function idFor(prefix: string, name: unknown): string {
  return `${prefix}-${hash(`${prefix}/${String(name)}`).toString(36).padStart(6, '0').slice(-6)}`;
}

function record(value: unknown): Loose {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Loose) : {};
}

function list(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? (value as readonly Loose[]) : [];
}

function string(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
