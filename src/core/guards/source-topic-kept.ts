import { actingOf } from '../change.js';
import type { ResourceAddress } from '../address.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Guard, GuardInput } from './guard.js';

/**
 * A source topic, or another topic that a connector keeps, never goes while its connector stays (semantics.md 1.0 item 13).
 * No plan should hold this: an assertion about the planner itself.
 */
export const sourceTopicKept: Guard = {
  name: 'source-topic-kept',
  codes: ['CDC5007'],
  check: ({ plan, actual }) => {
    const going = actingOf(plan.changes).filter((change) => change.type === 'delete' || change.type === 'replace').filter(({ kind }) => kind === 'source-topic');
    if (going.length === 0) return [];
    const staying = stayingConnectors(plan, actual);
    return going.flatMap((change): Diagnostic[] => {
      const connector = change.before.relations.leftBy.find((maker) => staying.has(maker));
      if (connector === undefined) return [];
      return [{
        code: 'CDC5007',
        severity: 'error',
        summary: `${change.address} would be deleted while ${connector} stays`,
        detail: 'The connector would stay broken.',
        fix: 'Do not apply this plan; report it.',
        address: change.address,
      }];
    });
  },
};

/** There now, and there when the plan is done, as the same connector. */
function stayingConnectors(plan: GuardInput['plan'], actual: GuardInput['actual']): Set<ResourceAddress> {
  const staying = new Set([...actual, ...plan.orphans].filter(({ kind }) => kind === 'connector').map(({ address }) => address));
  for (const change of plan.changes) {
    if (change.kind !== 'connector') continue;
    if (change.type === 'delete' || change.type === 'replace' || change.type === 'create') staying.delete(change.address);
    else staying.add(change.address);
  }
  return staying;
}
