import type { ResourceAddress } from '../../core/address.js';
import type { SourceProblem } from '../../core/source.js';
import type { DesiredResource } from '../../core/resource.js';
import { buildInsert } from '../../flink/insert.js';
import { canonicalSql } from '../../flink/sql-text.js';
import { statementName, statementSlug } from '../../flink/statement-name.js';
import type { TargetColumn } from '../../flink/target-columns.js';
import type { RowPlace } from '../../flink/when.js';
import { canonicalJson } from '../../core/fingerprint.js';
import type { DecodeStatementSpec, Replay } from '../../kinds/decode-statement/spec.js';
import { defaults } from '../defaults.js';
import { memberOf } from './context.js';
import type { Chain, TableInput } from './table.js';

/** What a changed statement may do with what was read before (semantics.md 3.6). */
function replayOf({ table, source }: TableInput): Replay {
  const retention = source.blueprint.connector?.sourceRetention;
  if ((table.options?.changelogMode ?? defaults.changelogMode) === 'append') {
    return { way: 'carryOver', why: 'an append target takes no row twice, and the statement keeps no state: the new one goes on where the old one stopped' };
  }
  if (source.connector === undefined) {
    return { way: 'restart', partial: true, why: 'the new one reads the topic from the start, as far as it still holds its records; rows of older records stay as they are' };
  }
  if (retention?.policy === 'compact') return { way: 'restart', why: 'the source topic is compacted and still holds every key: the new one reads it from the start, and the upsert target converges' };
  if (retention !== undefined && retention.retentionMs === undefined) return { way: 'restart', why: 'the source topic keeps its records for ever: the new one reads it from the start, and the upsert target converges' };
  return { way: 'rebuild', why: 'the source topic no longer holds every key, so only a new snapshot of the database gives every row' };
}

export interface ExpandedStatement {
  readonly resource: DesiredResource<DecodeStatementSpec>;
  /** Paths are relative to the table. */
  readonly problems: readonly SourceProblem[];
}

/** What a statement is made of beside its table. */
interface StatementParts {
  readonly columns: readonly TargetColumn[];
  /** What it reads. */
  readonly needs: readonly ResourceAddress[];
  /** Where the columns are, when they are fields of a column. */
  readonly place?: RowPlace;
  readonly schemas?: Pick<DecodeStatementSpec, 'sourceSchemas' | 'evolution'>;
}

/** The INSERT of one table. Its name is a pure function of all that it is, and of the cluster it works on. */
export function expandStatement(input: TableInput, chain: Chain, { columns, needs, place, schemas = {} }: StatementParts): ExpandedStatement {
  const { pipeline, target, context, pool, table, index } = input;
  const { sql, problems } = buildInsert({
    target: chain.target,
    source: chain.sourceTopic,
    sourceStyle: chain.read.style ?? 'columns',
    columns,
    ...(place === undefined ? {} : { place }),
    ...(table.when === undefined ? {} : { when: table.when }),
    ...(table.where === undefined ? {} : { where: table.where }),
  });
  const subject = { pipeline: pipeline.name, table: chain.target, purpose: 'decode' as const };
  const properties = { 'sql.local-time-zone': defaults.timeZone, ...pipeline.spec.flink?.properties };
  const comparable = canonicalSql(sql);
  const content = canonicalJson({ sql: comparable, properties, cluster: context.cluster.id });
  const id = context.poolId(pool.address);
  const principal = pipeline.spec.flink?.principal ?? target.spec.principal;
  const at = (...path: string[]) => pipeline.origins.at(['spec', 'tables', index, ...path]);
  const resource: DesiredResource<DecodeStatementSpec> = {
    kind: 'decode-statement',
    address: chain.addresses.statement,
    spec: {
      name: statementName({ content, ...subject }),
      slug: statementSlug(subject),
      ...(table.statement === undefined ? {} : { kept: table.statement }),
      sql: comparable,
      text: sql,
      sourceTopic: chain.sourceTopic,
      targetTable: chain.target,
      pool: pool.address,
      // So that a move to a pool that is yet to be made is seen as one.
      computePool: id ?? pool.address,
      ...(principal === undefined ? {} : { principal }),
      properties,
      state: pipeline.spec.lifecycle?.state === 'paused' ? 'stopped' : 'running',
      replay: replayOf(input),
      ...schemas,
    },
    management: 'managed',
    relations: {
      needs: [pool.address, ...needs, chain.addresses.table, chain.addresses.targetTopic, chain.addresses.targetKey, chain.addresses.targetValue],
      leftBy: [],
    },
    origin: at(),
    fieldOrigins: () => ({ sql: table.where === undefined ? at('columns') : at('where'), properties: pipeline.origins.at(['spec', 'flink', 'properties']) }),
    table: chain.label,
    chain: chain.target,
    ...memberOf(pipeline),
  };
  return { resource, problems };
}
