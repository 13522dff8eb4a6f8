import type { ResourceAddress } from '../../core/address.js';
import type { SourceRange } from '../../core/diagnostic.js';
import type { DesiredResource } from '../../core/resource.js';
import { buildCreateTable, buildDropTable } from '../../flink/create-table.js';
import type { TableColumn } from '../../flink/create-table.js';
import { statementName } from '../../flink/statement-name.js';
import { formatFlinkType } from '../../flink/types.js';
import { comparableType } from '../../kinds/target-table/registry-columns.js';
import type { TargetTableSpec } from '../../kinds/target-table/spec.js';
import { defaults } from '../defaults.js';
import type { PipelineDocument } from '../documents.js';
import { parseDuration, parseSize } from '../units.js';
import { memberOf } from './context.js';
import type { Chain, TableInput } from './table.js';

/** The table that the decode statement writes. It waits for the source side, so that no empty table is left when that fails. */
export function expandTargetTable(
  input: TableInput,
  chain: Chain,
  columns: readonly TableColumn[],
  needs: readonly ResourceAddress[],
): DesiredResource<TargetTableSpec> {
  const { pipeline, target, context, pool, table, index } = input;
  const options = table.options ?? {};
  const primaryKey = table.key ?? [];
  const shape = {
    table: chain.target,
    primaryKey,
    changelogMode: options.changelogMode ?? defaults.changelogMode,
    cleanupPolicy: options.cleanupPolicy ?? defaults.cleanupPolicy,
    buckets: options.buckets ?? defaults.buckets,
    maxMessageBytes: (options.maxMessageSize === undefined ? undefined : parseSize(options.maxMessageSize)) ?? defaults.maxMessageBytes,
    // The checks let it through only where it is a duration, and the topic is not compacted.
    ...(options.retention === undefined ? {} : { retentionMs: parseDuration(options.retention)! }),
  };
  const names = columns.map(({ name }) => name);
  const create = buildCreateTable({ columns, ...shape });
  const drop = buildDropTable(chain.target);
  const subject = { pipeline: pipeline.name, table: chain.target };
  const id = context.poolId(pool.address);
  const principal = pipeline.spec.flink?.principal ?? target.spec.principal;
  return {
    kind: 'target-table',
    address: chain.addresses.table,
    spec: {
      columns: Object.fromEntries(columns.map((column) => [column.name, { type: comparableType(formatFlinkType(column.type)), nullable: column.nullable && !primaryKey.includes(column.name) }])),
      ...shape,
      createStatement: { name: statementName({ purpose: 'create', content: `${context.cluster.id}\n${create}`, ...subject }), sql: create },
      dropStatement: { name: statementName({ purpose: 'drop', content: `${context.cluster.id}\n${drop}`, ...subject }), sql: drop },
      pool: pool.address,
      ...(id === undefined ? {} : { computePool: id }),
      ...(principal === undefined ? {} : { principal }),
    },
    management: 'managed',
    relations: { needs: [pool.address, ...needs], leftBy: [] },
    origin: pipeline.origins.at(['spec', 'tables', index]),
    fieldOrigins: () => fieldOrigins(pipeline, index, names),
    table: chain.label,
    chain: chain.target,
    ...memberOf(pipeline),
  };
}

/** Takes no more than it needs: whatever it holds lives as long as the resource. */
function fieldOrigins(pipeline: PipelineDocument, index: number, columns: readonly string[]): Readonly<Record<string, SourceRange>> {
  const at = (...path: (string | number)[]): SourceRange => pipeline.origins.at(['spec', 'tables', index, ...path]);
  return {
    primaryKey: at('key'),
    columns: at('columns'),
    ...Object.fromEntries(columns.map((column) => [`columns.${column}`, at('columns', column)])),
    changelogMode: at('options', 'changelogMode'),
    cleanupPolicy: at('options', 'cleanupPolicy'),
    buckets: at('options', 'buckets'),
    maxMessageBytes: at('options', 'maxMessageSize'),
    retentionMs: at('options', 'retention'),
  };
}
