import { assertNever } from '../assert-never.js';
import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { Known } from '../known-kinds.js';
import type { Guard } from './guard.js';

/**
 * What Tableflow asks of the table behind its topic (semantics.md 4.2 items 5 and 7). A table that is not materialised may be
 * what it likes.
 */
export const tableflowTable: Guard = {
  name: 'tableflow-table',
  codes: ['CDC5203', 'CDC5204'],
  check: ({ desired }) => {
    const materialised = new Set(desiredOf('tableflow-topic', desired).map(({ spec }) => spec.topic));
    return desiredOf('target-table', desired).filter(({ spec }) => materialised.has(spec.table)).flatMap(problemsOf);
  },
};

function problemsOf({ resource, spec }: Known<'target-table'>): Diagnostic[] {
  const { table, changelogMode, cleanupPolicy, primaryKey } = spec;
  const at = (field: string) => ({ address: resource.address, range: resource.fieldOrigins?.()[field] ?? resource.origin });
  const keyless: Diagnostic[] = changelogMode === 'upsert' && primaryKey.length === 0
    ? [{ code: 'CDC5203', severity: 'error', summary: `table ${table} is an upsert table without a key`, detail: 'Tableflow finds the row that changes by its key.', fix: 'Write the table\'s "key".', ...at('primaryKey') }]
    : [];
  const wanted = policiesFor(changelogMode);
  if (wanted.includes(cleanupPolicy)) return keyless;
  return [...keyless, {
    code: 'CDC5204',
    severity: 'error',
    summary: `Tableflow refuses table ${table}: ${changelogMode} with the clean-up policy ${cleanupPolicy}`,
    ...(wanted.length === 0
      ? { detail: 'It materialises upsert and append tables only.', fix: 'Use changelogMode upsert.', ...at('changelogMode') }
      : { detail: `With ${changelogMode} it takes ${wanted.join(' or ')}.`, fix: `Set options.cleanupPolicy to ${wanted[0]!}.`, ...at('cleanupPolicy') }),
  }];
}

function policiesFor(mode: 'upsert' | 'append' | 'retract'): readonly string[] {
  switch (mode) {
    case 'upsert':
      return ['compact', 'delete-compact'];
    case 'append':
      return ['delete'];
    case 'retract':
      return [];
    default:
      return assertNever(mode);
  }
}
