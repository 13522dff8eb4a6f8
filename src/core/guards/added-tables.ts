import { actingOf } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { Guard, GuardInput } from './guard.js';

/** What a connector captures. DynamoDB has a list of its own name and takes a snapshot per table, so it is not among them. */
const LISTS: ReadonlySet<string> = new Set(['config.table.include.list']);

/** A table that joins a connector which has taken its snapshot: only its later changes arrive (semantics.md section 7 item 5). */
export const addedTables: Guard = {
  name: 'added-tables',
  codes: ['CDC5304'],
  check: ({ plan, desired }) =>
    actingOf(plan.changes).flatMap((change): Diagnostic[] => {
      if (change.kind !== 'connector' || change.type !== 'update') return [];
      const list = change.fields.find((field) => LISTS.has(field.path));
      const added = list === undefined ? [] : tablesMadeBy(change.address, plan, desired);
      if (added.length === 0) return [];
      return [{
        code: 'CDC5304',
        severity: 'warning',
        summary: `rows that table${added.length === 1 ? '' : 's'} ${added.join(', ')} hold${added.length === 1 ? 's' : ''} already are not read`,
        detail: 'The connector has taken its snapshot: of a table that is added now it sees only what changes from now on.',
        fix: 'After the apply, ask it for an incremental snapshot of the table through its signal table.',
        address: change.address,
        range: list?.origin ?? change.after.origin,
      }];
    }),
};

/** Tables whose source topic is still to appear. */
function tablesMadeBy(connector: string, plan: GuardInput['plan'], desired: GuardInput['desired']): string[] {
  const appearing = new Set(actingOf(plan.changes).filter((change) => change.type === 'appear').map((change) => change.address));
  return desiredOf('source-topic', desired)
    .filter(({ resource }) => appearing.has(resource.address) && resource.relations.leftBy.some((maker) => maker === connector))
    .flatMap(({ resource }) => resource.table ?? []);
}
