import { isExpressionWord, unquoted } from './expression-tokens.js';
import type { SqlToken } from './sql-text.js';

/** What begins a query inside an expression, or reaches over several rows. */
const NOT_IN_EXPRESSIONS: Readonly<Record<string, string>> = { SELECT: 'it holds a subquery', OVER: 'it uses window functions', DISTINCT: 'it removes duplicates' };
const AGGREGATES: ReadonlySet<string> = new Set('COUNT SUM AVG MIN MAX COLLECT LISTAGG STDDEV VARIANCE FIRST_VALUE LAST_VALUE ARRAY_AGG JSON_OBJECTAGG JSON_ARRAYAGG STDDEV_POP STDDEV_SAMP VAR_POP VAR_SAMP'.split(' '));

/** Why a statement is none that decodes a topic. */
export class Unreadable extends Error {}

/** The parts between the commas outside parentheses. */
export function splitList(tokens: readonly SqlToken[]): SqlToken[][] {
  const items: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(' || token.text === '[') depth += 1;
    if (token.text === ')' || token.text === ']') depth -= 1;
    if (token.text === ',' && depth === 0) items.push([]);
    else items.at(-1)!.push(token);
  }
  return items;
}

/** A value and its alias: `a + b AS c`, `f(a) c`. */
export function splitAlias(tokens: readonly SqlToken[]): { readonly value: readonly SqlToken[]; readonly alias?: string } {
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  if (last === undefined || before === undefined || (last.kind !== 'word' && last.kind !== 'quoted')) return { value: tokens };
  if (before.kind === 'word' && before.text.toUpperCase() === 'AS') return { value: tokens.slice(0, -2), alias: unquoted(last) };
  const endsValue = ['quoted', 'literal', 'number'].includes(before.kind) || [')', ']'].includes(before.text) || (before.kind === 'word' && (before.text.toUpperCase() === 'END' || !isExpressionWord(before)));
  return endsValue && !isExpressionWord(last) ? { value: tokens.slice(0, -1), alias: unquoted(last) } : { value: tokens };
}

/** Throws `Unreadable` where a value holds a query, or is made of several rows. */
export function refuseQueries(tokens: readonly SqlToken[]): void {
  tokens.forEach((token, i) => {
    if (token.kind !== 'word' || tokens[i - 1]?.text === '.') return;
    const word = token.text.toUpperCase();
    const reason = NOT_IN_EXPRESSIONS[word];
    if (reason !== undefined) throw new Unreadable(reason);
    if (AGGREGATES.has(word) && tokens[i + 1]?.text === '(') throw new Unreadable(`it aggregates rows (${word})`);
  });
}
