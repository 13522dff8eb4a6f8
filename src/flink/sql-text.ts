/** Just enough SQL to compare two statements and to see whether a fragment stays where it is put. */

export type TokenKind = 'word' | 'quoted' | 'literal' | 'number' | 'symbol' | 'comment' | 'hint' | 'unterminated';

export interface SqlToken {
  readonly kind: TokenKind;
  readonly text: string;
  /** Characters from the start of the text, from 0. */
  readonly position: number;
}

/** Keywords whose case does not matter. Other bare words are names, and names are case-sensitive in Flink. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `ADD ALL ALTER AND ANY ARRAY AS ASC BEGIN BETWEEN BIGINT BINARY BOOLEAN BUCKETS BY BYTES CASE CAST CHAR COLUMN COMMENT
  CREATE CROSS CURRENT DATE DAY DECIMAL DELETE DESC DESCRIBE DISTINCT DISTRIBUTED DOUBLE DROP ELSE END ENFORCED ESCAPE
  EXECUTE EXISTS EXPLAIN FALSE FLOAT FOR FROM FULL GROUP HASH HAVING HOUR IF IN INNER INSERT INT INTEGER INTERVAL INTO IS
  JOIN KEY LEFT LIKE LIMIT LOCAL MAP METADATA MINUTE MODIFY MONTH NOT NULL NUMERIC ON OR ORDER OUTER OVER PARTITION PRECISION
  PRIMARY RETURNING RIGHT ROW SECOND SELECT SET SHOW SIMILAR SMALLINT STATEMENT STRING SYMMETRIC TABLE TABLES THEN TIME
  TIMESTAMP TIMESTAMP_LTZ TINYINT TO TRUE UNION UNKNOWN UNNEST VALUES VARBINARY VARCHAR VIEW WATERMARK WHEN WHERE WITH
  WITHOUT YEAR ZONE`.split(/\s+/),
);

/** A word before a parenthesis is a function, except behind these, where it is a name with a list of columns. */
const BEFORE_NAMES: ReadonlySet<string> = new Set(['INTO', 'TABLE', 'VIEW', 'EXISTS', 'AS', '.']);

const TOKEN = new RegExp(
  [
    /\s+/,
    /--[^\n]*/,
    /\/\*\+[^]*?\*\//,
    /\/\*[^]*?\*\//,
    /'(?:[^']|'')*'/,
    /`(?:[^`]|``)*`/,
    /"(?:[^"]|"")*"/,
    /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/,
    /[\p{L}_$][\p{L}\p{N}_$]*/u,
    /<>|<=|>=|!=|\|\||=>|[^]/,
  ].map((part) => part.source).join('|'),
  'gyu',
);

/** Splits SQL into tokens; whitespace is dropped. An open quote or comment becomes one `unterminated` token. */
export function tokeniseSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const text = match[0];
    const position = match.index;
    if (text.trim() === '') continue;
    const openComment = text === '/' && sql.startsWith('/*', position);
    if (openComment || /^['"`]$/.test(text)) {
      tokens.push({ kind: 'unterminated', text: sql.slice(position), position });
      break;
    }
    tokens.push({ kind: kindOf(text), text, position });
  }
  return tokens;
}

/**
 * Whether two statements mean the same to Flink: whitespace, comments, the case of keywords and functions, and closing
 * semicolons do not matter; literals, names and hints do. May say `false` for equal statements, never the reverse.
 */
export function sameSql(a: string, b: string): boolean {
  const left = canonicalTokens(a);
  const right = canonicalTokens(b);
  return left.length === right.length && left.every((token, i) => token === right[i]);
}

/** One text for all statements that `sameSql` calls the same: what diffs compare and reports show as changed. */
export function canonicalSql(sql: string): string {
  return canonicalTokens(sql).join(' ');
}

function canonicalTokens(sql: string): string[] {
  const tokens = tokeniseSql(sql).filter((token) => token.kind !== 'comment');
  while (tokens.at(-1)?.text === ';') tokens.pop();
  return tokens.map((token, i) => {
    if (token.kind === 'hint') return token.text.replace(/\s+/g, ' ');
    if (token.kind !== 'word') return token.text;
    const upper = token.text.toUpperCase();
    const isCall = tokens[i + 1]?.text === '(' && !BEFORE_NAMES.has(tokens[i - 1]?.text.toUpperCase() ?? '');
    return KEYWORDS.has(upper) || isCall ? upper : token.text;
  });
}

function kindOf(text: string): TokenKind {
  const first = text[0]!;
  if (text.startsWith('--')) return 'comment';
  if (text.startsWith('/*+')) return 'hint';
  if (text.startsWith('/*')) return 'comment';
  if (first === "'") return 'literal';
  if (first === '`' || first === '"') return 'quoted';
  if (/^\.?[0-9]/.test(text)) return 'number';
  if (/^[\p{L}_$]/u.test(text)) return 'word';
  return 'symbol';
}
