import { actingOf } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { GuardInput, PipelineFacts } from './guard.js';

/** Where a diagnostic about a pipeline points: at its connector, or at the first of its resources. */
export function placeOf({ pipeline }: PipelineFacts, { desired }: GuardInput): Pick<Diagnostic, 'address' | 'range'> {
  const own = desired.filter((resource) => resource.pipeline === pipeline);
  const resource = own.find(({ kind }) => kind === 'connector') ?? own[0];
  return resource === undefined ? {} : { address: resource.address, range: resource.origin };
}

/** Connectors of the account that no pipeline wants and that this plan does not delete. */
export function foreignConnectors({ accountConnectors, pipelines, desired, plan }: GuardInput): [name: string, config: Readonly<Record<string, string>>][] {
  const leaving = actingOf(plan.changes).flatMap((change) => (change.kind === 'connector' && change.type === 'delete' ? [(change.before.spec as { name?: string }).name ?? ''] : []));
  const known = new Set([...pipelines.flatMap(({ capture }) => capture?.connector ?? []), ...desiredOf('connector', desired).map(({ spec }) => spec.name), ...leaving]);
  return [...(accountConnectors ?? [])].filter(([name]) => !known.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
}
