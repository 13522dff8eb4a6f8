import type { Answers, Preflight, Surroundings } from '../../core/preflight.js';
import { platformOfHost, textAt } from '../preflight.js';
import type { MySqlBlock } from './block.js';
import { logChecks } from './preflight-log.js';
import { positionChecks } from './preflight-position.js';
import { rightsChecks } from './preflight-rights.js';
import { tableChecks } from './preflight-tables.js';

/** MySQL before capture: semantics.md 5.2. MariaDB answers the same questions, but wants another plugin. */
export const mysqlPreflight: Preflight<MySqlBlock> = {
  surroundings: {
    queries: () => ({
      server: { text: 'SELECT VERSION() AS version, CURRENT_USER() AS user, @@version_comment AS comment' },
      aurora: { text: "SHOW VARIABLES LIKE 'aurora_version'", optional: true },
      vendor: { text: "SHOW VARIABLES LIKE 'basedir'", optional: true },
    }),
    evaluate: surroundingsOf,
  },
  checks: [...logChecks, ...positionChecks, ...rightsChecks, ...tableChecks],
};

function surroundingsOf(answers: Answers, block: MySqlBlock): Surroundings {
  const server = answers['server']?.[0];
  const version = textAt(server, 'version');
  const mariadb = /mariadb/i.test(version) || /mariadb/i.test(textAt(server, 'comment'));
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const basedir = textAt(answers['vendor']?.[0], 'value');
  const seen = (answers['aurora'] ?? []).length > 0 ? 'aurora' : /^\/rdsdbbin/.test(basedir) ? 'rds' : /google/i.test(textAt(server, 'comment') + version) ? 'cloud-sql' : undefined;
  return {
    platform: seen ?? platformOfHost(block.host) ?? 'self-managed',
    product: `${mariadb ? 'MariaDB' : 'MySQL'} ${version}`,
    version: major * 10_000 + minor * 100 + (Number.isNaN(patch) ? 0 : patch),
    user: textAt(server, 'user'),
    extra: { mariadb },
  };
}
