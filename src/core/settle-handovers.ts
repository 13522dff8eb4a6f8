import { hardEdges } from './build-steps.js';
import type { Change } from './change.js';
import { findCycle } from './graph.js';
import type { KindSpecs } from './kind.js';
import { stepId } from './step.js';

/**
 * A hand-over keeps the old one until the new one runs, so all that goes after the old one in the clean-up waits for the new
 * one. Where the new one needs something that is deleted and made again only after that, no order would do: there the old
 * one is deleted first. The first in address order gives way.
 */
export function settleHandovers(changes: readonly Change[], kinds: KindSpecs): Change[] {
  let settled = [...changes];
  // What is given up only ever gets fewer: most plans have none, and need no graph for it.
  if (!settled.some(isHandedOver)) return settled;
  for (;;) {
    const cycle = new Set<string>(findCycle(hardEdges(settled, kinds).edges) ?? []);
    const giving = settled.find((change) => isHandedOver(change) && cycle.has(stepId('delete', change.address)));
    if (giving === undefined) return settled;
    settled = settled.map((change) => (change === giving ? deletedFirst(change) : change));
  }
}

function isHandedOver(change: Change): boolean {
  return change.type === 'replace' && change.handover.way !== 'deleteFirst';
}

function deletedFirst(change: Change): Change {
  if (change.type !== 'replace') return change;
  return { ...change, handover: { way: 'deleteFirst', why: 'the new one needs something that is only made again when the old one is gone' } };
}
