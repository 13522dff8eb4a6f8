import type { Clock } from '../confluent/clock.js';
import type { RemoteId, ResourceAddress } from '../core/address.js';
import type { EventSink } from '../core/events.js';
import type { Outcome, StepResults } from '../core/result.js';
import type { SecretResolver } from '../core/secret.js';
import type { Kinds } from '../kinds/index.js';
import { applyPlan } from './apply.js';
import type { PlannedTarget } from './plan-target.js';
import type { StepJournal } from './run-step.js';
import { createPoller } from './wait-until.js';

export interface ApplyServices {
  readonly kinds: Kinds;
  readonly clock: Clock;
  readonly secrets: SecretResolver;
  readonly events: EventSink;
  readonly journal: StepJournal;
}

export interface ApplyTargetOptions {
  readonly concurrency: number;
  /** Set: no further step starts. */
  readonly stopping?: AbortSignal;
  /** Set: waits end at once. */
  readonly abort?: AbortSignal;
}

/** Applies a planned target and waits until it has settled. */
export async function applyTarget(planned: PlannedTarget, services: ApplyServices, options: ApplyTargetOptions): Promise<StepResults> {
  const { clock, events, kinds, journal } = services;
  const remoteIds = new Map<ResourceAddress, RemoteId>();
  for (const resource of planned.actual.resources) if (resource.remoteId !== undefined) remoteIds.set(resource.address, resource.remoteId);
  const poller = createPoller({
    clock,
    read: planned.readLists,
    onPoll: (waiting) => events({ type: 'polled', at: clock.now(), waiting }),
  });
  return applyPlan(
    planned.plan,
    {
      kinds,
      poller,
      events,
      journal,
      now: () => clock.now(),
      remote: {
        clients: planned.discovery.clients,
        account: planned.discovery.account,
        clock,
        secrets: services.secrets,
        remoteIdOf: (address) => remoteIds.get(address),
      },
      onRemoteId: (address, id) => remoteIds.set(address, id),
      ...(options.abort === undefined ? {} : { abort: options.abort }),
    },
    {
      clock,
      events,
      concurrency: options.concurrency,
      ...(options.stopping === undefined ? {} : { stopping: options.stopping }),
    },
  );
}

/** How an apply ended, from its steps. */
export function outcomeOf(results: StepResults): Outcome {
  const statuses = [...results.values()].map((result) => result.status);
  if (statuses.every((status) => status === 'succeeded')) return statuses.length === 0 ? 'converged' : 'changed';
  return statuses.includes('succeeded') ? 'partial' : 'failed';
}
