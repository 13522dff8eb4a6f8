import type { Diagnostic } from '../../core/diagnostic.js';
import type { ApprovalSpec, TargetSpec } from '../documents.js';
import type { NodeOrigins } from '../nodes.js';
import { errorAt, errorAtKey } from './check.js';
import { checkSyncWindows } from './sync-windows.js';

/** Endpoints receive credentials: a document may name hosts of Confluent Cloud, and those that the machine allows. */
export function checkTarget(spec: TargetSpec, origins: NodeOrigins, acceptsHost: ((address: string) => boolean) | undefined): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [plane, url] of Object.entries(spec.endpoints ?? {})) {
    const problem = endpointProblem(url, acceptsHost);
    if (!problem) continue;
    diagnostics.push(errorAt(origins, ['spec', 'endpoints', plane], {
      code: 'CDC1406',
      summary: `The endpoint of ${plane} ${problem}.`,
      detail: 'Credentials are sent to endpoints, so a document cannot choose any host.',
      fix: 'Leave the endpoint out, it is discovered. A private host is allowed with --allow-host or RECONCILE_ALLOWED_HOSTS (host, host:port or *.suffix), never here.',
    }));
  }
  diagnostics.push(...checkSyncWindows(spec.syncWindows ?? [], origins));
  const { maxCfu, name } = spec.computePool;
  if (maxCfu !== undefined && name === undefined) {
    diagnostics.push(errorAtKey(origins, ['spec', 'computePool', 'maxCfu'], {
      code: 'CDC1202',
      summary: '"maxCfu" makes a pool, and a pool needs a name.',
      fix: 'Add "name", or remove "maxCfu" to use the pool of this id as it is.',
    }));
  }
  return diagnostics;
}

/** The shape asks for https already. */
function endpointProblem(text: string, acceptsHost: (address: string) => boolean = () => false): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'holds a user name or password';
  if (url.search !== '' || url.hash !== '') return 'holds a query';
  const host = url.hostname;
  const allowed = host.endsWith('.confluent.cloud') || acceptsHost(text);
  return allowed ? undefined : `is at ${host.slice(0, 100)}, which is not below confluent.cloud`;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

export function checkApproval(spec: ApprovalSpec, origins: NodeOrigins): readonly Diagnostic[] {
  if (INSTANT.test(spec.expires) && isCalendarDay(spec.expires)) return [];
  return [errorAt(origins, ['spec', 'expires'], {
    code: 'CDC1408',
    summary: `${JSON.stringify(spec.expires.slice(0, 40))} is not an instant.`,
    detail: 'It needs a date, a time and a zone, so that everybody reads the same moment.',
    fix: 'Write it like 2026-03-31T18:00:00Z.',
  })];
}

/** A parser of dates would take 31 February for 3 March. */
function isCalendarDay(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  return month! >= 1 && month! <= 12 && day! >= 1 && day! <= daysIn(year!, month!);
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}
