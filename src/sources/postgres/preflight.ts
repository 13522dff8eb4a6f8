import type { Answers, Preflight, Surroundings } from '../../core/preflight.js';
import { isTrue, platformOfHost, textAt, numberAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';
import { hbaChecks } from './preflight-hba.js';
import { publicationChecks } from './preflight-publication.js';
import { rightsChecks } from './preflight-rights.js';
import { serverChecks } from './preflight-server.js';
import { slotChecks } from './preflight-slots.js';
import { sessionChecks } from './preflight-sessions.js';
import { tableChecks } from './preflight-tables.js';
import { columnChecks } from './preflight-columns.js';

/** PostgreSQL before capture: semantics.md 5.1, for a server of one's own, RDS, Aurora, Cloud SQL and Azure. */
export const postgresPreflight: Preflight<PostgresBlock> = {
  surroundings: {
    queries: () => ({
      server: {
        text: `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
                      current_user::text AS "user", pg_is_in_recovery() AS standby`,
      },
      vendors: {
        text: `SELECT DISTINCT split_part(name, '.', 1) AS vendor FROM pg_settings WHERE name LIKE 'rds.%' OR name LIKE 'cloudsql.%' OR name LIKE 'azure.%'`,
        optional: true,
      },
      aurora: { text: "SELECT count(*) AS functions FROM pg_proc WHERE proname = 'aurora_version'", optional: true },
    }),
    evaluate: surroundingsOf,
  },
  checks: [...serverChecks, ...hbaChecks, ...rightsChecks, ...tableChecks, ...columnChecks, ...publicationChecks, ...slotChecks, ...sessionChecks],
};

function surroundingsOf(answers: Answers, block: PostgresBlock): Surroundings {
  const server = answers['server']?.[0];
  const vendors = (answers['vendors'] ?? []).map((row) => textAt(row, 'vendor'));
  const onAmazon = vendors.includes('rds') ? (numberAt(answers['aurora']?.[0], 'functions') > 0 ? 'aurora' : 'rds') : undefined;
  const elsewhere = vendors.includes('cloudsql') ? 'cloud-sql' : vendors.includes('azure') ? 'azure' : undefined;
  return {
    platform: onAmazon ?? elsewhere ?? platformOfHost(block.host) ?? 'self-managed',
    product: `PostgreSQL ${textAt(server, 'version')}`,
    version: numberAt(server, 'number'),
    user: textAt(server, 'user'),
    extra: { standby: isTrue(server?.['standby']) },
  };
}
