import type { Answers, Preflight, Surroundings } from '../../core/preflight.js';
import { numberAt, platformOfHost, textAt } from '../preflight.js';
import type { OracleBlock } from './block.js';
import { redoChecks } from './preflight-redo.js';
import { tableChecks } from './preflight-tables.js';
import { xstreamChecks } from './preflight-xstream.js';

/** Oracle before capture: semantics.md 5.4. Most of it asks views that the user sees with SELECT_CATALOG_ROLE. */
export const oraclePreflight: Preflight<OracleBlock> = {
  surroundings: {
    queries: () => ({
      version: { text: "SELECT banner_full AS banner FROM v$version WHERE banner_full LIKE 'Oracle%'" },
      user: { text: 'SELECT USER AS name FROM dual' },
      rds: { text: "SELECT COUNT(*) AS present FROM all_users WHERE username = 'RDSADMIN'", optional: true },
    }),
    evaluate: surroundingsOf,
  },
  checks: [...redoChecks, ...xstreamChecks, ...tableChecks],
};

function surroundingsOf(answers: Answers, block: OracleBlock): Surroundings {
  const banner = textAt(answers['version']?.[0], 'banner').replace(/\s+/g, ' ');
  return {
    platform: numberAt(answers['rds']?.[0], 'present') > 0 ? 'rds' : (platformOfHost(block.host) ?? 'self-managed'),
    product: banner,
    version: Number(/Version (\d+)|Release (\d+)/.exec(banner)?.slice(1).find((part) => part !== undefined) ?? Number.NaN),
    user: textAt(answers['user']?.[0], 'name'),
    extra: { enterprise: /Enterprise|Extreme|EE /i.test(banner) },
  };
}
