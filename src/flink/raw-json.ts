import type { SourceProblem } from '../core/source.js';
import { conversionOf } from './conversions.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import type { TargetColumn } from './target-columns.js';
import { formatFlinkType, rootOf } from './types.js';
import type { TypeRoot } from './types.js';

/** The columns that Flink shows for a topic without schemas: bytes, of the record's key and of its value (semantics.md 2.2). */
const RAW_PARTS = ['key', 'val'] as const;
export type RawPart = (typeof RAW_PARTS)[number];

const NESTED: readonly TypeRoot[] = ['ARRAY', 'MAP', 'ROW'];
const BYTES: readonly TypeRoot[] = ['BYTES', 'BINARY', 'VARBINARY'];
const INSTANTS: readonly TypeRoot[] = ['TIMESTAMP', 'TIMESTAMP_LTZ'];

/** `$`, then names after dots, names in brackets and positions: what JSON_VALUE reads without wildcards. */
const JSON_PATH = /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\['[^'\\\u0000-\u001f]+'\]|\[\d+\])*$/;

/** Whether a text is a path to one place in a JSON document. */
export function isJsonPath(text: string): boolean {
  return JSON_PATH.test(text);
}

/** The path of a field by its name. */
export function pathOfField(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `$.${name}` : `$['${name}']`;
}

/** The record's key or value as text. */
function rawText(part: RawPart): string {
  return `DECODE(${quoteIdentifier(part)}, 'UTF-8')`;
}

/** A place in the value as text; NULL where it is absent, JSON null, or the value is no JSON (semantics.md 2.5). */
export function rawField(part: RawPart, path: string): string {
  return `JSON_VALUE(${rawText(part)}, ${quoteLiteral(path)})`;
}

/** Which part of the record a column reads: `column: key` is the key, else the value. */
export function rawPartOf({ definition }: TargetColumn): RawPart | undefined {
  return RAW_PARTS.find((part) => part === (definition.column ?? 'val'));
}

/**
 * The value of a column that is extracted from bytes that hold JSON. JSON_VALUE gives text, which is cast: a text that does not
 * fit fails the statement, as anywhere else, and `from: decimal-or-null` makes it NULL.
 */
export function rawColumnSql(column: TargetColumn): { readonly sql: string } | { readonly problem: SourceProblem } {
  const { definition, type, name } = column;
  const part = rawPartOf(column);
  if (part === undefined) return refused(column, ['columns', name, 'column'], `a topic that is read raw has the columns key and val, and no ${definition.column}`);
  const root = rootOf(type);
  const whole = part === 'key' && definition.path === undefined;
  const path = definition.path ?? pathOfField(name);
  const value = whole ? rawText('key') : rawField(part, path);
  if (definition.from === 'json') return { sql: whole ? value : `JSON_QUERY(${rawText(part)}, ${quoteLiteral(path)})` };
  if (definition.from !== undefined) {
    const { input, sql } = conversionOf(definition.from);
    if (input === 'BYTES' || input === 'ARRAY' || input === 'ROW') {
      return refused(column, ['columns', name, 'from'], `the conversion ${definition.from} reads ${input}, and a place in a JSON text is none`);
    }
    const numeric = input === 'INT' || input === 'BIGINT' || input === 'SMALLINT';
    return { sql: sql(numeric ? `CAST(${value} AS ${input})` : value, type) };
  }
  if (NESTED.includes(root) || BYTES.includes(root) || INSTANTS.includes(root)) return refused(column, ['columns', name], reasonOf(root));
  if (root === 'STRING') return { sql: value };
  return { sql: root === 'BOOLEAN' && !whole ? `JSON_VALUE(${rawText(part)}, ${quoteLiteral(path)} RETURNING BOOLEAN)` : `CAST(${value} AS ${formatFlinkType(type)})` };
}

function reasonOf(root: TypeRoot): string {
  if (INSTANTS.includes(root)) return 'JSON has no times; say how this one is written: "from: zoned-timestamp" for ISO text in UTC, "from: timestamp" for milliseconds, "from: epoch-seconds" for seconds';
  return NESTED.includes(root) ? 'Flink cannot make it of a JSON text; take a STRING with "from: json", or columns of its own for what is inside' : 'JSON has no bytes; take a STRING';
}

function refused({ name, type }: TargetColumn, path: readonly string[], reason: string): { readonly problem: SourceProblem } {
  return { problem: { code: 'CDC2406', path, summary: `Column ${name} cannot be a ${formatFlinkType(type)} read from bytes: ${reason}.` } };
}
