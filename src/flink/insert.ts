import { assertNever } from '../core/assert-never.js';
import type { SourceProblem, SourceStyle } from '../core/source.js';
import { conversionOf } from './conversions.js';
import { attributeSql, DOCUMENT, marksDeletes } from './dynamodb-document.js';
import { quoteIdentifier, quoteIdentifiers } from './quote.js';
import { checkSqlFragment } from './sql-fragment.js';
import { rawColumnSql, rawPartOf } from './raw-json.js';
import type { TargetColumn } from './target-columns.js';
import { formatFlinkType } from './types.js';
import { placed, whenConditions } from './when.js';
import type { RowPlace, WhenCondition } from './when.js';

export interface InsertInput {
  readonly target: string;
  /** The source topic, which Flink shows as a table of that name. */
  readonly source: string;
  readonly sourceStyle: SourceStyle;
  /** As `normaliseColumns` gives them. */
  readonly columns: readonly TargetColumn[];
  /** Where the columns are, when they are fields of a column: of one member of a union. Only records that hold it are read. */
  readonly place?: RowPlace;
  /** Which of several kinds of event are read; its SQL form is checked again here. */
  readonly when?: WhenCondition;
  /** A condition on the source's columns; checked again here. */
  readonly where?: string;
}

export interface Insert {
  /** Empty when a problem is an error. */
  readonly sql: string;
  /** Paths are relative to the table: `['where']`, `['columns', 'id']`. */
  readonly problems: readonly SourceProblem[];
}

interface Row {
  readonly expressions: readonly string[];
  readonly conditions: readonly string[];
  readonly problems: readonly SourceProblem[];
}

/**
 * The decode statement: one expression for each column, both lists written out, since `SELECT *` breaks on the key
 * columns that Flink infers (semantics.md 2.4 item 8). Key columns are plain references: an expression, IFNULL too, would
 * lose the key that Flink derived, and cost state as large as the table (3.5 items 3 and 5). A JSON_SR source shows its
 * key columns as nullable (2.4 item 10); the reference stays plain all the same, because a primary key is never NULL in
 * the database and Flink checks NOT NULL columns of the sink while it writes.
 *
 * @throws Error for a name with control characters.
 */
export function buildInsert(input: InsertInput): Insert {
  const row = rowOf(input);
  const problems: SourceProblem[] = [...row.problems];
  const conditions = [...row.conditions];
  const { when } = input;
  if (when !== undefined && typeof when !== 'string') conditions.push(...whenConditions(when, input.sourceStyle, input.place));
  for (const [path, text] of [['when', when], ['where', input.where]] as const) {
    if (typeof text !== 'string') continue;
    const refused = checkSqlFragment(text);
    if (refused) {
      problems.push({
        code: 'CDC2208',
        path: [path],
        summary: `The condition cannot be used: ${refused.reason} (at character ${refused.position + 1}).`,
      });
    } else conditions.push(`(${text.trim()})`);
  }
  if (problems.some((problem) => problem.severity !== 'warning')) return { sql: '', problems };
  const names = input.columns.map((column) => column.name);
  const lines = [
    `INSERT INTO ${quoteIdentifier(input.target)} (${quoteIdentifiers(names)})`,
    'SELECT',
    row.expressions.map((expression, i) => `  ${named(expression, names[i]!)}`).join(',\n'),
    `FROM ${quoteIdentifier(input.source)}`,
  ];
  if (conditions.length > 0) lines.push(`WHERE ${conditions.join('\n  AND ')}`);
  return { sql: `${lines.join('\n')};`, problems };
}

function rowOf(input: InsertInput): Row {
  switch (input.sourceStyle) {
    case 'columns':
      return columnsRow(input);
    case 'raw':
      return rawRow(input.columns);
    case 'dynamodb-document':
      return documentRow(input.columns);
    default:
      return assertNever(input.sourceStyle);
  }
}

