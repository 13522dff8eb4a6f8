import { diffLines } from './line-diff.js';
import type { DiffLine } from './line-diff.js';

const TOKEN = /'(?:[^']|'')*'|`(?:[^`]|``)*`|"(?:[^"]|"")*"|[(),.;]|[^\s'`"(),.;]+/g;
const CLAUSES: ReadonlySet<string> = new Set(['INSERT', 'SELECT', 'FROM', 'WHERE', 'GROUP', 'HAVING', 'UNION', 'AND']);
/** Words before a parenthesis that are no function. */
const NOT_FUNCTIONS: ReadonlySet<string> = new Set([...CLAUSES, 'OR', 'NOT', 'IN', 'ON', 'AS', 'CASE', 'WHEN', 'THEN', 'ELSE', 'VALUES', 'OVER', 'BY', '=', '<', '>', '<>', '<=', '>=', '+', '-', '*', '/', '||']);

/**
 * Lays a statement out in lines: one per clause, and one per item of the select list. Plans compare SQL as one line of tokens,
 * which nobody can read when it changes.
 */
export function layOutSql(sql: string): string[] {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  let previous = '';
  const flush = (): void => {
    if (line.trim() !== '') lines.push(line);
    line = '';
  };
  for (const token of sql.match(TOKEN) ?? []) {
    const clause = depth === 0 && CLAUSES.has(token.toUpperCase());
    if (clause) flush();
    if (line === '' && !clause) line = '  ';
    line += glued(previous, token, line) ? token : ` ${token}`;
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0 && (token === ',' || token.toUpperCase() === 'SELECT')) flush();
    previous = token;
  }
  flush();
  return lines;
}

/** The lines of two statements that differ. The column list of INSERT repeats the select list, so it is left out when that tells all. */
export function diffSql(before: string, after: string): DiffLine[] {
  const [old, now] = [layOutSql(before), layOutSql(after)];
  const short = diffLines(old.map(withoutColumnList), now.map(withoutColumnList));
  return short.length > 0 ? short : diffLines(old, now);
}

function withoutColumnList(line: string): string {
  return line.replace(/^(INSERT INTO \S+) \(.*\)$/i, '$1 (…)');
}

function glued(previous: string, token: string, line: string): boolean {
  if (line.trim() === '' || previous === '(' || previous === '.') return true;
  if (token === '(') return /^[\w$]/.test(previous) && !NOT_FUNCTIONS.has(previous.toUpperCase());
  return token === ')' || token === ',' || token === '.' || token === ';';
}
