import type { Answers, Preflight, Surroundings } from '../../core/preflight.js';
import { numberAt, platformOfHost, textAt } from '../preflight.js';
import type { SqlServerBlock } from './block.js';
import { AZURE_SQL_DATABASE, captureChecks } from './preflight-capture.js';
import { positionChecks } from './preflight-position.js';
import { serverChecks } from './preflight-server.js';
import { tableChecks } from './preflight-tables.js';

/** SQL Server before capture: semantics.md 5.3. */
export const sqlserverPreflight: Preflight<SqlServerBlock> = {
  surroundings: {
    queries: () => ({
      server: {
        text: `SELECT CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine_edition, CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
                      CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version, SUSER_SNAME() AS login, USER_NAME() AS name`,
      },
      rds: { text: "SELECT COUNT(*) AS present FROM sys.databases WHERE name = 'rdsadmin'", optional: true },
    }),
    evaluate: surroundingsOf,
  },
  checks: [...captureChecks, ...serverChecks, ...positionChecks, ...tableChecks],
};

function surroundingsOf(answers: Answers, block: SqlServerBlock): Surroundings {
  const server = answers['server']?.[0];
  const edition = numberAt(server, 'engine_edition');
  const azure = edition === AZURE_SQL_DATABASE || edition === 8;
  const rds = numberAt(answers['rds']?.[0], 'present') > 0;
  return {
    platform: azure ? 'azure' : rds ? 'rds' : (platformOfHost(block.host) ?? 'self-managed'),
    product: `SQL Server ${textAt(server, 'version')} (${textAt(server, 'edition')})`,
    version: Number(textAt(server, 'version').split('.')[0]),
    user: textAt(server, 'name'),
    extra: { edition },
  };
}
