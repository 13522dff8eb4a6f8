import { apiErrorOf } from './errors.js';
import type { Statement, StatementSpec } from './wire.js';

const tries = 3;

/**
 * Stops or resumes a statement the only way the gateway knows: read it, change it, put it back whole with the
 * resource_version that was read (confluent-api.md 7.1). A conflict means that somebody changed it in between, or that our
 * own first try got through although its answer did not: read again, and send nothing if it already is as wanted.
 */
export async function switchStatement(
  io: { readonly read: () => Promise<Statement>; readonly put: (statement: Statement) => Promise<void> },
  wanted: Pick<StatementSpec, 'stopped' | 'principal' | 'compute_pool_id'>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const statement = await io.read();
    if (isAsWanted(statement.spec, wanted)) return;
    try {
      await io.put({ ...statement, spec: { ...statement.spec, ...wanted } });
      return;
    } catch (thrown) {
      if (apiErrorOf(thrown)?.kind !== 'conflict' || attempt === tries) throw thrown;
    }
  }
}

/** A statement that does not say whether it is stopped runs. */
function isAsWanted(spec: StatementSpec, wanted: Partial<StatementSpec>): boolean {
  return (
    (spec.stopped ?? false) === wanted.stopped &&
    (wanted.principal === undefined || wanted.principal === spec.principal) &&
    (wanted.compute_pool_id === undefined || wanted.compute_pool_id === spec.compute_pool_id)
  );
}
