import type { Statement, TableflowTopic } from '../confluent/wire.js';
import { diagnose } from '../core/signatures/index.js';
import type { PartFacts } from '../core/signatures/index.js';
import type { StageReport } from '../core/verification.js';
import type { TableFacts } from './facts.js';
import { judgePart } from './stage.js';

/** The statement runs, its pool and its state have room, and it keeps up. */
export function judgeStatement({ statement, metrics, watchedMs, now }: TableFacts, isReached: boolean): StageReport[] {
  if (statement === undefined) return [];
  const pending = metrics?.pending;
  const text = [statement.actual?.healthDetail, statement.exception].filter((part) => part !== undefined && part !== '').join('\n');
  const report = judgePart('statement', statement, { where: 'statement', forMs: seenFor(watchedMs, now, statement.listing?.metadata?.updated_at), ...limitsOf(statement.listing), ...(pending === undefined ? {} : { pendingRecords: pending }) }, {
    text,
    isReached,
    ...(pending === undefined ? {} : { extra: `${pending} records behind` }),
    isWantedPaused: (statement.desired.spec as { readonly state?: string }).state === 'stopped',
  });
  return [withWarnings(report, statement.listing)];
}

/** For how long a part is like this: as long as it was watched, and since the service changed it last, where it says so. */
function seenFor(watchedMs: number, now: number, since: string | undefined): number {
  const at = since === undefined ? Number.NaN : Date.parse(since);
  return Number.isNaN(at) ? watchedMs : Math.max(watchedMs, now - at);
}

function limitsOf(statement: Statement | undefined): Pick<PartFacts, 'scaling' | 'stateLimit'> {
  const scaling = statement?.status.scaling_status?.scaling_state;
  const stateLimit = statement?.status.state_limit_status?.state_limit_state;
  return { ...(scaling === undefined ? {} : { scaling }), ...(stateLimit === undefined ? {} : { stateLimit }) };
}

/** What the planner warned of when it accepted the statement. */
function withWarnings(report: StageReport, statement: Statement | undefined): StageReport {
  const found = (statement?.status.warnings ?? []).flatMap(({ reason, message }) => diagnose({ where: 'statement', text: `${reason ?? ''} ${message}` }));
  const signatures = [...new Map([...report.signatures, ...found].map((match) => [match.code, match])).values()];
  return { ...report, signatures, verdict: found.length > 0 && report.verdict === 'proven' ? 'warning' : report.verdict };
}

/** The table is materialised in every wanted format, its catalogs take it, and nothing was left out. */
export function judgeTableflow({ tableflow, metrics, watchedMs, now }: TableFacts, isReached: boolean): StageReport[] {
  if (tableflow === undefined) return [];
  const skipped = metrics?.rowsSkipped;
  const facts = { where: 'tableflow', forMs: seenFor(watchedMs, now, tableflow.listing?.metadata?.created_at), ...(skipped === undefined ? {} : { rowsSkipped: skipped }) } as const;
  return [judgePart('tableflow', tableflow, facts, { isReached, extra: wordsOf(tableflow.listing, skipped) })];
}

function wordsOf(topic: TableflowTopic | undefined, skipped: number | undefined): string {
  if (topic === undefined) return '';
  const catalogs = (topic.status?.catalog_sync_statuses ?? []).map((sync) => `catalog ${sync.catalog_type} ${sync.sync_status}`);
  return [topic.status?.write_mode, (topic.spec.table_formats ?? ['ICEBERG']).join(' + '), ...catalogs, skipped === undefined || skipped === 0 ? undefined : `${skipped} ${skipped === 1 ? 'row' : 'rows'} skipped`]
    .filter((word) => word !== undefined)
    .join(', ');
}
