import type { Clock } from '../confluent/clock.js';
import type { RemoteId, ResourceAddress } from '../core/address.js';
import type { FieldChange } from '../core/change.js';
import type { AnyKindSpec, KindSpec } from '../core/kind.js';
import type { Health, Management } from '../core/resource.js';
import type { SecretResolver } from '../core/secret.js';
import type { Clients } from './clients.js';
import type { ListName, Snapshot } from './snapshot.js';

/** The one account that a run works on: a resolved Target. */
export interface Account {
  readonly organizationId: string;
  readonly environment: { readonly id: string; readonly name: string };
  readonly cluster: {
    readonly id: string;
    readonly name: string;
    readonly cloud: string;
    readonly region: string;
  };
}

/** Which resource to look for in a snapshot. */
export interface Reference<Spec extends object = object> {
  readonly address: ResourceAddress;
  /** What is wanted, or what the ledger last knew: enough to find the thing by its natural name. */
  readonly spec: Spec;
  readonly management: Management;
  /** As the ledger last knew it: tells what we declared then and no longer do. */
  readonly remembered?: Partial<Spec>;
}

/** What a snapshot says about one resource that is there. */
export interface Reading<Spec extends object = object> {
  /** Normalised; fields that the account does not tell are absent. */
  readonly spec: Partial<Spec>;
  readonly remoteId?: RemoteId;
  readonly health: Health;
  readonly healthDetail?: string;
  /** The state word of the service. */
  readonly state?: string;
  /** `failed`: will not get better by waiting. */
  readonly settling: 'settled' | 'pending' | 'failed';
}

/** What a poll saw of a step that waits. `saw` is one phrase for people: `connector shop: PROVISIONING`. */
export interface Probe {
  readonly state: 'settled' | 'pending' | 'failed';
  readonly saw: string;
}

/** `prepare`: created, but waiting for its predecessor to stop. */
export type WaitOperation = 'create' | 'update' | 'delete' | 'await' | 'stop' | 'prepare';

/** How to wait; declared here, done by `engine/wait-until.ts`. Times in milliseconds of the run's clock. */
export interface WaitPolicy<Spec extends object> {
  readonly lists: readonly ListName[];
  /** Where an operation needs other lists. None: what was sent and taken is settled, since its probe needs no look. */
  readonly listsOf?: Readonly<Partial<Record<WaitOperation, readonly ListName[]>>>;
  readonly budgetMs: Readonly<Record<WaitOperation, number>>;
  /** How many polls in a row must be settled; 2 for what flaps right after its start. */
  readonly settledPolls: number;
  /** What to tell while it is awaited and not there, where that has a cause that people can look for. */
  readonly whileAbsent?: string;
  /** What an operation settles at, where that is not all that is wanted yet: a connector is created running, and paused after. */
  readonly settlesAt?: (operation: WaitOperation, wanted: Spec) => Spec;
  /** Only where presence in the lists (for a delete: absence) is not the whole answer. */
  readonly probe?: (operation: WaitOperation, reference: Reference<Spec>, snapshot: Snapshot, account: Account) => Probe;
}

/** What a kind may use to change the account. */
export interface Remote {
  readonly clients: Clients;
  readonly account: Account;
  readonly clock: Clock;
  /** Resolves a secret at the moment of sending. */
  readonly secrets: SecretResolver;
  /** The id of a resource that this run, or a snapshot, has seen. */
  remoteIdOf(address: ResourceAddress): RemoteId | undefined;
}

export interface UpdateInput<Spec extends object> {
  readonly desired: Spec;
  readonly before: Partial<Spec>;
  readonly fields: readonly FieldChange[];
  readonly remoteId?: RemoteId;
}

/** The predecessor whose position a new one continues from. */
export interface CarryOver {
  readonly from?: { readonly remoteId?: RemoteId };
}

/** What a create may report back. */
export interface Created {
  readonly remoteId?: RemoteId;
  /** Fields of the spec that only the moment of creation could tell; the ledger keeps them. */
  readonly known?: Readonly<Record<string, unknown>>;
}

/** A kind of resource. One folder under `src/kinds/` exports one of these; `src/kinds/index.ts` registers it. */
export interface ResourceKind<Name extends string = string, Spec extends object = object> extends KindSpec<Name, Spec> {
  /** The lists that `read` needs. One that failed makes the kind unread, never absent. */
  readonly lists: readonly ListName[];
  /** `undefined`: the lists prove that it is not there. */
  readonly read: (reference: Reference<Spec>, snapshot: Snapshot, account: Account) => Reading<Spec> | undefined;
  /** Idempotent: one that exists already with the same content is success. Absent for kinds that are only observed. */
  readonly create?: (desired: Spec, remote: Remote, carryOver?: CarryOver) => Promise<Created>;
  readonly update?: (input: UpdateInput<Spec>, remote: Remote) => Promise<void>;
  /** Stops the old one of a hand-over, so that its successor can take over. What is gone or stopped already is success. */
  readonly stop?: (before: Reference<Spec>, remote: Remote) => Promise<void>;
  /** What is gone already is success. */
  readonly delete?: (before: Reference<Spec> & { readonly remoteId?: RemoteId }, remote: Remote) => Promise<void>;
  /** Removes what creating or deleting left lying about (a finished DDL statement). After the wait; a failure is harmless. */
  readonly tidy?: (operation: WaitOperation, reference: Reference<Spec>, remote: Remote) => Promise<void>;
  readonly wait: WaitPolicy<Spec>;
}

/** A kind whose spec type is not known here. */
export type AnyResourceKind = Omit<ResourceKind, 'fields' | 'remembered'> & Pick<AnyKindSpec, 'fields' | 'remembered'>;
