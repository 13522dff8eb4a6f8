import { formatFlinkType } from '../../src/flink/types.js';
import { FORMATS, SOURCES, inferredCases as inferred } from '../flink/registry/inferred-cases.js';
import type { InferredCase } from '../flink/registry/inferred-cases.js';
import { DYNAMODB_VALUE } from './golden-sources.js';
import type { PlanCase } from './flink-case.js';
import { sourceOf, splitStatements } from './golden-cases.js';
import { CHANGING, expectedState, sourceTableSql } from './source-table.js';
import type { SourceTable } from './source-table.js';

/** What is inferred from each source's schemas in each format (the golden files of test/flink/registry), over the columns that Flink shows for them. */
export function inferredPlanCases(): readonly PlanCase[] {
  return SOURCES.flatMap((source) => FORMATS.flatMap((format) => inferred(source, format).flatMap(casesOf)));
}

function casesOf(each: InferredCase): readonly PlanCase[] {
  const { source, format, modes, table, create, insert } = each;
  if (table === undefined || create === undefined || insert === undefined) return [];
  const shown = sourceTable(each, sourceOf(insert));
  // A plan costs the same for one column and for many, and what a source's changelog mode does to it is the same in every format.
  const kinds = source === 'dynamodb' ? (['append'] as const) : format === 'AVRO' ? CHANGING : (['upsert'] as const);
  return kinds.map((kind) => ({
    group: 'inferred from registered schemas',
    name: `${source} in ${format}, ${modes}, from ${kind}`,
    statements: [sourceTableSql(shown, kind), ...splitStatements(`${create}\n${insert}`)],
    state: expectedState(kind, { filtered: false, keyCopied: true }),
  }));
}

/** Columns as Flink reads the registered types (semantics.md 2.2); what it cannot read is in no statement either. */
function sourceTable({ table, source }: InferredCase, name: string): SourceTable {
  const columns = table!.columns.flatMap((column) => {
    if (source === 'dynamodb' && !column.inKey) return [[column.name, DYNAMODB_VALUE] as const];
    if (column.flinkType === undefined) return [];
    return [[column.name, `${formatFlinkType(column.flinkType)}${column.nullable ? '' : ' NOT NULL'}`] as const];
  });
  return { name, columns: Object.fromEntries(columns), key: table!.key };
}
