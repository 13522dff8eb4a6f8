import type { SqlToken } from './sql-text.js';

/** The words of expressions that are no names of columns; a word before a parenthesis is a function anyway. */
const EXPRESSION_WORDS: ReadonlySet<string> = new Set(
  `AND ARRAY AS ASYMMETRIC BETWEEN BIGINT BINARY BOOLEAN BYTES CASE CAST CHAR DATE DAY DECIMAL DOUBLE ELSE END ESCAPE FALSE FLOAT FOR FROM HOUR IN INT INTEGER
  INTERVAL IS LIKE LOCAL MAP MINUTE MONTH NOT NULL NUMERIC OR PRECISION ROW SECOND SIMILAR SMALLINT STRING SYMMETRIC THEN TIME TIMESTAMP
  TIMESTAMP_LTZ TINYINT TO TRUE UNKNOWN VARBINARY VARCHAR WHEN WITH WITHOUT YEAR ZONE LEADING TRAILING BOTH EPOCH QUARTER WEEK MILLISECOND ERROR EMPTY ON
  RETURNING`.split(/\s+/),
);

/** A keyword of expressions, which no name is without quotes. */
export function isExpressionWord({ kind, text }: SqlToken): boolean {
  return kind === 'word' && EXPRESSION_WORDS.has(text.toUpperCase());
}

/**
 * An expression as a list of tokens that is the same for all ways to write it that differ only in whitespace, quoting, the
 * case of keywords and functions, or the table that a column is qualified with.
 */
export function canonicalExpression(tokens: readonly SqlToken[], qualifiers: readonly string[] = []): string[] {
  const kept = tokens.filter((token) => token.kind !== 'comment' && token.kind !== 'hint');
  const result: string[] = [];
  for (let i = 0; i < kept.length; i += 1) {
    const token = kept[i]!;
    if (isQualifier(kept, i, qualifiers)) i += 1;
    else result.push(canonicalToken(token, kept[i - 1], kept[i + 1]));
  }
  return unwrapped(result);
}

/** Whether the token at an index, with the dot behind it, says which table a column is of. */
export function isQualifier(tokens: readonly SqlToken[], i: number, qualifiers: readonly string[]): boolean {
  const token = tokens[i]!;
  return (token.kind === 'word' || token.kind === 'quoted') && tokens[i + 1]?.text === '.' && tokens[i - 1]?.text !== '.' && qualifiers.includes(unquoted(token));
}

function canonicalToken(token: SqlToken, before: SqlToken | undefined, after: SqlToken | undefined): string {
  if (token.kind === 'quoted') return `\`${unquoted(token)}\``;
  if (token.text === '!=') return '<>';
  if (token.kind !== 'word') return token.text;
  const upper = token.text.toUpperCase();
  if (before?.text === '.') return `\`${token.text}\``;
  return after?.text === '(' || EXPRESSION_WORDS.has(upper) || /^CURRENT_|^LOCALTIME/.test(upper) ? upper : `\`${token.text}\``;
}

/** Without parentheses around the whole. */
export function unwrapped(tokens: readonly string[]): string[] {
  let rest = [...tokens];
  while (rest[0] === '(' && closing(rest, 0) === rest.length - 1) rest = rest.slice(1, -1);
  return rest;
}

/** Index of the parenthesis that closes the one at `open`; -1 when none does. */
export function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i += 1) {
    if (tokens[i] === '(') depth += 1;
    if (tokens[i] === ')') depth -= 1;
    if (depth === 0) return i;
  }
  return -1;
}

/** The name that a word or a quoted identifier stands for. */
export function unquoted({ kind, text }: SqlToken): string {
  return kind === 'quoted' ? text.slice(1, -1).replaceAll('``', '`') : text;
}
