import type { ResourceAddress } from '../../core/address.js';
import { immutable, mutable, serverOwned } from '../../core/field-policy.js';
import type { Handover } from '../../core/handover.js';
import type { DependentPolicy, KindSpec } from '../../core/kind.js';
import type { ActualResource, DesiredResource } from '../../core/resource.js';

/** A continuous INSERT that decodes change events of a source topic into a target table. */
export interface DecodeStatementSpec {
  /** A pure function of the content, so it is not compared itself. */
  readonly name: string;
  /** What the names of all statements of this table begin with, whatever their content. */
  readonly slug: string;
  /** A statement with a name of its own that the user wants kept while it does the same: `my-insert`. */
  readonly kept?: string;
  /** SQL with insignificant differences removed: what is compared. */
  readonly sql: string;
  /** SQL as it is submitted. */
  readonly text: string;
  readonly sourceTopic: string;
  readonly targetTable: string;
  readonly pool: ResourceAddress;
  /** `lfcp-...`; the pool's address until a pool that we create exists. */
  readonly computePool?: string;
  readonly principal?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly state: 'running' | 'stopped';
  /** What happens to the rows when the statement changes; decided where source and target are known. */
  readonly replay: Replay;
  /** What it decodes with: registered when it was made. The service does not tell. */
  readonly sourceSchemas?: SourceSchemaIds;
  /** What another schema than that means for it: nothing, that it is made anew, or that its table is. */
  readonly evolution?: 'nothing' | 'statement' | 'table';
}

/** Ids of registered schemas: one stands for one text for ever. */
export interface SourceSchemaIds {
  readonly key?: number;
  readonly value: number;
}

/**
 * `carryOver`: a new statement goes on where the old one stopped. `restart`: it reads the source topic from the start, which
 * still holds every key. `rebuild`: the topic does not, so the pipeline must be read again from the database.
 */
export interface Replay {
  readonly way: 'carryOver' | 'restart' | 'rebuild';
  readonly why: string;
  /** Nobody promises that the topic still holds every record: a table that is made anew may have fewer rows. */
  readonly partial?: boolean;
}

const byReplay: DependentPolicy = {
  rule: 'dependent',
  policyOf: (desired) => immutable((desired as DecodeStatementSpec).replay.way === 'rebuild' ? 'pipeline' : 'resource'),
};

/** A running statement decodes with the schemas of its start (semantics.md 2.9a): newer ones are its business only as far as they differ in what it reads. */
const byEvolution: DependentPolicy = {
  rule: 'dependent',
  policyOf: (desired) => {
    const { evolution } = desired as DecodeStatementSpec;
    return evolution === 'table' ? immutable('table') : evolution === 'statement' ? byReplay.policyOf(desired) : serverOwned;
  },
};

/** It moves to another pool, or principal, on the way from stopped to running, and no other way: one that is to stay stopped stays where it is. */
const whileRunning: DependentPolicy = {
  rule: 'dependent',
  policyOf: (desired) => ((desired as DecodeStatementSpec).state === 'stopped' ? serverOwned : mutable),
};

/** SQL and properties are immutable in the API; pool and principal move when it is stopped and resumed (confluent-api.md 7.1). */
export const decodeStatementSpec: KindSpec<'decode-statement', DecodeStatementSpec> = {
  name: 'decode-statement',
  title: 'decode statement',
  fields: {
    name: serverOwned,
    slug: serverOwned,
    kept: serverOwned,
    text: serverOwned,
    pool: serverOwned,
    sql: byReplay,
    sourceTopic: immutable('resource'),
    targetTable: immutable('resource'),
    computePool: whileRunning,
    principal: whileRunning,
    properties: { rule: 'each', compare: 'declared', policyOf: (_key, _before, _after, desired) => byReplay.policyOf(desired) },
    state: mutable,
    replay: serverOwned,
    sourceSchemas: byEvolution,
    evolution: serverOwned,
  },
  remembered: ['sourceSchemas'],
  cleanupStep: 2,
  holdsData: false,
  repair: ({ state }) => (state === 'FAILED' || state === 'COMPLETED' ? 'replace' : undefined),
  handover: handoverOf,
};

/** One that has ended cannot be stopped or carried over, and a name is only free when its statement is gone. */
function handoverOf(before: ActualResource, after: DesiredResource): Handover {
  const { name, replay } = after.spec as DecodeStatementSpec;
  if ((before.spec as Partial<DecodeStatementSpec>).name === name) return { way: 'deleteFirst', why: 'it keeps its name' };
  if (before.state === 'FAILED' || before.state === 'FAILING' || before.state === 'COMPLETED') return { way: 'deleteFirst', why: `the old one is ${before.state}` };
  return replay.way === 'carryOver' ? { way: 'carryOver', why: replay.why } : { way: 'restart', why: replay.why };
}
