import { impactsOf } from '../core/impact.js';
import type { ImpactFacts } from '../core/impact.js';
import type { ApprovalFacts, GuardInput, PipelineFacts } from '../core/guards/guard.js';
import type { LedgerDocument } from '../ledger/document.js';
import type { Kinds } from '../kinds/index.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { targetNameOf } from '../pipeline/defaults.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { interruptedRun } from './interrupted-run.js';
import type { PlannedTarget } from './plan-target.js';

export interface GuardRequest {
  readonly target: TargetDocument;
  readonly pipelines: readonly PipelineDocument[];
  readonly approvals: readonly ApprovalFacts[];
  readonly ledger: LedgerDocument;
  readonly expectedPlan?: string;
  /** `reconcile destroy`: the pipelines are named, so a large share is no sign of a mistake. */
  readonly destroy?: boolean;
  /** What the account knows of what the plan touches. */
  readonly facts: ImpactFacts;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Puts together what the guards look at. */
export function guardInputOf(planned: PlannedTarget, kinds: Kinds, request: GuardRequest): GuardInput {
  const { plan, desired, actual, discovery } = planned;
  const { target, ledger, expectedPlan } = request;
  const { topics, connectors } = actual.snapshot;
  const entries = Object.values(ledger.resources);
  const account = accountText(discovery.account.organizationId, discovery.account.environment.id, discovery.account.cluster.id);
  const known = ledger.account === undefined ? account : accountText(ledger.account.organizationId, ledger.account.environmentId, ledger.account.clusterId);
  const interrupted = interruptedRun(ledger, planned.documents);
  return {
    plan,
    impacts: impactsOf(plan, request.facts),
    kinds,
    desired,
    actual: actual.resources,
    pipelines: request.pipelines.map((pipeline) => factsOf(pipeline, target)),
    ownedCount: entries.length,
    writeModes: ledger.writeModes,
    limits: {
      maxDeletePercent: request.destroy === true ? Infinity : (target.spec.limits?.maxDeletePercent ?? 30),
      minOwnedForPercent: target.spec.limits?.minOwnedForPercent ?? 10,
    },
    approvals: request.approvals,
    now: request.now,
    ...(topics?.read === true ? { accountTopics: new Set(topics.items.keys()) } : {}),
    ...(connectors?.read === true ? { accountConnectors: new Map([...connectors.items].map(([name, connector]) => [name, connector.config])) } : {}),
    ...(known === account ? {} : { ledgerAccount: { known, found: account } }),
    ...(expectedPlan === undefined ? {} : { expectedPlan }),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}

function accountText(organization: string, environment: string, cluster: string): string {
  return `organization ${organization}, environment ${environment}, cluster ${cluster}`;
}

function factsOf(pipeline: PipelineDocument, target: TargetDocument): PipelineFacts {
  const { source, input } = sourceInputOf(pipeline, target);
  const { topics, connector } = source.expand(input);
  return {
    pipeline: pipeline.name,
    topics: topics.map(({ topic }) => topic),
    targets: pipeline.spec.tables.filter((table) => table.decode !== false).map((table) => targetNameOf(table, pipeline.name)),
    ...(connector === undefined ? {} : {
      capture: { connector: input.connectorName, topicPrefix: input.topicPrefix, databaseIdentity: connector.databaseIdentity, exclusive: connector.exclusive },
    }),
  };
}
