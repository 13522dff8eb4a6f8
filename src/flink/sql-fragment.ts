import { assertNever } from '../core/assert-never.js';
import { tokeniseSql } from './sql-text.js';
import type { SqlToken } from './sql-text.js';

/** Why a `where` or `expression` is refused; `position` counts characters from 0. */
export interface SqlFragmentProblem {
  readonly reason: string;
  readonly position: number;
}

const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** A fragment looks at one row. A query inside it would read other tables and keep state for them. */
const QUERY_WORDS: ReadonlySet<string> = new Set(
  'SELECT INSERT UPDATE DELETE DROP CREATE ALTER UNION INTERSECT EXCEPT MINUS VALUES INTO EXECUTE TABLE'.split(' '),
);

/** Rejected by Flink in an updating query, since a retraction could not repeat them (semantics.md 2.5 and 8.1.10). */
const NON_DETERMINISTIC: ReadonlySet<string> = new Set(
  `CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME LOCALTIME LOCALTIMESTAMP CURRENT_ROW_TIMESTAMP NOW UUID RAND RAND_INTEGER
  PROCTIME UNIX_TIMESTAMP`.split(/\s+/),
);

/**
 * Checks SQL that a user wrote on purpose, before it is put between parentheses: it must be one expression, must not end
 * the statement or the parenthesis it stands in, and must give the same answer whenever it is asked.
 */
export function checkSqlFragment(text: string): SqlFragmentProblem | undefined {
   
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control) return { reason: 'it holds a control character', position: control.index };
  const tokens = tokeniseSql(text);
  if (tokens.length === 0) return { reason: 'it is empty', position: 0 };
  const open: SqlToken[] = [];
  for (const [i, token] of tokens.entries()) {
    const reason = tokenProblem(token, tokens[i - 1], tokens[i + 1], open);
    if (reason !== undefined) return { reason, position: token.position };
  }
  const unclosed = open.at(-1);
  return unclosed && { reason: `the ${unclosed.text} is never closed`, position: unclosed.position };
}

/** Also keeps `open`, the parentheses that wait for their end. */
function tokenProblem(token: SqlToken, before: SqlToken | undefined, after: SqlToken | undefined, open: SqlToken[]): string | undefined {
  switch (token.kind) {
    case 'unterminated':
      return 'a quote or comment is never closed';
    case 'comment':
    case 'hint':
      return 'it holds a comment';
    case 'word':
      return before?.text === '.' ? undefined : wordProblem(token.text, after);
    case 'symbol':
      return symbolProblem(token, open);
    case 'quoted':
      return token.text.startsWith('"') ? 'names are quoted with backticks, texts with single quotes' : undefined;
    case 'literal':
    case 'number':
      return undefined;
    default:
      return assertNever(token.kind);
  }
}

function wordProblem(text: string, after: SqlToken | undefined): string | undefined {
  const word = text.toUpperCase();
  if (QUERY_WORDS.has(word)) return `${word} does not belong into an expression on one row`;
  const isCall = after?.text === '(';
  const isKeyword = word.startsWith('CURRENT_') || word.startsWith('LOCALTIME');
  if (NON_DETERMINISTIC.has(word) && (isCall || isKeyword)) return `${word} gives another answer each time, which Flink refuses here`;
  return undefined;
}

function symbolProblem(token: SqlToken, open: SqlToken[]): string | undefined {
  if (token.text === ';') return 'a semicolon would end the statement';
  if (token.text === ',' && open.length === 0) return 'a comma would start another expression';
  if (OPENING[token.text] !== undefined) open.push(token);
  else if (token.text === ')' || token.text === ']') {
    const opened = open.pop();
    if (!opened || OPENING[opened.text] !== token.text) return `the ${token.text} was never opened`;
  }
  return undefined;
}
