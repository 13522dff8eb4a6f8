import { homes } from './account.js';
import type { Account } from './account.js';
import { publishChanges } from './connect/capture.js';
import { purgeStatements, stopIdleQueries } from './sql/lifecycle.js';
import { runStatements } from './sql/pump.js';
import { runTableflow } from './tableflow/pump.js';
import { timings } from './timings.js';

/**
 * Moves records as far as they go: database -> connector -> statements (which may feed each other) -> Tableflow. Only what a
 * touched topic concerns is looked at: an account may hold ten thousand tables of which one has news.
 */
export function pump(account: Account): void {
  if (account.databases.some((database) => database.log.length > 0)) {
    for (const { cluster } of homes(account)) for (const connector of cluster.connectors.all()) publishChanges(account, cluster, connector);
  }
  endOldStatements(account);
  const seen = new Set<string>();
  for (let hop = 0; hop < MOST_HOPS && account.touched.size > 0; hop++) {
    const touched = takeTouched(account);
    for (const topic of touched) seen.add(topic);
    for (const environment of account.environments) runStatements(account, environment, touched);
  }
  for (const { environment, cluster } of homes(account)) runTableflow(account, environment, cluster, seen);
  syncCatalogs(account);
}

/** Statements that feed each other in a circle would move for ever. */
const MOST_HOPS = 20;

function takeTouched(account: Account): readonly string[] {
  const touched = [...account.touched];
  account.touched.clear();
  return touched;
}

const nextEnding = new WeakMap<Account, number>();

/** What ends by age is looked for once a second, and the more rarely the more there is to look through: ages are minutes and days. */
function endOldStatements(account: Account): void {
  const now = account.clock.now();
  if (now < (nextEnding.get(account) ?? Number.NEGATIVE_INFINITY)) return;
  let looked = 0;
  for (const environment of account.environments) {
    purgeStatements(account, environment);
    stopIdleQueries(account, environment);
    looked += environment.statements.all().length;
  }
  nextEnding.set(account, now + Math.max(1_000, looked));
}

/** A catalog integration connects once the first table of its cluster is there (semantics.md 4.5). */
function syncCatalogs(account: Account): void {
  const now = account.clock.now();
  for (const { cluster } of homes(account)) {
    for (const catalog of cluster.catalogs.all()) {
      if (catalog.phase === 'PENDING' && now - catalog.createdAt >= timings.catalog && cluster.tableflow.all().some((tableflow) => tableflow.phase === 'RUNNING')) {
        catalog.phase = 'CONNECTED';
        catalog.lastSyncAt = now;
      }
    }
  }
}
