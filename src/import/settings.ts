import type { Statement } from '../confluent/wire.js';
import { defaults } from '../pipeline/defaults.js';
import type { FoundStatement } from './account.js';

/** What all statements of a pipeline have alike. */
export interface StatementSettings {
  readonly pool?: string;
  readonly principal?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly stopped: boolean;
}

/** The session's place, and what only said where to begin: none of it is a setting of the pipeline. */
const OF_THE_SESSION: ReadonlySet<string> = new Set(['sql.current-catalog', 'sql.current-database', 'sql.tables.initial-offset-from']);

export function settingsOf({ spec }: Statement): StatementSettings {
  const properties = Object.entries(spec.properties ?? {}).filter(([key, value]) => !OF_THE_SESSION.has(key) && !(key === 'sql.local-time-zone' && value === defaults.timeZone));
  return {
    ...(spec.compute_pool_id === undefined ? {} : { pool: spec.compute_pool_id }),
    ...(spec.principal === undefined ? {} : { principal: spec.principal }),
    properties: Object.fromEntries(properties.sort(([a], [b]) => (a < b ? -1 : 1))),
    stopped: spec.stopped === true,
  };
}

/** What most of the statements that read the topics have; `undefined` when none does. A connector that runs has running ones. */
export function commonSettings(statements: readonly FoundStatement[], topics: readonly string[], paused: boolean): StatementSettings | undefined {
  const readers = statements.flatMap((found) => ('query' in found && topics.includes(found.query.source) ? [settingsOf(found.statement)] : []));
  const counts = new Map<string, { readonly settings: StatementSettings; count: number }>();
  for (const settings of readers) {
    const like = { ...settings, stopped: paused };
    const entry = counts.get(JSON.stringify(like)) ?? { settings: like, count: 0 };
    entry.count += settings.stopped === paused ? 1 : 0;
    counts.set(JSON.stringify(like), entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.settings;
}

/** Why a statement does not fit into a pipeline whose statements have these settings. */
export function unlikeSettings(own: StatementSettings, wanted: StatementSettings, here = 'the other statements of this connector'): string | undefined {
  if (own.stopped !== wanted.stopped) return own.stopped ? 'it is stopped while its source runs' : 'it runs while its source is paused';
  if (own.pool !== wanted.pool) return `it runs in ${own.pool ?? 'no compute pool'}, and ${here} in ${wanted.pool ?? 'none'}`;
  if (own.principal !== wanted.principal) return `it runs as ${own.principal ?? 'nobody'}, and ${here} as ${wanted.principal ?? 'nobody'}`;
  if (JSON.stringify(own.properties) !== JSON.stringify(wanted.properties)) return `its properties ${JSON.stringify(own.properties)} are not those of ${here}`;
  return undefined;
}
