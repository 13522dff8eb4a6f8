import type { Change } from '../../../src/core/change.js';
import type { Plan } from '../../../src/core/plan.js';
import type { JournalEntry, JournalRequest } from '../../../src/simulator/index.js';

/*
 * The clean-up order of product.md section 3, stated once more and from the outside: from what the account was asked for and
 * what became of it, not from the plan's edges.
 */

const CLEANUP = ['tableflow-topic', 'decode-statement', 'target-table', 'target-topic', 'connector', 'source-topic', 'subject'] as const;

interface Deletion {
  readonly rank: number;
  readonly name: string;
  readonly pipeline: string;
  /** Position of the request in the journal. */
  readonly asked: number;
  /** Position of the event that says it is gone. */
  readonly gone: number | undefined;
}

/** Every place in which the journal of an apply breaks the order, in words. */
export function orderProblems(plan: Plan, timeline: readonly JournalEntry[]): string[] {
  const deletions = plan.changes.flatMap((change) => deletionOf(change, timeline));
  const problems: string[] = [];
  for (const late of deletions) {
    for (const early of deletions) {
      if (early.pipeline !== late.pipeline || early.rank >= late.rank) continue;
      if (early.gone === undefined || early.gone > late.asked) {
        problems.push(`${late.pipeline}: ${CLEANUP[late.rank]!} ${late.name} was deleted (${late.asked}) before ${CLEANUP[early.rank]!} ${early.name} was gone (${early.gone ?? 'never'})`);
      } else if (!wasListed(timeline, early, late)) {
        problems.push(`${late.pipeline}: nobody looked whether ${CLEANUP[early.rank]!} ${early.name} was gone before ${CLEANUP[late.rank]!} ${late.name} was deleted`);
      }
    }
  }
  return problems;
}

function deletionOf(change: Change, timeline: readonly JournalEntry[]): Deletion[] {
  if (change.type !== 'delete' && change.type !== 'replace') return [];
  const rank = CLEANUP.indexOf(change.kind as (typeof CLEANUP)[number]);
  const spec = change.before.spec as Readonly<Record<string, unknown>>;
  const name = nameOf(change.kind, spec);
  if (rank < 0 || change.pipeline === undefined || name === undefined) return [];
  const dropped = (spec['dropStatement'] as { name?: string } | undefined)?.name;
  const asked = timeline.findIndex((entry) => entry.kind === 'request' && entry.status >= 200 && entry.status < 300 && asksFor(entry, change.kind, name, dropped));
  if (asked < 0) return [];
  // The simulator says so before the answer goes out, and the request is noted after.
  if (change.kind === 'connector' || change.kind === 'subject') return [{ rank, name, pipeline: change.pipeline, asked, gone: asked }];
  const words = goneWords(change.kind, name);
  const gone = timeline.findIndex((entry, index) => index >= asked && entry.kind === 'event' && words.includes(entry.text));
  return [{ rank, name, pipeline: change.pipeline, asked, gone: gone < 0 ? undefined : gone }];
}

function nameOf(kind: string, spec: Readonly<Record<string, unknown>>): string | undefined {
  const field = { 'tableflow-topic': 'topic', 'decode-statement': 'name', 'target-table': 'table', 'target-topic': 'topic', connector: 'name', 'source-topic': 'topic', subject: 'subject' }[kind];
  const value = field === undefined ? undefined : spec[field];
  return typeof value === 'string' ? value : undefined;
}

function asksFor({ method, path, body }: JournalRequest, kind: string, name: string, dropped: string | undefined): boolean {
  const last = decodeURIComponent(path.split('?')[0]!.split('/').at(-1)!);
  switch (kind) {
    case 'tableflow-topic':
      return method === 'DELETE' && path.startsWith('/tableflow/') && last === name;
    case 'decode-statement':
      return method === 'DELETE' && path.startsWith('/sql/') && last === name;
    case 'target-table':
      return method === 'POST' && path.startsWith('/sql/') && (body as { name?: string }).name === dropped;
    case 'target-topic':
    case 'source-topic':
      return method === 'DELETE' && path.startsWith('/kafka/') && last === name;
    case 'connector':
      return method === 'DELETE' && path.includes('/connectors/') && last === name;
    default:
      return method === 'DELETE' && path.includes('/subjects/') && path.includes('permanent=true') && last === name;
  }
}

function goneWords(kind: string, name: string): string[] {
  switch (kind) {
    case 'tableflow-topic':
      return [`tableflow ${name} deleted`];
    case 'decode-statement':
      return [`statement ${name} deleted`];
    case 'target-table':
      return [`table ${name} dropped`, `statement ${name} COMPLETED`];
    default:
      return [`topic ${name} deleted`];
  }
}

const LISTS: Readonly<Record<(typeof CLEANUP)[number], RegExp>> = {
  'tableflow-topic': /^\/tableflow\/v1\/tableflow-topics\?/,
  'decode-statement': /\/statements\?/,
  'target-table': /\/(statements|topics)(\?|$)/,
  'target-topic': /\/topics(\?|$)/,
  connector: /\/connectors(\?|$)/,
  'source-topic': /\/topics(\?|$)/,
  subject: /\/schemas(\?|$)/,
};

function wasListed(timeline: readonly JournalEntry[], early: Deletion, late: Deletion): boolean {
  return timeline.slice(early.asked, late.asked).some((entry) => entry.kind === 'request' && entry.method === 'GET' && entry.status === 200 && LISTS[CLEANUP[early.rank]!].test(entry.path));
}