/** Columns of the source, or of the member of a union, which is NULL in records of another kind. */
function columnsRow({ columns, place = [] }: InsertInput): Row {
  const conditions = place.length === 0 ? [] : [`${place.map(quoteIdentifier).join('.')} IS NOT NULL`];
  return { expressions: columns.map((column) => columnSql(column, place)), conditions, problems: [] };
}

/**
 * Bytes that hold JSON. A record without a value says nothing: where Flink sees no schema it sees an append-only stream, and
 * takes no tombstone for a delete.
 */
function rawRow(columns: readonly TargetColumn[]): Row {
  const problems: SourceProblem[] = [];
  const expressions = columns.map((column) => {
    if (column.definition.expression !== undefined) return computed(column);
    const read = rawColumnSql(column);
    if ('sql' in read) return read.sql;
    problems.push(read.problem);
    return 'NULL';
  });
  const readsValue = columns.some((column) => column.definition.expression !== undefined || rawPartOf(column) === 'val');
  return { expressions, conditions: readsValue ? ['`val` IS NOT NULL'] : [], problems };
}

function columnSql(column: TargetColumn, place: RowPlace): string {
  const { definition, type } = column;
  if (definition.expression !== undefined) return computed(column);
  const reference = placed(place, definition.column ?? column.name);
  if (definition.from !== undefined) return conversionOf(definition.from).sql(reference, type);
  // Decimals arrive as text or as decimals of the database's own precision, depending on the connector: a CAST takes
  // both, and changes nothing when the types agree. Keys are left alone (see buildInsert).
  if (type.kind === 'decimal' && !column.key) return `CAST(${reference} AS ${formatFlinkType(type)})`;
  return reference;
}

/**
 * Flink does not decode DynamoDB's envelope: the key columns are columns, the item is one JSON text. A delete has no image
 * (`after` is NULL) and reaches Flink as one more row of an append-only stream, which an upsert sink can only write, never
 * delete (semantics.md 1.6 item 12; how the service will show a root union is open). Written through, it would overwrite
 * the row with NULLs that look like data and break NOT NULL columns. So deletes are filtered and the plan warns, unless a
 * column reads `op`: then the reader can tell, and deletes come through as marked rows.
 */
function documentRow(columns: readonly TargetColumn[]): Row {
  const problems: SourceProblem[] = [];
  const marked = marksDeletes(columns);
  const expressions = columns.map((column) => {
    if (column.definition.expression !== undefined) return computed(column);
    if (column.key) return keyAttributeSql(column);
    if (marked && !column.nullable) {
      problems.push({
        code: 'CDC2209',
        path: ['columns', column.name, 'nullable'],
        summary: `Column ${column.name} is NOT NULL, but a marked delete has no value for it.`,
        fix: 'Remove "nullable: false", or the column that marks deletes.',
      });
    }
    const read = attributeSql(column);
    if ('sql' in read) return read.sql;
    problems.push(read.problem);
    return 'NULL';
  });
  if (marked) return { expressions, conditions: [], problems };
  problems.push({
    code: 'CDC2210',
    severity: 'warning',
    path: ['columns'],
    summary: 'Items deleted in DynamoDB stay in the target table with their last values.',
    fix: "Add a marker column: deleted: { type: BOOLEAN, expression: \"`val`.`op` = 'd'\" }.",
  });
  return { expressions, conditions: [`${DOCUMENT} IS NOT NULL`], problems };
}

/** The hash and range attributes are columns of the record's key, already typed. */
function keyAttributeSql(column: TargetColumn): string {
  const { definition } = column;
  const reference = quoteIdentifier(definition.attribute ?? definition.column ?? column.name);
  return definition.from === undefined ? reference : conversionOf(definition.from).sql(reference, column.type);
}

/** SQL of the user, kept between parentheses and cast to the type that the column was declared with. */
function computed(column: TargetColumn): string {
  return `CAST((${column.definition.expression!.trim()}) AS ${formatFlinkType(column.type)})`;
}

function named(expression: string, name: string): string {
  const quoted = quoteIdentifier(name);
  return expression === quoted ? expression : `${expression} AS ${quoted}`;
}
