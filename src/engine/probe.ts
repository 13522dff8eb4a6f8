import { diffSpecs } from '../core/diff.js';
import type { Account, Probe, Reference, AnyResourceKind, WaitOperation } from '../kinds/contract.js';
import type { Snapshot } from '../kinds/snapshot.js';

/**
 * Judges a step that waits by reading its resource: a delete is settled when the lists prove absence, everything else when
 * the resource is there, has settled, and reads back as it was wanted.
 */
export function probeResource(kind: AnyResourceKind, operation: WaitOperation, reference: Reference, snapshot: Snapshot, account: Account): Probe {
  if (kind.wait.probe !== undefined) return kind.wait.probe(operation, reference, snapshot, account);
  return probeByReading(kind, operation, reference, snapshot, account);
}

function probeByReading(kind: AnyResourceKind, operation: WaitOperation, wanted: Reference, snapshot: Snapshot, account: Account): Probe {
  const reference = kind.wait.settlesAt === undefined ? wanted : { ...wanted, spec: kind.wait.settlesAt(operation, wanted.spec) };
  const reading = kind.read(reference, snapshot, account);
  if (operation === 'delete') return reading === undefined ? { state: 'settled', saw: 'gone' } : { state: 'pending', saw: `still ${reading.state ?? 'there'}` };
  if (reading === undefined) return { state: 'pending', saw: kind.wait.whileAbsent ?? 'not there yet' };
  const detail = reading.healthDetail === undefined ? '' : `: ${reading.healthDetail}`;
  const saw = `${reading.state ?? 'there'}${detail}`;
  if (reading.settling !== 'settled' || operation === 'await') return { state: reading.settling, saw };
  const [difference] = diffSpecs({
    desired: reference.spec,
    actual: reading.spec,
    fields: kind.fields,
    writeOnlyChanged: () => undefined,
  });
  if (difference === undefined) return { state: 'settled', saw };
  return { state: 'pending', saw: `${saw}, but ${difference.path} reads back as ${JSON.stringify(difference.before ?? null)}` };
}
