import type { ResourceAddress } from './address.js';
import { changeFor } from './change.js';
import type { Change } from './change.js';
import type { DesiredResource } from './resource.js';

/**
 * What depends on something unread cannot be planned either, and a rebuild needs all of its pipeline to be readable.
 * Nothing of it is changed in this run.
 */
export function blockUnread(changes: readonly Change[]): Change[] {
  const stuck = new Map<ResourceAddress, string>();
  for (const change of changes) if (change.type === 'blocked') stuck.set(change.address, change.because);
  if (stuck.size === 0) return [...changes];
  let result = [...changes];
  for (let grown = true; grown; ) {
    grown = false;
    result = result.map((change) => {
      if (change.type === 'blocked' || change.type === 'noop' || change.type === 'delete') return change;
      const { needs, leftBy } = change.after.relations;
      const cause = [...needs, ...leftBy].find((address) => stuck.has(address));
      const rebuild = change.type === 'replace' && change.reason.scope !== 'resource';
      if (cause === undefined && !rebuild) return change;
      grown = true;
      const because = cause === undefined ? 'a rebuild needs the whole pipeline to be readable' : stuck.get(cause)!;
      stuck.set(change.address, because);
      return block(change.after, because);
    });
  }
  return result;
}

function block(after: DesiredResource, because: string): Change {
  return changeFor(after, { type: 'blocked', after, because });
}
