import { homes } from './account.js';
import type { Account } from './account.js';
import { publishChanges } from './connect/capture.js';
import { purgeStatements, stopIdleQueries } from './sql/lifecycle.js';
import { runStatements } from './sql/pump.js';
import { runTableflow } from './tableflow/pump.js';
import { timings } from './timings.js';

/** Moves records as far as they go: database -> connector -> statements (which may feed each other) -> Tableflow. */
export function pump(account: Account): void {
  for (const { cluster } of homes(account)) {
    for (const connector of cluster.connectors.all()) publishChanges(account, cluster, connector);
  }
  for (const environment of account.environments) {
    purgeStatements(account, environment);
    stopIdleQueries(account, environment);
    for (let round = 0; round < MOST_HOPS && runStatements(account, environment); round++);
  }
  for (const { environment, cluster } of homes(account)) runTableflow(account, environment, cluster);
  syncCatalogs(account);
}

/** Statements that feed each other in a circle would move for ever. */
const MOST_HOPS = 20;

/** A catalog integration connects once the first table of its cluster is there (semantics.md 4.5). */
function syncCatalogs(account: Account): void {
  const now = account.clock.now();
  for (const { cluster } of homes(account)) {
    const hasTable = cluster.tableflow.all().some((tableflow) => tableflow.phase === 'RUNNING');
    for (const catalog of cluster.catalogs.all()) {
      if (catalog.phase === 'PENDING' && hasTable && now - catalog.createdAt >= timings.catalog) {
        catalog.phase = 'CONNECTED';
        catalog.lastSyncAt = now;
      }
    }
  }
}
