import type { Account, Cluster, Environment } from '../account.js';
import { appendRecord } from '../kafka/topics.js';
import { membersOf, sinksOf } from './job.js';
import type { InsertAnalysis } from './job.js';
import { degradeUsers } from './ddl.js';
import { failStatement } from './phase.js';
import { isBeforeStart } from './types.js';
import type { Statement } from './types.js';

/** Lets every RUNNING job that uses one of the topics look at them, and read what is new. What it writes is touched in turn. */
export function runStatements(account: Account, environment: Environment, touched: Iterable<string>): void {
  const users = new Set([...touched].flatMap((topic) => [...(account.jobs.ofTable.get(topic) ?? [])]));
  // In the order of their creation, as a look at all of them would find them.
  for (const statement of [...users].sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1))) {
    if (statement.phase !== 'RUNNING' || statement.analysis?.kind !== 'INSERT_INTO' || environment.statements.get(statement.name) !== statement) continue;
    const cluster = environment.clusters.find((candidate) => candidate.id === statement.clusterId);
    if (cluster !== undefined) runOnce(account, environment, cluster, statement, statement.analysis);
  }
}

function runOnce(account: Account, environment: Environment, cluster: Cluster, statement: Statement, analysis: InsertAnalysis): void {
  const lost = [...sinksOf(analysis), ...statement.positions.keys()].find((table) => isLost(cluster, statement, table));
  if (lost !== undefined) {
    degradeUsers(account, environment, cluster, lost, 'deleted');
    return;
  }
  try {
    for (const [source, position] of statement.positions) {
      const records = cluster.topics.get(source)?.records ?? [];
      if (position.next >= records.length) continue;
      const fresh = records.slice(position.next).filter((record) => !isBeforeStart(position, record));
      position.next = records.length;
      for (const member of membersOf(analysis)) if (member.sources.includes(source)) write(account, cluster, member, member.run(source, fresh));
    }
  } catch (error) {
    failStatement(account, statement, error instanceof Error ? error.message : String(error));
  }
}

/** Writes what a job made of its source into its sink. */
export function write(account: Account, cluster: Cluster, job: InsertAnalysis, records: ReturnType<InsertAnalysis['run']>): void {
  const sink = cluster.topics.get(job.sink);
  if (sink !== undefined) for (const { key, value } of records) appendRecord(account, sink, key, value);
}

/** A table is lost when its topic is, also when another topic has its name by now. */
function isLost(cluster: Cluster, statement: Statement, table: string): boolean {
  const topic = cluster.topics.get(table);
  const position = statement.positions.get(table);
  return topic === undefined || topic.deleting || (position !== undefined && topic.uid !== position.topicUid);
}
