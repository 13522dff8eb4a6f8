import { formatAddress } from '../../src/core/address.js';
import type { ResourceAddress } from '../../src/core/address.js';
import type { ChangesInput } from '../../src/core/build-changes.js';
import type { SourceRange } from '../../src/core/diagnostic.js';
import { immutable, mutable, serverOwned, writeOnly } from '../../src/core/field-policy.js';
import type { Handover } from '../../src/core/handover.js';
import type { AnyKindSpec, KindSpecs } from '../../src/core/kind.js';
import { buildPlan } from '../../src/core/plan.js';
import type { Plan } from '../../src/core/plan.js';
import { noRelations } from '../../src/core/resource.js';
import type { ActualResource, DesiredResource } from '../../src/core/resource.js';

/** Small resources of invented kinds, for rules that hold whatever the kind is. `resources.ts` has realistic ones. */

export function at(kind: string, name: string): ResourceAddress {
  return formatAddress({ kind, scope: 'lkc-1', name });
}

/** A place in a file, so that tests can tell places apart by their line. */
export function aRange(line = 1, file = 'pipelines/shop.yaml'): SourceRange {
  return { file, start: { line, column: 1 }, end: { line, column: 80 } };
}

/**
 * `thing` has one field of every policy; `left` is what others leave behind; `pool` belongs to no clean-up; `table` needs clean
 * ground; a `job` is handed over the way that it says, and is mended when it is FAILED or STUCK.
 */
export const toyKinds: KindSpecs = {
  thing: aKind('thing', {
    cleanupStep: 1,
    fields: {
      soft: mutable,
      hard: immutable('resource'),
      chainWide: immutable('table'),
      pipelineWide: immutable('pipeline'),
      secret: writeOnly,
      noise: serverOwned,
      declared: { rule: 'each', compare: 'declared', policyOf: (key) => (key.startsWith('pw') ? writeOnly : mutable) },
      sealed: { rule: 'each', compare: 'exact', policyOf: () => writeOnly },
      exact: { rule: 'each', compare: 'exact', policyOf: (_key, before) => (before === undefined ? mutable : immutable('table')) },
    },
  }),
  left: aKind('left', { cleanupStep: 6, fields: { noise: serverOwned } }),
  table: aKind('table', { cleanupStep: 3, needsCleanGround: true, fields: { noise: serverOwned } }),
  job: aKind('job', {
    cleanupStep: 2,
    fields: { way: serverOwned, sql: { rule: 'dependent', policyOf: (desired) => immutable((desired as { rebuild?: boolean }).rebuild === true ? 'pipeline' : 'resource') } },
    handover: (_before, after) => ({ way: (after.spec as { way: Handover['way'] }).way, why: 'it says so' }),
    repair: ({ state }) => (state === 'FAILED' ? 'replace' : state === 'STUCK' ? 'update' : undefined),
  }),
  pool: aKind('pool', { fields: { size: mutable, region: immutable('resource') } }),
};

export function aKind(name: string, parts: Partial<AnyKindSpec> = {}): AnyKindSpec {
  return { name, title: name, fields: {}, holdsData: false, ...parts };
}

export function wanted(kind: string, name: string, parts: Partial<DesiredResource> = {}): DesiredResource {
  return { kind, address: at(kind, name), spec: {}, management: 'managed', relations: noRelations, origin: aRange(), protect: false, ...parts };
}

export function found(kind: string, name: string, parts: Partial<ActualResource> = {}): ActualResource {
  return { kind, address: at(kind, name), spec: {}, relations: noRelations, health: 'healthy', owned: true, ...parts };
}

/** What the account tells when a desired resource is exactly as it is wanted. */
export function foundAs(resource: DesiredResource, parts: Partial<ActualResource> = {}): ActualResource {
  const { kind, address, spec, relations, pipeline, table, chain } = resource;
  return {
    kind,
    address,
    spec,
    relations,
    health: 'healthy',
    owned: true,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
    ...parts,
  };
}

export function changesInput(parts: Partial<ChangesInput> = {}): ChangesInput {
  return { desired: [], actual: [], kinds: toyKinds, deletable: () => true, writeOnlyChanged: () => () => undefined, ...parts };
}

export function aPlan(parts: Partial<ChangesInput> = {}, target = 'dev'): Plan {
  return buildPlan({ ...changesInput(parts), target });
}
