import type { ResourceAddress } from '../../core/address.js';
import { immutable, mutable, serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** A continuous INSERT that decodes change events of a source topic into a target table. */
export interface DecodeStatementSpec {
  /** A pure function of the content, so it is not compared itself. */
  readonly name: string;
  /** What the names of all statements of this table begin with, whatever their content. */
  readonly slug: string;
  /** SQL with insignificant differences removed: what is compared. */
  readonly sql: string;
  /** SQL as it is submitted. */
  readonly text: string;
  readonly sourceTopic: string;
  readonly targetTable: string;
  readonly pool: ResourceAddress;
  /** `lfcp-...`; absent until a pool that we create exists. */
  readonly computePool?: string;
  readonly principal?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly state: 'running' | 'stopped';
}

/** SQL and properties are immutable in the API; pool and principal move only on resume (confluent-api.md 7.1). */
export const decodeStatementSpec: KindSpec<'decode-statement', DecodeStatementSpec> = {
  name: 'decode-statement',
  title: 'decode statement',
  fields: {
    name: serverOwned,
    slug: serverOwned,
    text: serverOwned,
    pool: serverOwned,
    sql: immutable('resource'),
    sourceTopic: immutable('resource'),
    targetTable: immutable('resource'),
    computePool: immutable('resource'),
    principal: immutable('resource'),
    properties: { rule: 'each', compare: 'declared', policyOf: () => immutable('resource') },
    state: mutable,
  },
  cleanupStep: 2,
  holdsData: false,
};
