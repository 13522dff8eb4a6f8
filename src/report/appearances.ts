import { parseAddress } from '../core/address.js';
import type { ResourceAddress } from '../core/address.js';
import type { Change } from '../core/change.js';
import { plural, printable } from './printable.js';

type Appearing = Extract<Change, { type: 'appear' }>;

/**
 * What a plan waits for without making it, one phrase per maker: `6 topics and subjects, made by connector shop`. Nobody
 * decides about these one by one, so they are not listed.
 */
export function appearances(changes: readonly Change[]): string[] {
  const appearing = changes.filter((change) => change.type === 'appear');
  const relations = new Map(changes.map((change) => [change.address, change.type === 'delete' ? change.before.relations : change.after.relations]));
  const byMaker = new Map<string, Appearing[]>();
  for (const change of appearing) {
    const maker = makerOf(change.address, (address) => relations.get(address)?.leftBy[0]);
    byMaker.set(maker, [...(byMaker.get(maker) ?? []), change]);
  }
  return [...byMaker.entries()].map(([maker, made]) => printable(`${wordsFor(made)}, ${maker}`));
}

/** Follows what leaves it behind to the one that we make. */
function makerOf(address: ResourceAddress, leftBy: (address: ResourceAddress) => ResourceAddress | undefined): string {
  let root = address;
  const seen = new Set([root]);
  for (let next = leftBy(root); next !== undefined && !seen.has(next); next = leftBy(root)) {
    seen.add(next);
    root = next;
  }
  if (root === address) return 'expected to be there';
  const { kind, name } = parseAddress(root);
  switch (kind) {
    case 'connector':
      return `made by connector ${name}`;
    case 'target-table':
      return 'made by CREATE TABLE';
    default:
      return `made with ${kind} ${name}`;
  }
}

function wordsFor(made: readonly Appearing[]): string {
  const topics = made.filter((change) => change.kind.endsWith('topic')).length;
  const subjects = made.filter((change) => change.kind === 'subject').length;
  const others = made.length - topics - subjects;
  const parts = [
    ...(topics > 0 ? [plural(topics, 'topic')] : []),
    ...(subjects > 0 ? [plural(subjects, 'subject')] : []),
    ...(others > 0 ? [plural(others, 'resource')] : []),
  ];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}
