import { violate } from '../account.js';
import type { Account, Cluster, Environment } from '../account.js';
import type { Analysis } from '../flink/index.js';
import { deleteTopic } from '../kafka/delete-topic.js';
import { createTopic } from '../kafka/topics.js';
import type { Topic } from '../kafka/types.js';
import type { SchemaText } from '../model.js';
import { dropSubject, findSchema, latestVersion, registerSchema } from '../registry/subjects.js';
import { setPhase } from './phase.js';
import { tableOf } from './session.js';

type CreateTable = Extract<Analysis, { kind: 'CREATE_TABLE' }>;
type AlterTable = Extract<Analysis, { kind: 'ALTER_TABLE' }>;

/** Why a DDL statement cannot take effect on the account of now (semantics.md 3.3 (10)). */
export function ddlProblem(environment: Environment, cluster: Cluster, analysis: Analysis): string | undefined {
  switch (analysis.kind) {
    case 'CREATE_TABLE':
      return createProblem(environment, cluster, analysis);
    case 'DROP_TABLE':
      return analysis.ifExists || isThere(cluster, analysis.table) ? undefined : missing(environment, cluster, analysis.table);
    case 'ALTER_TABLE':
      return isThere(cluster, analysis.table) ? undefined : missing(environment, cluster, analysis.table);
    default:
      return undefined;
  }
}

function createProblem(environment: Environment, cluster: Cluster, analysis: CreateTable): string | undefined {
  const { name } = analysis.table;
  const topic = cluster.topics.get(name);
  if (topic?.deleting === true) return `The table '${name}' was found, but its Kafka topic does not exist. Please try again later.`;
  if (topic !== undefined) return analysis.ifNotExists ? undefined : `Could not execute CreateTable in path \`${environment.name}\`.\`${cluster.name}\`.\`${name}\`: table already exists.`;
  return subjectClash(environment, `${name}-value`, analysis.valueSchema) ?? (analysis.keySchema === undefined ? undefined : subjectClash(environment, `${name}-key`, analysis.keySchema));
}

function subjectClash(environment: Environment, subject: string, schema: SchemaText): string | undefined {
  const latest = latestVersion(environment.registry, subject);
  if (latest === undefined || findSchema(environment.registry, subject, schema, false) === latest) return undefined;
  return `Cannot create table because the Schema Registry subject \`${subject}\` doesn't match the existing one.`;
}

function missing(environment: Environment, cluster: Cluster, table: string): string {
  return `Table \`${environment.name}\`.\`${cluster.name}\`.\`${table}\` does not exist or is not authorized.`;
}

function isThere(cluster: Cluster, name: string): boolean {
  return cluster.topics.get(name)?.deleting === false;
}

/** Makes the topic and its subjects; nothing when the table exists and IF NOT EXISTS was said. */
export function createTable(account: Account, environment: Environment, cluster: Cluster, analysis: CreateTable): void {
  const { table } = analysis;
  if (cluster.topics.has(table.name)) return;
  const topic = createTopic(account, cluster, { name: table.name, partitions: table.distribution.buckets, configs: analysis.topicConfigs, madeBy: 'flink' });
  for (const [name, value] of Object.entries(table.options)) topic.options.set(name, value);
  topic.definition = table;
  if (analysis.keySchema !== undefined) registerSchema(environment.registry, account.clock, `${table.name}-key`, analysis.keySchema);
  registerSchema(environment.registry, account.clock, `${table.name}-value`, analysis.valueSchema);
  account.journal.event(`table ${table.name} created`);
}

/** Deletes the topic and all versions of its subjects; jobs that use the table degrade (semantics.md 3.4 (5)). */
export function dropTable(account: Account, environment: Environment, cluster: Cluster, name: string): void {
  const topic = cluster.topics.get(name);
  if (topic === undefined) return;
  deleteTopic(account, cluster, topic);
  dropSubject(environment.registry, `${name}-key`);
  dropSubject(environment.registry, `${name}-value`);
  account.journal.event(`table ${name} dropped`);
  degradeUsers(account, environment, cluster, name, 'dropped');
}

/** Running jobs that read or write a table that went away become DEGRADED. */
export function degradeUsers(account: Account, environment: Environment, cluster: Cluster, table: string, what: string): void {
  for (const statement of [...(account.jobs.ofTable.get(table) ?? [])]) {
    if (statement.phase !== 'RUNNING' || statement.clusterId !== cluster.id || environment.statements.get(statement.name) !== statement) continue;
    statement.detail = `The table '${table}' that the statement uses was ${what}.`;
    setPhase(account, statement, 'DEGRADED');
    violate(account, 'table-lost-under-statement', `table ${table} was ${what} while statement ${statement.name} ran`);
  }
}

/** The topic configs that a table option stands for (semantics.md 3.3 (2)). */
const TOPIC_CONFIG_OF: Readonly<Record<string, string>> = {
  'kafka.cleanup-policy': 'cleanup.policy',
  'kafka.retention.size': 'retention.bytes',
  'kafka.message-timestamp-type': 'message.timestamp.type',
};

/** Sets and resets table options; the changelog mode is metadata for later statements (semantics.md 3.4 (4)). */
export function alterTable(account: Account, environment: Environment, cluster: Cluster, analysis: AlterTable): void {
  const topic = cluster.topics.get(analysis.table);
  if (topic === undefined) return;
  for (const [name, value] of Object.entries(analysis.options)) {
    if (value === null) topic.options.delete(name);
    else topic.options.set(name, value);
    const config = TOPIC_CONFIG_OF[name];
    if (config !== undefined && value !== null) topic.configs.set(config, value.replace('delete-compact', 'delete,compact'));
  }
  refreshDefinition(environment, topic, analysis.addPrimaryKey);
  account.journal.event(`table ${topic.name} altered`);
}

function refreshDefinition(environment: Environment, topic: Topic, addPrimaryKey: readonly string[] | undefined): void {
  if (topic.definition !== undefined) topic.definition = { ...topic.definition, options: { ...topic.definition.options, ...Object.fromEntries(topic.options) } };
  if (addPrimaryKey !== undefined) topic.definition = { ...tableOf(environment, topic), primaryKey: addPrimaryKey };
}
