import { changeFor } from './change.js';
import type { Change, ReplaceReason } from './change.js';

type Replace = Extract<Change, { type: 'replace' }>;

/**
 * A replace of scope `table` takes the chain of its table along, one of scope `pipeline` everything of its pipeline. The
 * first cause in address order is the one that is told.
 */
export function spreadReplaces(changes: readonly Change[]): Change[] {
  const pipelines = new Map<string, Replace>();
  const chains = new Map<string, Replace>();
  const causes = changes
    .filter((change): change is Replace => change.type === 'replace' && change.reason.scope !== 'resource')
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  for (const cause of causes) {
    const { pipeline, chain } = cause;
    if (pipeline === undefined) continue;
    if (cause.reason.scope === 'pipeline' && !pipelines.has(pipeline)) pipelines.set(pipeline, cause);
    const key = chainKey(pipeline, chain);
    if (cause.reason.scope === 'table' && key !== undefined && !chains.has(key)) chains.set(key, cause);
  }
  if (pipelines.size + chains.size === 0) return [...changes];
  return changes.map((change) => {
    const { pipeline, chain } = change;
    const key = pipeline === undefined ? undefined : chainKey(pipeline, chain);
    const cause = (pipeline === undefined ? undefined : pipelines.get(pipeline)) ?? (key === undefined ? undefined : chains.get(key));
    return cause === undefined ? change : takenAlong(change, cause);
  });
}

function takenAlong(change: Change, cause: Replace): Change {
  if (change.type === 'replace') {
    // Whatever it was by itself, as part of a rebuild it is deleted in the clean-up order.
    return { ...change, handover: { way: 'deleteFirst', why: 'it is part of a rebuild' } };
  }
  if (change.type !== 'noop' && change.type !== 'update') return change;
  const reason: ReplaceReason = { by: 'resource', address: cause.address, path: pathOf(cause), scope: cause.reason.scope };
  return changeFor(change, {
    type: 'replace',
    before: change.before,
    after: change.after,
    fields: change.type === 'update' ? change.fields : [],
    reason,
    handover: { way: 'deleteFirst', why: 'it is part of a rebuild' },
  });
}

function pathOf(cause: Replace): string {
  switch (cause.reason.by) {
    case 'fields':
      return cause.reason.paths[0];
    case 'resource':
      return cause.reason.path;
    case 'health':
    case 'interrupted':
      return cause.reason.by;
  }
}

function chainKey(pipeline: string, chain: string | undefined): string | undefined {
  return chain === undefined ? undefined : `${pipeline}\n${chain}`;
}
