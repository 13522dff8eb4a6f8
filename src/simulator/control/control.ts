import { alterTable, newCaptureInstance } from '../alter-table.js';
import type { TableAlteration } from '../alter-table.js';
import { homes } from '../account.js';
import type { Account, Cluster, Environment, Violation } from '../account.js';
import { failConnector as failConnectorNow, setState } from '../connect/state.js';
import type { Connector } from '../connect/types.js';
import { writeRow } from '../database.js';
import type { LiveDatabase } from '../database.js';
import type { WorldColumn } from '../debezium/index.js';
import { deleteTopic } from '../kafka/delete-topic.js';
import { appendRecord, createTopic } from '../kafka/topics.js';
import type { Topic } from '../kafka/types.js';
import type { Fields } from '../model.js';
import { degradeUsers } from '../sql/ddl.js';
import { failStatement, setPhase } from '../sql/phase.js';
import type { Statement, StatementPhase } from '../sql/types.js';
import { suspend } from '../tableflow/lifecycle.js';
import { takeSnapshot } from './snapshot.js';
import type { AccountSnapshot } from './snapshot.js';

/** What tests and demos do to the account behind the API's back, and what they may look at. */
export interface Control {
  /** The platform pauses a connector. */
  pauseConnector(name: string): void;
  failConnector(name: string, trace: string): void;
  failStatement(name: string, detail: string): void;
  degradeStatement(name: string, detail: string): void;
  suspendTableflow(topic: string, message: string): void;
  /** The platform takes a connector's tasks away; a new config brings them back. */
  dropTasks(connector: string): void;
  /** What the service may say of a statement at any time. */
  setStatement(name: string, state: { readonly phase?: StatementPhase; readonly detail?: string; readonly stateLimit?: string }): void;
  /** What it may say of a Tableflow topic. */
  setTableflow(topic: string, state: { readonly phase?: 'PENDING' | 'RUNNING'; readonly failingFormats?: readonly { readonly format: string; readonly error_message: string }[] }): void;
  /** The catalogs of a cluster refuse to be synchronised. */
  failCatalogs(cluster: string): void;
  /** An application changes a row. `database` is a host or a database name. */
  writeRow(database: string, table: string, op: 'c' | 'u' | 'd', row: Fields): void;
  /** An application adds a column (with `type`) or drops one (`null`). */
  alterColumn(database: string, table: string, column: string, type: WorldColumn | null): void;
  /** An application migrates its table: `{ kind: 'rename', column: 'phone', to: 'telephone' }`. */
  alterTable(database: string, table: string, alteration: TableAlteration): void;
  /** SQL Server: a new capture instance of the table, which has the columns of now. */
  newCaptureInstance(database: string, table: string): void;
  /** Somebody deletes a topic by hand. */
  deleteTopic(name: string): void;
  addTopicByHand(name: string, options?: { readonly partitions?: number; readonly configs?: Readonly<Record<string, string>> }): void;
  /** Somebody changes a topic's config by hand; `null` resets it. */
  setTopicConfig(name: string, config: string, value: string | null): void;
  /** A record that Tableflow cannot convert appears in a topic. */
  writeBadRecord(topic: string): void;
  /** What a query of the Iceberg or Delta table would find now. */
  lakeTable(topic: string): readonly Fields[];
  /** A deep plain copy of the account without ids and times: equal for accounts that were built in different orders. */
  snapshot(): AccountSnapshot;
  invariants(): readonly Violation[];
}

