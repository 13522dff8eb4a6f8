import type { DiagnosticCode } from '../codes/index.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Impact } from '../impact.js';
import type { KindSpecs } from '../kind.js';
import type { Plan } from '../plan.js';
import type { ActualResource, DesiredResource } from '../resource.js';

/** Safety thresholds of a target, defaults applied. */
export interface GuardLimits {
  /** Largest share of what we own that one plan may delete or replace, in percent. */
  readonly maxDeletePercent: number;
  /** The share counts only from this many owned resources on. */
  readonly minOwnedForPercent: number;
}

/** What one pipeline says about what it reads; from its source's blueprint. */
export interface PipelineFacts {
  readonly pipeline: string;
  /** Topics that its tables are read from. */
  readonly topics: readonly string[];
  /** Absent: the topics are there already, and no connector of its own writes them. */
  readonly capture?: CaptureFacts;
  /** Names of its target tables. Desired resources cannot tell: of two with one address only the first is kept. */
  readonly targets?: readonly string[];
}

/** The connector of a pipeline, and the database that it captures. */
export interface CaptureFacts {
  readonly connector: string;
  readonly topicPrefix: string;
  /** Same text: same database. */
  readonly databaseIdentity: string;
  /** Role -> name that may be used once per database: slot, publication ... */
  readonly exclusive: Readonly<Record<string, string>>;
}

/** An Approval document, for this target or for all. */
export interface ApprovalFacts {
  readonly name: string;
  readonly plan: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** A run that was killed, or that failed half way. */
export interface InterruptedRun {
  readonly fingerprint: string;
  /** What it had begun to delete. */
  readonly doomed: ReadonlySet<string>;
  /** All that it was allowed to destroy. */
  readonly destroys: ReadonlySet<string>;
  /** Whether the documents still say what it was to make true. */
  readonly sameDocuments: boolean;
}

/** Everything that guards may look at. Data only. */
export interface GuardInput {
  readonly plan: Plan;
  readonly impacts: readonly Impact[];
  readonly kinds: KindSpecs;
  readonly desired: readonly DesiredResource[];
  readonly actual: readonly ActualResource[];
  /** Names of all topics of the cluster, ours or not; absent when unread. */
  readonly accountTopics?: ReadonlySet<string>;
  /** Connectors of the account, ours or not: name -> declared `topic.prefix`, slot and the like. */
  readonly accountConnectors?: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly pipelines: readonly PipelineFacts[];
  /** How many resources the ledger says are ours. */
  readonly ownedCount: number;
  /** Topic -> every write mode it was ever materialised with. */
  readonly writeModes: Readonly<Record<string, readonly string[]>>;
  /** Set when the ledger speaks of another account than the one that was found. */
  readonly ledgerAccount?: { readonly known: string; readonly found: string };
  readonly limits: GuardLimits;
  readonly approvals: readonly ApprovalFacts[];
  /** `--expect-plan`. */
  readonly expectedPlan?: string;
  readonly interrupted?: InterruptedRun;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A safety check on a plan. Pure; an error refuses the plan. */
export interface Guard {
  readonly name: string;
  /** What its diagnostics may have, and no other guard's. */
  readonly codes: readonly DiagnosticCode[];
  readonly check: (input: GuardInput) => readonly Diagnostic[];
}
