import type { ResourceAddress } from '../../core/address.js';
import { immutable, mutable, serverOwned } from '../../core/field-policy.js';
import type { FieldPolicy } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

export interface TargetColumn {
  /** Flink SQL type as it reads back from the registry (`VARCHAR(20)` comes back as `STRING`). */
  readonly type: string;
  readonly nullable: boolean;
}

export interface NamedSql {
  readonly name: string;
  readonly sql: string;
}

/** The upsert table that a decode statement writes: a topic, its two subjects and what Flink keeps about it. */
export interface TargetTableSpec {
  readonly table: string;
  readonly columns: Readonly<Record<string, TargetColumn>>;
  readonly primaryKey: readonly string[];
  /** The account tells it only through Tableflow's write mode. */
  readonly changelogMode: 'upsert' | 'append' | 'retract';
  readonly cleanupPolicy: string;
  readonly buckets: number;
  readonly maxMessageBytes: number;
  readonly retentionMs?: number;
  /** The statements that make and drop it; made from the fields above, so they are not compared themselves. */
  readonly createStatement: NamedSql;
  readonly dropStatement: NamedSql;
  readonly pool: ResourceAddress;
  readonly computePool?: string;
  readonly principal?: string;
}

/**
 * Nothing physical can be altered through Flink (semantics.md 3.4). A nullable column may be added by registering a new
 * value schema version; every other change of columns rebuilds the chain.
 */
export const targetTableSpec: KindSpec<'target-table', TargetTableSpec> = {
  name: 'target-table',
  title: 'target table',
  fields: {
    table: serverOwned,
    columns: { rule: 'each', compare: 'exact', policyOf: (_key, before, after) => columnPolicy(before, after) },
    primaryKey: immutable('table'),
    changelogMode: immutable('table'),
    cleanupPolicy: immutable('table'),
    buckets: immutable('table'),
    maxMessageBytes: mutable,
    retentionMs: mutable,
    createStatement: serverOwned,
    dropStatement: serverOwned,
    pool: serverOwned,
    computePool: serverOwned,
    principal: serverOwned,
  },
  // Told only where Tableflow has materialised the table.
  remembered: ['changelogMode'],
  cleanupStep: 3,
  holdsData: true,
  // CREATE TABLE refuses subjects and topics that are there already (semantics.md 3.3 item 10).
  needsCleanGround: true,
};

function columnPolicy(before: unknown, after: unknown): FieldPolicy {
  const added = before === undefined && (after as TargetColumn | undefined)?.nullable === true;
  return added ? mutable : immutable('table');
}
