import type { Diagnostic } from '../core/diagnostic.js';
import type { Plan } from '../core/plan.js';
import type { LeftBehind } from '../core/source.js';
import type { ConnectorSpec } from '../kinds/connector/spec.js';
import { sources } from '../sources/index.js';

/** What the connectors that a plan deletes leave in their databases, each with the way to remove it. */
export function leftBehindBy(plan: Plan): Diagnostic[] {
  return plan.changes.flatMap((change) => {
    if (change.type !== 'delete' || change.kind !== 'connector') return [];
    return leavings(change.before.spec as Partial<ConnectorSpec>).map(
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

function leavings({ config }: Partial<ConnectorSpec>): readonly LeftBehind[] {
  const source = Object.values(sources).find((candidate) => candidate.pluginClass === config?.['connector.class']);
  return config === undefined ? [] : (source?.leftBehind?.(config) ?? []);
}
