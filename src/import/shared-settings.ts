import type { CompatibilityBlock, CompatibilityChoice, FlinkBlock, PipelineSpec, TableSpec } from '../pipeline/documents.js';
import type { AccountFacts } from './account.js';
import type { StatementSettings } from './settings.js';
import type { ImportedTable } from './table.js';

/** What most tables of a pipeline share is said once for the pipeline, the rest by the table. Pure. */

/** What the statements of a pipeline have that the Target does not say. */
export function flinkBlock(settings: StatementSettings | undefined, { target }: AccountFacts): Pick<PipelineSpec, 'flink'> {
  if (settings === undefined) return {};
  const { pool, principal, properties } = settings;
  const flink: FlinkBlock = {
    ...(pool === undefined || pool === target.poolId ? {} : { computePool: { id: pool } }),
    ...(principal === undefined || principal === target.principal ? {} : { principal }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  };
  return Object.keys(flink).length === 0 ? {} : { flink };
}

/** Of tables that a connector captures: Tableflow, and the levels of their subjects. */
export function commonSettingsOf(tables: readonly ImportedTable[], facts: AccountFacts): Pick<PipelineSpec, 'tables' | 'compatibility' | 'tableflow'> {
  const levels = tables.map((table) => compatibilityOf(table.topic, facts));
  const level = mostCommon(levels);
  const specs = tables.map(({ spec }, i): TableSpec => (same(levels[i], level) ? spec : { ...spec, compatibility: levels[i]! }));
  const { tables: written, ...tableflow } = commonTableflow(specs);
  return { tables: written, ...(level === undefined || level === 'FULL_TRANSITIVE' ? {} : { compatibility: level }), ...tableflow };
}

/** Tableflow as most of the decoded tables have it. */
export function commonTableflow(tables: readonly TableSpec[]): Pick<PipelineSpec, 'tables' | 'tableflow'> {
  const tableflow = mostCommon(tables.filter((table) => table.decode !== false).map((table) => table.tableflow ?? {}));
  const specs = tables.map(({ tableflow: own, ...spec }): TableSpec => (own === undefined || same(own, tableflow) ? spec : { ...spec, tableflow: own }));
  return { tables: specs, ...(tableflow === undefined || same(tableflow, {}) ? {} : { tableflow }) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function compatibilityOf(topic: string, { subjectConfigs }: AccountFacts): CompatibilityBlock {
  const key = subjectConfigs.get(`${topic}-key`) as CompatibilityChoice | undefined;
  const value = (subjectConfigs.get(`${topic}-value`) as CompatibilityChoice | undefined) ?? 'inherit';
  return key === undefined ? value : { key, value };
}

function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<string, { readonly value: T; count: number }>();
  for (const value of values) {
    const text = JSON.stringify(value);
    const entry = counts.get(text) ?? { value, count: 0 };
    entry.count += 1;
    counts.set(text, entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.value;
}
