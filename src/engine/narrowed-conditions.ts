import { actingOf } from '../core/change.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Plan } from '../core/plan.js';
import { tokeniseSql } from '../flink/sql-text.js';
import type { DecodeStatementSpec } from '../kinds/decode-statement/spec.js';

/**
 * A statement that starts anew never sees the rows that its new condition leaves out, so it deletes none of them: those that
 * the old condition let in stay in the target until they change in the database. Said whenever a condition changes while the
 * table is kept, since nobody can tell from two texts which one is narrower.
 */
export function narrowedConditions(plan: Plan): Diagnostic[] {
  return actingOf(plan.changes).flatMap((change): Diagnostic[] => {
    if (change.type !== 'replace' || change.kind !== 'decode-statement' || change.reason.scope !== 'resource') return [];
    const before = conditionOf((change.before.spec as Partial<DecodeStatementSpec>).sql ?? '');
    const after = change.after.spec as DecodeStatementSpec;
    const now = conditionOf(after.sql);
    if (before === now || now === '') return [];
    return [
      {
        code: 'CDC6011',
        severity: 'warning',
        summary: `rows of ${after.targetTable} that the new condition leaves out stay until they change`,
        detail: 'The new statement reads the source topic from the start and writes what its condition lets in; it never sees the rest, so it cannot delete it.',
        fix: 'If they must go, delete them from the lake table by hand, or rebuild the table: give it a new name under "to", and prune the old one.',
        address: change.address,
        ...(change.fields[0]?.origin === undefined ? {} : { range: change.fields[0].origin }),
      },
    ];
  });
}

/** The text after the last WHERE that stands in no parentheses; empty without one. */
function conditionOf(sql: string): string {
  let depth = 0;
  let at: number | undefined;
  for (const token of tokeniseSql(sql)) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && token.kind === 'word' && token.text.toUpperCase() === 'WHERE') at = token.position;
  }
  return at === undefined ? '' : sql.slice(at);
}
