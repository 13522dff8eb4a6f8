import { violate } from '../account.js';
import type { Account, Cluster, Environment } from '../account.js';
import { effectiveConfig } from '../kafka/configs.js';
import type { Topic } from '../kafka/types.js';
import { latestVersion } from '../registry/subjects.js';
import { tableOf } from '../sql/session.js';
import { timings } from '../timings.js';
import type { TableflowTopic, WriteMode } from './types.js';

/** Enables Tableflow on a topic that exists: PENDING now, RUNNING (or FAILED, or suspended) later. */
export function startTableflow(account: Account, environment: Environment, cluster: Cluster, tableflow: TableflowTopic): void {
  cluster.tableflow.put(tableflow.name, tableflow);
  account.journal.event(`tableflow ${tableflow.name} PENDING`);
  const topic = cluster.topics.get(tableflow.name);
  if (topic !== undefined && isCdcSource(environment, topic)) violate(account, 'tableflow-on-source', `Tableflow was enabled on the CDC source topic ${topic.name}`);
  account.clock.schedule(timings.tableflow, () => {
    if (cluster.tableflow.get(tableflow.name) === tableflow && !tableflow.deleting) materialise(account, environment, cluster, tableflow);
  });
}

/** Disables Tableflow; the name is free after a while (confluent-api.md 8: asynchronous). The write mode stays locked. */
export function stopTableflow(account: Account, cluster: Cluster, tableflow: TableflowTopic): void {
  if (tableflow.deleting) return;
  tableflow.deleting = true;
  account.journal.event(`tableflow ${tableflow.name} deleting`);
  account.clock.schedule(timings.tableflowDelete, () => {
    cluster.tableflow.delete(tableflow.name);
    if (!cluster.topics.has(tableflow.name)) cluster.writeModes.delete(tableflow.name);
    account.journal.event(`tableflow ${tableflow.name} deleted`);
  });
}

/** What the topic and its table make of the write mode (semantics.md 4.2 (5)), or why there is none. */
export function deriveWriteMode(environment: Environment, topic: Topic): { readonly mode: WriteMode } | { readonly problem: string } {
  if (isCdcSource(environment, topic)) return { mode: 'APPEND' };
  const changelog = tableOf(environment, topic).options['changelog.mode'] ?? 'append';
  const isCompacted = effectiveConfig(topic.configs, 'cleanup.policy').includes('compact');
  if (changelog === 'upsert' && isCompacted && latestVersion(environment.registry, `${topic.name}-key`) !== undefined) return { mode: 'UPSERT' };
  if (changelog === 'append' && !isCompacted) return { mode: 'APPEND' };
  if (changelog === 'upsert') return { problem: `Topic ${topic.name} has changelog mode UPSERT, which needs a cleanup policy of compact or delete,compact and a key schema.` };
  if (changelog === 'append') return { problem: `Topic ${topic.name} has changelog mode APPEND, which needs the cleanup policy delete.` };
  return { problem: `Topic ${topic.name} has changelog mode RETRACT, which Tableflow does not support.` };
}

/** A topic whose records are Debezium envelopes. */
function isCdcSource(environment: Environment, topic: Topic): boolean {
  return topic.madeBy === 'connector' || (tableOf(environment, topic).options['value.format'] ?? '').includes('debezium');
}

function materialise(account: Account, environment: Environment, cluster: Cluster, tableflow: TableflowTopic): void {
  const topic = cluster.topics.get(tableflow.name);
  if (topic === undefined || topic.deleting) {
    fail(account, tableflow, `Topic ${tableflow.name} does not exist.`);
    return;
  }
  const derived = deriveWriteMode(environment, topic);
  if ('problem' in derived) {
    fail(account, tableflow, derived.problem);
    return;
  }
  const locked = cluster.writeModes.get(tableflow.name);
  tableflow.phase = 'RUNNING';
  account.touched.add(tableflow.name);
  tableflow.topicUid = topic.uid;
  if (locked !== undefined && locked !== derived.mode) {
    tableflow.writeMode = locked;
    violate(account, 'write-mode-locked', `the write mode of ${tableflow.name} is locked to ${locked} and was asked to be ${derived.mode}`);
    suspend(account, tableflow, modeChanged(locked, derived.mode));
    return;
  }
  tableflow.writeMode = derived.mode;
  cluster.writeModes.set(tableflow.name, derived.mode);
  account.journal.event(`tableflow ${tableflow.name} RUNNING ${derived.mode}`);
}

function modeChanged(from: WriteMode, to: WriteMode): string {
  return `The changelog mode for this topic has been modified since table materialization began from ${from} to ${to}. Modifying the changelog mode of an existing table is not supported.`;
}

/** Suspends a table with this message, as the platform does. */
export function suspend(account: Account, tableflow: TableflowTopic, message: string): void {
  tableflow.suspended = true;
  tableflow.errorMessage = message;
  tableflow.updatedAt = account.clock.now();
  account.journal.event(`tableflow ${tableflow.name} SUSPENDED`);
  violate(account, 'table-suspended', `Tableflow topic ${tableflow.name} was suspended: ${message}`);
}

function fail(account: Account, tableflow: TableflowTopic, message: string): void {
  tableflow.phase = 'FAILED';
  tableflow.errorMessage = message;
  tableflow.updatedAt = account.clock.now();
  account.journal.event(`tableflow ${tableflow.name} FAILED`);
}

/** Resumes a suspended table; if the cause is still there it is suspended again. */
export function resumeTableflow(account: Account, environment: Environment, cluster: Cluster, tableflow: TableflowTopic): void {
  if (!tableflow.suspended) return;
  tableflow.suspended = false;
  tableflow.errorMessage = '';
  account.journal.event(`tableflow ${tableflow.name} resumed`);
  materialise(account, environment, cluster, tableflow);
}

/** A table whose changelog mode was altered under it stops (semantics.md 3.4 (4)). */
export function checkChangelogMode(account: Account, environment: Environment, tableflow: TableflowTopic, topic: Topic): boolean {
  const derived = deriveWriteMode(environment, topic);
  const mode = 'mode' in derived ? derived.mode : undefined;
  if (mode === undefined || mode === tableflow.writeMode) return true;
  violate(account, 'write-mode-locked', `the write mode of ${tableflow.name} is locked to ${tableflow.writeMode} and was asked to be ${mode}`);
  suspend(account, tableflow, modeChanged(tableflow.writeMode, mode));
  return false;
}
