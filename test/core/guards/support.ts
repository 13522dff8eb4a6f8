import { expect, it } from 'vitest';
import type { ChangesInput } from '../../../src/core/build-changes.js';
import type { Diagnostic } from '../../../src/core/diagnostic.js';
import type { CaptureFacts, Guard, GuardInput, PipelineFacts } from '../../../src/core/guards/guard.js';
import { impactsOf } from '../../../src/core/impact.js';
import { buildPlan } from '../../../src/core/plan.js';
import type { ActualResource, DesiredResource } from '../../../src/core/resource.js';
import { realKinds } from '../../support/kind-specs.js';
import { actualOf, aPipeline, aPool } from '../../support/resources.js';
import type { PipelineShape } from '../../support/resources.js';

export const customers = { from: 'public.customers', to: 'customers' };
export const orders = { from: 'public.orders', to: 'orders' };

/** 2026-01-01. */
export const NOW = 1_767_225_600_000;
export const HOUR = 3_600_000;

type Changing = Partial<Pick<ChangesInput, 'deletable' | 'adopt' | 'unread'>>;

/** A pool and pipelines, one by default. */
export function wantedOf(...shapes: readonly Partial<PipelineShape>[]): DesiredResource[] {
  const pipelines = (shapes.length === 0 ? [{}] : shapes).flatMap((shape) => aPipeline({ name: 'shop', tables: [customers], ...shape }));
  return [aPool(), ...pipelines];
}

export function thereOf(desired: readonly DesiredResource[], change: Partial<ActualResource> = {}): ActualResource[] {
  return desired.map((resource) => actualOf(resource, change));
}

/** The same resources, those of one kind with another spec. */
export function withSpec<Resource extends { readonly kind: string; readonly spec: object }>(resources: readonly Resource[], kind: string, spec: object): Resource[] {
  return resources.map((resource) => (resource.kind === kind ? { ...resource, spec: { ...resource.spec, ...spec } } : resource));
}

/** The same resources, connectors with another config. */
export function withConfig<Resource extends { readonly kind: string; readonly spec: object }>(resources: readonly Resource[], config: object): Resource[] {
  return resources.map((resource) => (resource.kind === 'connector' ? { ...resource, spec: { ...resource.spec, config: { ...(resource.spec as { config: object }).config, ...config } } } : resource));
}

/** What the guards get to see: a plan from desired to actual, and facts that say nothing unless a test says so. */
export function anInput(desired: readonly DesiredResource[], actual: readonly ActualResource[], parts: Partial<GuardInput> & Changing = {}): GuardInput {
  const { deletable = () => false, adopt = false, unread, ...facts } = parts;
  const plan = buildPlan({ target: 'prod', kinds: realKinds, desired, actual, deletable, adopt, writeOnlyChanged: () => () => undefined, ...(unread === undefined ? {} : { unread }) });
  return {
    plan,
    impacts: impactsOf(plan),
    kinds: realKinds,
    desired,
    actual,
    pipelines: pipelinesOf(desired),
    ownedCount: actual.filter(({ owned }) => owned).length,
    writeModes: {},
    limits: { maxDeletePercent: 30, minOwnedForPercent: 10 },
    approvals: [],
    now: NOW,
    ...facts,
  };
}

function pipelinesOf(desired: readonly DesiredResource[]): PipelineFacts[] {
  return desired.flatMap((connector) => {
    if (connector.kind !== 'connector') return [];
    const topics = desired.filter((resource) => resource.kind === 'source-topic' && resource.pipeline === connector.pipeline).map((resource) => (resource.spec as { topic: string }).topic);
    return [{ ...factsOf(connector.pipeline!), topics, capture: captureOf(connector.pipeline!, { connector: (connector.spec as { name: string }).name }) }];
  });
}

/** A pipeline over a database of its own. */
export function factsOf(pipeline: string, { topics, targets, ...capture }: Partial<Omit<PipelineFacts, 'capture'> & CaptureFacts> = {}): PipelineFacts {
  return {
    pipeline,
    topics: topics ?? [`${pipeline}.public.customers`],
    ...(targets === undefined ? {} : { targets }),
    capture: captureOf(pipeline, capture),
  };
}

function captureOf(pipeline: string, parts: Partial<CaptureFacts>): CaptureFacts {
  return {
    connector: pipeline,
    topicPrefix: pipeline,
    databaseIdentity: `postgres://pg-${pipeline}.example.com:5432/ecommerce`,
    exclusive: { slot: `${pipeline}_slot`, publication: `${pipeline}_publication` },
    ...parts,
  };
}

export interface GuardCase {
  readonly name: string;
  readonly given: GuardInput;
  /** Codes, in order; none: the guard says nothing. */
  readonly want: readonly string[];
  /** What must be said, in the text of all diagnostics together. */
  readonly says?: readonly string[];
}

export function testGuard(guard: Guard, cases: readonly GuardCase[]): void {
  it.each(cases)('$name', ({ given, want, says = [] }) => {
    const found = guard.check(given);
    expect(found.map(({ code }) => code)).toEqual(want);
    const text = found.map(textOf).join('\n');
    for (const words of says) expect(text).toContain(words);
    for (const { code } of found) expect(guard.codes).toContain(code);
  });
}

function textOf({ summary, detail = '', fix = '' }: Diagnostic): string {
  return [summary, detail, fix].join('\n');
}
