import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { KnownKind } from '../known-kinds.js';
import type { Guard, GuardInput } from './guard.js';

interface Claim {
  readonly what: string;
  readonly by: string;
  readonly place: Pick<Diagnostic, 'address' | 'range'>;
}

/** One table, connector or statement has one pipeline that makes it. */
export const sharedWriters: Guard = {
  name: 'shared-writers',
  codes: ['CDC5106'],
  check: (input) => {
    const first = new Map<string, Claim>();
    const told = new Set<string>();
    return claimsOf(input).flatMap((claim): Diagnostic[] => {
      const other = first.get(claim.what);
      if (other === undefined) first.set(claim.what, claim);
      if (other === undefined || other.by === claim.by) return [];
      const summary = `${other.by} and ${claim.by} both make ${claim.what}`;
      if (told.has(summary)) return [];
      told.add(summary);
      return [{ code: 'CDC5106', severity: 'error', summary, detail: 'Each apply would undo the other\'s.', fix: 'Give it another name in one of them.', ...claim.place }];
    });
  },
};

function claimsOf({ desired, pipelines }: GuardInput): Claim[] {
  const managed = <Kind extends KnownKind>(kind: Kind) => desiredOf(kind, desired).filter(({ resource }) => resource.management === 'managed');
  const place = (resource: (typeof desired)[number]) => ({ address: resource.address, range: resource.origin });
  return [
    ...pipelines.flatMap((facts) => [
      ...(facts.capture === undefined ? [] : [{ what: `connector ${facts.capture.connector}`, by: `pipeline ${facts.pipeline}`, place: {} }]),
      ...(facts.targets ?? []).map((target) => ({ what: `table ${target}`, by: `pipeline ${facts.pipeline}`, place: {} })),
    ]),
    ...managed('target-table').map(({ resource, spec }) => ({ what: `table ${spec.table}`, by: `pipeline ${resource.pipeline ?? '?'}`, place: place(resource) })),
    // The name holds a hash of what it is for: two tables never share one, unless the hash is wrong.
    ...managed('decode-statement').map(({ resource, spec }) => ({ what: `statement ${spec.name}`, by: `table ${resource.pipeline ?? '?'}/${spec.targetTable}`, place: place(resource) })),
  ];
}