/** The control of an account; `settle` brings the account up to date before and after each action. */
export function createControl(account: Account, settle: () => void): Control {
  const after = <A extends readonly unknown[], R>(action: (...parameters: A) => R) => (...parameters: A): R => {
    settle();
    const result = action(...parameters);
    settle();
    return result;
  };
  return {
    pauseConnector: after((name: string) => {
      const connector = findConnector(account, name);
      connector.paused = true;
      setState(account, connector, 'PAUSED');
    }),
    failConnector: after((name: string, trace: string) => failConnectorNow(account, findConnector(account, name), trace)),
    failStatement: after((name: string, detail: string) => failStatement(account, findStatement(account, name), detail)),
    degradeStatement: after((name: string, detail: string) => {
      const statement = findStatement(account, name);
      statement.detail = detail;
      setPhase(account, statement, 'DEGRADED');
    }),
    suspendTableflow: after((topic: string, message: string) => suspend(account, findTableflow(account, topic), message)),
    dropTasks: after((name: string) => {
      findConnector(account, name).hasNoTasks = true;
    }),
    setStatement: after((name: string, { phase, detail, stateLimit }: { readonly phase?: StatementPhase; readonly detail?: string; readonly stateLimit?: string }) => {
      const statement = findStatement(account, name);
      statement.generation++;
      if (detail !== undefined) statement.detail = detail;
      if (stateLimit !== undefined) statement.stateLimit = stateLimit;
      if (phase !== undefined) setPhase(account, statement, phase);
    }),
    setTableflow: after((topic: string, state: Partial<Pick<ReturnType<typeof findTableflow>, 'phase' | 'failingFormats'>>) => void Object.assign(findTableflow(account, topic), state)),
    failCatalogs: after((cluster: string) => {
      for (const catalog of homes(account).find((home) => home.cluster.id === cluster)?.cluster.catalogs.all() ?? []) catalog.phase = 'FAILED';
    }),
    writeRow: after((database: string, table: string, op: 'c' | 'u' | 'd', row: Fields) => writeRow(account, findDatabaseByName(account, database), table, op, row)),
    alterColumn: after((database: string, table: string, column: string, type: WorldColumn | null) => alterColumn(account, findDatabaseByName(account, database), table, column, type)),
    alterTable: after((database: string, table: string, alteration: TableAlteration) => alterTable(account, findDatabaseByName(account, database), table, alteration)),
    newCaptureInstance: after((database: string, table: string) => newCaptureInstance(account, found('table', table, findDatabaseByName(account, database).tables.filter(({ name }) => name === table)))),
    deleteTopic: after((name: string) => {
      const { environment, cluster, topic } = findTopic(account, name);
      deleteTopic(account, cluster, topic);
      degradeUsers(account, environment, cluster, name, 'deleted');
    }),
    addTopicByHand: after((name: string, options: { readonly partitions?: number; readonly configs?: Readonly<Record<string, string>> } = {}) => {
      const [home] = homes(account);
      if (home !== undefined) createTopic(account, home.cluster, { name, partitions: options.partitions ?? 6, configs: options.configs ?? {}, madeBy: 'user' });
    }),
    setTopicConfig: after((name: string, config: string, value: string | null) => {
      const { topic } = findTopic(account, name);
      if (value === null) topic.configs.delete(config);
      else topic.configs.set(config, value);
    }),
    writeBadRecord: after((name: string) => {
      const { topic } = findTopic(account, name);
      findTableflow(account, name).badRecords.add(topic.records.length);
      appendRecord(account, topic, null, {});
    }),
    lakeTable: after((topic: string) => [...findTableflow(account, topic).rows.values()]),
    snapshot: after(() => takeSnapshot(account)),
    invariants: after(() => [...account.violations]),
  };
}

function alterColumn(account: Account, database: LiveDatabase, tableName: string, column: string, type: WorldColumn | null): void {
  const isThere = database.tables.some((table) => table.name === tableName && Object.hasOwn(table.shape.columns, column));
  alterTable(account, database, tableName, type === null ? { kind: 'drop', column } : { kind: isThere ? 'retype' : 'add', column, type });
}

function found<T>(what: string, name: string, candidates: readonly (T | undefined)[]): T {
  const first = candidates.find((candidate) => candidate !== undefined);
  if (first === undefined) throw new Error(`no ${what} '${name}'`);
  return first;
}

function findConnector(account: Account, name: string): Connector {
  return found('connector', name, homes(account).map(({ cluster }) => cluster.connectors.get(name)));
}

function findStatement(account: Account, name: string): Statement {
  return found('statement', name, account.environments.map((environment) => environment.statements.get(name)));
}

function findTableflow(account: Account, name: string): ReturnType<Cluster['tableflow']['all']>[number] {
  return found('Tableflow topic', name, homes(account).map(({ cluster }) => cluster.tableflow.get(name)));
}

function findTopic(account: Account, name: string): { environment: Environment; cluster: Cluster; topic: Topic } {
  return found('topic', name, homes(account).map(({ environment, cluster }) => {
    const topic = cluster.topics.get(name);
    return topic === undefined ? undefined : { environment, cluster, topic };
  }));
}

function findDatabaseByName(account: Account, name: string): LiveDatabase {
  return found('database', name, account.databases.map((database) => (database.file.host === name || database.file.database === name ? database : undefined)));
}
