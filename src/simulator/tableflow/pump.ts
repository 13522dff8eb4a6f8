import type { Account, Cluster, Environment } from '../account.js';
import { createTopic, keyText } from '../kafka/topics.js';
import type { Topic } from '../kafka/types.js';
import type { TopicRecord } from '../model.js';
import { checkChangelogMode, suspend } from './lifecycle.js';
import type { TableflowTopic } from './types.js';

/** Lets every RUNNING table over one of the topics take up what is new in it. */
export function runTableflow(account: Account, environment: Environment, cluster: Cluster, touched: Iterable<string>): void {
  for (const name of touched) {
    const tableflow = cluster.tableflow.get(name);
    if (tableflow === undefined || tableflow.phase !== 'RUNNING' || tableflow.suspended || tableflow.deleting) continue;
    const topic = cluster.topics.get(tableflow.name);
    if (topic === undefined || topic.deleting || topic.uid !== tableflow.topicUid) suspend(account, tableflow, `The Kafka topic ${tableflow.name} does not exist any more.`);
    else if (tableflow.next < topic.records.length && checkChangelogMode(account, environment, tableflow, topic)) takeUp(account, cluster, tableflow, topic);
  }
}

function takeUp(account: Account, cluster: Cluster, tableflow: TableflowTopic, topic: Topic): void {
  while (tableflow.next < topic.records.length) {
    const record = topic.records[tableflow.next];
    if (record === undefined) return;
    if (tableflow.badRecords.has(tableflow.next)) {
      if (!handleBadRecord(account, cluster, tableflow, record)) return;
    } else if (record.value === null && tableflow.writeMode === 'APPEND') {
      suspend(account, tableflow, tombstoneMessage(record));
      return;
    } else {
      addRow(tableflow, record);
    }
    tableflow.next++;
  }
}

/** The message of semantics.md 4.3: skipping does not help against it. */
function tombstoneMessage(record: TopicRecord): string {
  return `Tableflow will be suspended because we detected a Kafka record at partition ${record.partition} offset ${record.offset} with a null value. The changelog mode of this table is APPEND.`;
}

function addRow(tableflow: TableflowTopic, record: TopicRecord): void {
  tableflow.rowsAdded++;
  if (tableflow.writeMode === 'APPEND') {
    tableflow.rows.set(`${record.partition}/${record.offset}`, { ...record.key, ...record.value });
    return;
  }
  const key = keyText(record.key);
  if (record.value === null) tableflow.rows.delete(key);
  else tableflow.rows.set(key, { ...record.key, ...record.value });
}

/** Per error handling: suspend, skip, or skip and write the record to the error topic. Returns whether to go on. */
function handleBadRecord(account: Account, cluster: Cluster, tableflow: TableflowTopic, record: TopicRecord): boolean {
  const { errorHandling } = tableflow;
  if (errorHandling.mode === 'SUSPEND') {
    suspend(account, tableflow, `Tableflow will be suspended because the record at partition ${record.partition} offset ${record.offset} cannot be deserialized.`);
    return false;
  }
  tableflow.rowsSkipped++;
  if (errorHandling.mode === 'LOG' && !cluster.topics.has(errorHandling.target)) {
    createTopic(account, cluster, { name: errorHandling.target, partitions: 6, madeBy: 'tableflow' });
  }
  return true;
}
