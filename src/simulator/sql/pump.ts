import type { Account, Cluster, Environment } from '../account.js';
import { appendRecord } from '../kafka/topics.js';
import type { InsertAnalysis } from './begin.js';
import { degradeUsers } from './ddl.js';
import { failStatement } from './phase.js';
import { isBeforeStart } from './types.js';
import type { Statement } from './types.js';

/** Lets every RUNNING job of the environment read what is new in its sources. Returns whether anything moved. */
export function runStatements(account: Account, environment: Environment): boolean {
  let moved = false;
  for (const statement of environment.statements.all()) {
    if (statement.phase !== 'RUNNING' || statement.analysis?.kind !== 'INSERT_INTO') continue;
    const cluster = environment.clusters.find((candidate) => candidate.id === statement.clusterId);
    if (cluster !== undefined && runOnce(account, environment, cluster, statement, statement.analysis)) moved = true;
  }
  return moved;
}

function runOnce(account: Account, environment: Environment, cluster: Cluster, statement: Statement, analysis: InsertAnalysis): boolean {
  let moved = false;
  for (const [source, position] of statement.positions) {
    const topic = cluster.topics.get(source);
    const sink = cluster.topics.get(analysis.sink);
    if (topic === undefined || topic.deleting || topic.uid !== position.topicUid) {
      degradeUsers(account, environment, cluster, source, 'deleted');
      return moved;
    }
    if (sink === undefined || sink.deleting) {
      degradeUsers(account, environment, cluster, analysis.sink, 'deleted');
      return moved;
    }
    if (position.next >= topic.records.length) continue;
    const fresh = topic.records.slice(position.next).filter((record) => !isBeforeStart(position, record));
    position.next = topic.records.length;
    moved = true;
    try {
      for (const { key, value } of analysis.run(source, fresh)) appendRecord(account, sink, key, value);
    } catch (error) {
      failStatement(account, statement, error instanceof Error ? error.message : String(error));
      return moved;
    }
  }
  return moved;
}
