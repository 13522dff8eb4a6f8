import type { LedgerDocument, LedgerEntry, LedgerLease } from '../ledger/document.js';
import { isLive } from '../ledger/lease.js';
import { parseAddress } from '../core/address.js';
import { plural, printable } from '../report/printable.js';
import { alignRows } from '../report/status-tables.js';

/** Where entries that belong to no pipeline are listed. */
const SHARED = 'shared by pipelines';

/** A ledger for people: what is ours by pipeline, write modes, the run and the lease. `now`: milliseconds since the epoch. */
export function renderLedger(document: LedgerDocument, location: string, now: number): string {
  const entries = Object.values(document.resources) as LedgerEntry[];
  const { account, lease } = document;
  const lines = [
    `Ledger of target ${printable(document.target)} at ${location}`,
    ...(account === undefined ? [] : [printable(`Account: organization ${account.organizationId}, environment ${account.environmentId}, cluster ${account.clusterId}`)]),
    lease === undefined ? 'Not locked.' : describeLease(lease, now),
    ...describeRun(document),
    ...[...groupByPipeline(entries)].flatMap(([pipeline, group]) => ['', printable(pipeline), ...table(['kind', 'name', 'id', 'by', ''], group.map(rowOf))]),
    ...describeWriteModes(document),
    '',
    entries.length === 0 ? 'Nothing in the account is ours.' : `${plural(entries.length, 'resource')} in the account ${entries.length === 1 ? 'is' : 'are'} ours.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Whose lease it is and how long it lasts. */
export function describeLease(lease: LedgerLease, now: number): string {
  const state = isLive(lease, now) ? `until ${lease.expiresAt}` : `expired at ${lease.expiresAt}: the next run takes it over`;
  return printable(`Locked by ${lease.holder} (run ${lease.run}) since ${lease.acquiredAt}, ${state}.`);
}

function describeRun({ run }: LedgerDocument): readonly string[] {
  if (run === undefined) return [];
  const steps = run.steps.length === 0 ? [] : table([`not known to have ended`], run.steps.map((step) => [printable(step)]));
  return [printable(`Run ${run.id} of plan ${run.fingerprint} began at ${run.startedAt} and has not finished.`), ...steps];
}

function describeWriteModes({ writeModes }: LedgerDocument): readonly string[] {
  const rows = Object.entries(writeModes).sort(byKey).map(([topic, modes]) => [printable(topic), printable(modes.join(', '))]);
  return rows.length === 0 ? [] : ['', 'Write modes that topics were materialised in', ...table(['topic', 'modes'], rows)];
}

/** Pipelines by name; what they share comes last. */
function groupByPipeline(entries: readonly LedgerEntry[]): ReadonlyMap<string, readonly LedgerEntry[]> {
  const sorted = [...entries].sort((a, b) => (a.address < b.address ? -1 : 1));
  const names = [...new Set(sorted.flatMap((entry) => (entry.pipeline === undefined ? [] : [entry.pipeline])))].sort();
  const groups = new Map<string, readonly LedgerEntry[]>(names.map((name) => [name, sorted.filter((entry) => entry.pipeline === name)]));
  const shared = sorted.filter((entry) => entry.pipeline === undefined);
  return shared.length === 0 ? groups : groups.set(SHARED, shared);
}

function rowOf(entry: LedgerEntry): readonly string[] {
  const marks = [...(entry.protect ? ['protected'] : []), ...(entry.doomed === true ? ['being deleted'] : [])];
  return [entry.kind, nameOf(entry), entry.remoteId ?? '-', entry.by, marks.join(', ')].map(printable);
}

function nameOf(entry: LedgerEntry): string {
  try {
    return parseAddress(entry.address).name;
  } catch {
    return entry.address;
  }
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return alignRows([header, ...rows]).map((line) => `  ${line}`.trimEnd());
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
