import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ApprovalFacts } from '../core/guards/guard.js';
import type { EventSink } from '../core/events.js';
import type { TargetReport } from '../core/report.js';
import { systemClock } from '../engine/clock.js';
import type { DesiredMemory } from '../engine/desired-memory.js';
import { reconcileTarget } from '../engine/reconcile.js';
import type { ReconcileOptions, ReconcileRequest } from '../engine/reconcile.js';
import type { SubjectLevels } from '../engine/subject-levels.js';
import { kindsByName } from '../kinds/index.js';
import { createDigester } from '../ledger/digest.js';
import type { OpenStoreOptions } from '../ledger/open.js';
import type { LedgerStore } from '../ledger/store.js';
import { credentialOf, openAccount } from './account.js';
import { ledgerStoreFor } from './ledger-store.js';
import type { Session } from './session.js';

export interface TargetRun {
  readonly request: Omit<ReconcileRequest, 'approvals'>;
  readonly session: Session;
  /** Where the ledger is looked for, and what git finds its credentials with. */
  readonly place: OpenStoreOptions;
  readonly ledgerUrl?: string;
  readonly events: EventSink;
  readonly options: ReconcileOptions;
  /** Of a ledger that outlives the run; else the one that `ledgerUrl` names is opened. */
  readonly store?: LedgerStore;
  /** Told to others already, as in a log; else a new one. */
  readonly runId?: string;
  /** Ends requests in flight. */
  readonly signal?: AbortSignal;
  /** See `AccountOptions`. */
  readonly maySend?: () => boolean;
  /** Who has the ledger, for people; default: host and process. */
  readonly holder?: string;
  /** Called before the ledger is opened. */
  readonly beforeLedger?: (store: LedgerStore) => Promise<void>;
  /** Levels of subjects that are remembered between runs. */
  readonly subjectLevels?: SubjectLevels;
  /** The desired state of this target, between runs. */
  readonly desired?: DesiredMemory;
}

/** Runs one target with everything that a process has: clients, ledger, secrets, time. */
export async function runTarget({ request, session, place, ledgerUrl, events, options, ...given }: TargetRun): Promise<TargetReport> {
  const { secrets, clock, simulation, loaded } = session;
  const { target } = request;
  const { signal, maySend, runId = randomUUID() } = given;
  const confluent = openAccount(target, { ...session, runId, ...(signal === undefined ? {} : { signal }), ...(maySend === undefined ? {} : { maySend }) });
  const cloudSecret = simulation?.description.credentials.cloud.secret ?? (await secrets(credentialOf(target, 'cloud').secret));
  const approvals: ApprovalFacts[] = loaded.documents.approvals
    .filter(({ spec }) => spec.target === undefined || spec.target === target.name)
    .map(({ name, spec }) => ({ name, plan: spec.plan, reason: spec.reason, expires: Date.parse(spec.expires) }));
  const store = given.store ?? ledgerStoreFor(target.name, ledgerUrl, simulation, place);
  try {
    await given.beforeLedger?.(store);
    return await reconcileTarget(
      { ...request, approvals },
      {
        confluent,
        kinds: kindsByName,
        clock,
        secrets,
        events,
        digester: createDigester(cloudSecret),
        ...(given.subjectLevels === undefined ? {} : { subjectLevels: given.subjectLevels }),
        ...(given.desired === undefined ? {} : { desired: given.desired }),
        ledger: {
          store,
          holder: given.holder ?? processName(),
          runId,
          now: () => systemClock.now(),
        },
      },
      options,
    );
  } finally {
    await store.close();
  }
}

/** Host and process, for people. */
export function processName(): string {
  return `${hostname()}:${process.pid}`;
}
