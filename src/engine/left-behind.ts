import { actingOf } from '../core/change.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Plan } from '../core/plan.js';
import { leftBehindBy } from '../kinds/connector/spec.js';
import type { ConnectorSpec } from '../kinds/connector/spec.js';

/** What the connectors that a plan deletes leave in their databases, each with the way to remove it. */
export function leftBehind(plan: Plan): Diagnostic[] {
  return actingOf(plan.changes).flatMap((change) => {
    if (change.type !== 'delete' || change.kind !== 'connector') return [];
    const { config } = { ...change.before.lastSpec, ...change.before.spec } as Partial<ConnectorSpec>;
    return leftBehindBy(config ?? {}).map(
      ({ what, remove, why }): Diagnostic => ({
        code: 'CDC6010',
        severity: 'info',
        summary: `the ${what} stays`,
        detail: why,
        fix: remove,
        address: change.address,
      }),
    );
  });
}
