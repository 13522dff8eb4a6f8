import type { SourceRange } from '../core/diagnostic.js';
import { offsetOf, partsOfInsert } from '../flink/insert-parts.js';
import type { InsertParts } from '../flink/insert-parts.js';
import type { PipelineDocument, TableSpec } from './documents.js';
import type { Path } from './nodes.js';
import { pointInside } from './point-inside.js';
import { columnsAsWritten } from './written-columns.js';

/**
 * Where the user wrote what Flink's message is about: the character in `where` or `expression`, else the column, else the table.
 * Messages name a line and column of the statement, or a column by its name, or neither. `index`: of the pipeline's table.
 */
export function placeOfSqlError(message: string, sql: string, pipeline: PipelineDocument, index: number): SourceRange {
  const base: Path = ['spec', 'tables', index];
  const table = pipeline.spec.tables[index]!;
  const parts = partsOfInsert(sql);
  const offset = offsetIn(message, sql, parts);
  const found = parts === undefined || offset === undefined ? undefined : partAt(parts, offset, table);
  if (found === undefined) return pipeline.origins.at(base);
  const range = pipeline.origins.at([...base, ...found.path]);
  if (found.text === undefined) return range;
  // The text stands in the statement trimmed, between parentheses.
  const written = sql.indexOf(`(${found.text.trim()})`, found.from);
  return written === -1 ? range : pointInside(range, found.text, offset! - written - 1 + leadingBlanks(found.text));
}

function leadingBlanks(text: string): number {
  return text.length - text.trimStart().length;
}

/** Flink's own place, or that of the name which it quotes, where only one part of the statement has it. */
function offsetIn(message: string, sql: string, parts: InsertParts | undefined): number | undefined {
  const at = /line (\d+), column (\d+)/i.exec(message);
  if (at !== null) return offsetOf(sql, Number(at[1]), Number(at[2]));
  const name = /column ['"`]([^'"`]+)['"`]/i.exec(message)?.[1];
  if (name === undefined || parts === undefined) return undefined;
  const spans = [...parts.columns.values(), ...(parts.where === undefined ? [] : [parts.where])];
  const holding = spans.flatMap(({ start, end }) => {
    const place = sql.slice(start, end).indexOf(`\`${name}\``);
    return place === -1 ? [] : [start + place];
  });
  return holding.length === 1 ? holding[0] : undefined;
}

interface Part {
  readonly path: Path;
  /** SQL of the user's own. */
  readonly text?: string;
  readonly from: number;
}

function partAt({ columns, where }: InsertParts, offset: number, table: TableSpec): Part | undefined {
  if (where !== undefined && offset >= where.start) return { path: ['where'], from: where.start, ...(table.where === undefined ? {} : { text: table.where }) };
  const [name, span] = [...columns].find(([, { start, end }]) => offset >= start && offset < end) ?? [];
  if (name === undefined || span === undefined) return undefined;
  const column = columnsAsWritten(table.columns).named[name];
  // An inferred column is nowhere in the file.
  if (column === undefined) return { path: [], from: span.start };
  const expression = typeof column === 'string' ? undefined : column.expression;
  return expression === undefined ? { path: ['columns', name], from: span.start } : { path: ['columns', name, 'expression'], text: expression, from: span.start };
}
