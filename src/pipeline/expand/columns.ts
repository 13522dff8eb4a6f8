import { assertNever } from '../../core/assert-never.js';
import type { SourceProblem } from '../../core/source.js';
import type { ColumnDefinition } from '../../flink/columns.js';
import { checkColumns, inferColumns, inferKey } from '../../flink/registry/index.js';
import type { ColumnFinding, SourceTable } from '../../flink/registry/index.js';
import type { RowPlace } from '../../flink/when.js';
import { typesOf } from '../../sources/types.js';
import { defaults } from '../defaults.js';
import type { TableSpec } from '../documents.js';
import { suggest } from '../suggest.js';
import { columnsAsWritten, needsSchemas } from '../written-columns.js';
import { countsForRows, readingProblems, readTable } from './read-table.js';
import type { Chain, TableInput } from './table.js';

/** A table with columns and key: as written, or as the registered schemas tell. */
export type CompleteTable = Omit<TableSpec, 'columns' | 'key'> & {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly key: readonly string[];
};

export interface Completion {
  /** Absent: an error, or the schemas that it takes are not there. */
  readonly table?: CompleteTable;
  /** The registry could not be read: then nothing is known of schemas, not even that there are none. */
  readonly unread?: true;
  /** Paths are relative to the table. */
  readonly problems: readonly SourceProblem[];
  /** Where the columns are, when they are fields of a column. */
  readonly place?: RowPlace;
}

/**
 * Fills in what a table leaves out from the schemas that are registered for its source topic, and checks what it says against
 * them. Before the connector's first record there are none: what is written by hand stands as it is, the rest waits.
 */
export function completeTable(input: TableInput, chain: Chain): Completion {
  const { table } = input;
  const read = readTable(input, chain);
  switch (read.state) {
    case 'problem':
      return { problems: [read.problem] };
    case 'unread':
      return { ...(needsSchemas(table) ? { problems: [] } : asWritten(table)), unread: true };
    case 'unknown':
      return needsSchemas(table) ? { problems: [] } : asWritten(table);
    case 'bytes':
      return asWritten(table);
    case 'known': {
      const complete = columnsAsWritten(table.columns).infersOthers ? inferred(input, read.table) : checked(input, read.table);
      const problems = [...complete.problems.filter((problem) => countsForRows(problem, input, read.table)), ...readingProblems(input, read.table)];
      return { ...complete, problems, ...(read.place === undefined ? {} : { place: read.place }) };
    }
    default:
      return assertNever(read);
  }
}

function asWritten(table: TableSpec): Completion {
  return { table: { ...table, columns: columnsAsWritten(table.columns).named, key: table.key ?? [] }, problems: [] };
}

/** Columns by hand; the key too, or that of the records. */
function checked({ table, source }: TableInput, found: SourceTable): Completion {
  const { named: columns } = columnsAsWritten(table.columns);
  // Rows that are only ever added need no key.
  const keyless = source.connector === undefined && table.options?.changelogMode === 'append';
  const { key, findings } = table.key === undefined && !keyless ? inferKey(columns, found) : { key: table.key ?? [], findings: [] };
  if (findings.length > 0) return { problems: findings.map(asProblem) };
  return { table: { ...table, columns, key }, problems: checkColumns({ columns, key, table: found, suggest }).map(asProblem) };
}

function inferred({ table, source, pipeline }: TableInput, found: SourceTable): Completion {
  const { named, leftOut } = columnsAsWritten(table.columns);
  const tableflow = table.tableflow ?? pipeline.spec.tableflow;
  const { columns, key, findings } = inferColumns(typesOf[source.name], found, {
    suggest,
    tableFormats: tableflow === false ? [] : (tableflow?.formats ?? defaults.tableflowFormats),
    exceptions: { ...named, ...Object.fromEntries(leftOut.map((name) => [name, false as const])) },
    ...(table.key === undefined ? {} : { key: table.key }),
  });
  // Without its key a table is none, and what else there is to say of it would only repeat that.
  const keyless = findings.filter(({ code }) => code === 'CDC2318');
  if (keyless.length > 0) return { problems: keyless.map(asProblem) };
  return { table: { ...table, columns, key }, problems: findings.filter(matters).map(asProblem) };
}

/** How inference chose is worth knowing once: that belongs into `reconcile generate`, not into every plan. */
function matters(finding: ColumnFinding): boolean {
  return finding.severity !== 'info';
}

function asProblem({ severity, ...problem }: ColumnFinding): SourceProblem {
  return { ...problem, severity };
}
