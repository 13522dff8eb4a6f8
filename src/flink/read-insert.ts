import { canonicalExpression, isQualifier, unquoted } from './expression-tokens.js';
import { splitAlias, splitList, refuseQueries, Unreadable } from './select-list.js';
import { tokeniseSql } from './sql-text.js';
import type { SqlToken } from './sql-text.js';

/** One value of the SELECT list. */
export interface SelectItem {
  /** As written, without the alias. */
  readonly text: string;
  /** See `canonicalExpression`. */
  readonly tokens: readonly string[];
  readonly alias?: string;
}

/** An `INSERT INTO target SELECT ... FROM source WHERE ...` over one table: what a decode statement is. */
export interface InsertQuery {
  /** The last part of the target's name. */
  readonly target: string;
  /** Absent: the values go to the target's columns in their order. */
  readonly columns?: readonly string[];
  readonly items: readonly SelectItem[];
  readonly source: string;
  /** Catalogs and databases that the two tables are qualified with. */
  readonly databases: readonly string[];
  /** `/*+ OPTIONS(...) *\/` behind the source, or anywhere else. */
  readonly hints: readonly string[];
  readonly where?: SelectItem;
}

/** Why a statement is not one of those. */
export interface NoInsertQuery {
  readonly reason: string;
}

export function isInsertQuery(result: InsertQuery | NoInsertQuery): result is InsertQuery {
  return 'items' in result;
}

/** Clauses behind FROM that make more of it than one row in, one row out. */
const CLAUSES: Readonly<Record<string, string>> = {
  JOIN: 'it joins tables', CROSS: 'it joins tables', LEFT: 'it joins tables', RIGHT: 'it joins tables', FULL: 'it joins tables', INNER: 'it joins tables',
  GROUP: 'it groups rows', HAVING: 'it groups rows', WINDOW: 'it uses windows', ORDER: 'it sorts rows', LIMIT: 'it limits rows', OFFSET: 'it limits rows',
  FETCH: 'it limits rows', UNION: 'it combines several queries', INTERSECT: 'it combines several queries', EXCEPT: 'it combines several queries',
  MATCH_RECOGNIZE: 'it matches patterns', PIVOT: 'it pivots', UNPIVOT: 'it pivots', QUALIFY: 'it filters by window functions', FOR: 'it reads a table as of a time',
};

/**
 * Reads one statement of the form that decodes a topic; says of any other why it is none. Pure; knows no catalog, so it
 * takes the last part of a dotted name for the table's.
 */
export function readInsert(sql: string): InsertQuery | NoInsertQuery {
  try {
    return new InsertReader(sql).read();
  } catch (error) {
    if (error instanceof Unreadable) return { reason: error.message };
    throw error;
  }
}

class InsertReader {
  private readonly sql: string;
  private readonly tokens: readonly SqlToken[];
  private readonly hints: string[] = [];
  private readonly databases: string[] = [];
  private next = 0;

  constructor(sql: string) {
    this.sql = sql;
    const all = tokeniseSql(sql);
    if (all.some((token) => token.kind === 'unterminated')) throw new Unreadable('a quote or comment in it is never closed');
    this.hints.push(...all.filter((token) => token.kind === 'hint').map((token) => token.text.replace(/\s+/g, ' ')));
    const tokens = all.filter((token) => token.kind !== 'comment' && token.kind !== 'hint');
    while (tokens.at(-1)?.text === ';') tokens.pop();
    this.tokens = tokens;
  }

  read(): InsertQuery {
    if (!this.skip('INSERT')) throw new Unreadable(beginning(this.tokens));
    if (!this.skip('INTO')) throw new Unreadable('it overwrites its target');
    const target = this.name();
    const columns = this.tokens[this.next]?.text === '(' ? this.columnList() : undefined;
    if (!this.skip('SELECT')) throw new Unreadable('its rows do not come from a SELECT');
    this.skip('ALL');
    const list = this.until(new Set(['FROM']));
    if (!this.skip('FROM')) throw new Unreadable('it reads no table');
    if (this.tokens[this.next]?.text === '(' || this.is('TABLE') || this.is('LATERAL') || this.is('UNNEST')) throw new Unreadable('it reads a query or a function, not a table');
    const source = this.name();
    const alias = this.alias();
    const where = this.skip('WHERE') ? this.rest() : undefined;
    this.end();
    const qualifiers = [source, ...(alias === undefined ? [] : [alias])];
    return {
      target,
      ...(columns === undefined ? {} : { columns }),
      items: splitList(list).map((item) => this.item(item, qualifiers, true)),
      source,
      databases: this.databases,
      hints: this.hints,
      ...(where === undefined ? {} : { where: this.item(where, qualifiers, false) }),
    };
  }

  private columnList(): string[] {
    this.next += 1;
    const names: string[] = [];
    do names.push(this.identifier());
    while (this.skip(','));
    if (!this.skip(')')) throw new Unreadable('its column list cannot be read');
    return names;
  }

  private alias(): string | undefined {
    if (this.skip('AS')) return this.identifier();
    const token = this.tokens[this.next];
    const isName = token?.kind === 'quoted' || (token?.kind === 'word' && token.text.toUpperCase() !== 'WHERE' && CLAUSES[token.text.toUpperCase()] === undefined);
    return isName ? this.identifier() : undefined;
  }

  /** The tokens up to one of the words outside parentheses. */
  private until(words: ReadonlySet<string>): SqlToken[] {
    const found: SqlToken[] = [];
    for (let depth = 0; this.next < this.tokens.length; this.next += 1) {
      const token = this.tokens[this.next]!;
      if (token.text === '(' || token.text === '[') depth += 1;
      if (token.text === ')' || token.text === ']') depth -= 1;
      if (depth === 0 && token.kind === 'word' && words.has(token.text.toUpperCase())) break;
      found.push(token);
    }
    return found;
  }

  private rest(): SqlToken[] {
    return this.until(new Set(Object.keys(CLAUSES).filter((word) => !['LEFT', 'RIGHT', 'FOR'].includes(word))));
  }

  private end(): void {
    const token = this.tokens[this.next];
    if (token === undefined) return;
    throw new Unreadable(token.text === ',' ? 'it joins tables' : token.text === ';' ? 'it is several statements' : (CLAUSES[token.text.toUpperCase()] ?? `it goes on with ${token.text}, which this reader does not know`));
  }

  private item(tokens: readonly SqlToken[], qualifiers: readonly string[], aliased: boolean): SelectItem {
    const { value, alias } = aliased ? splitAlias(tokens) : { value: tokens, alias: undefined };
    const first = value[0];
    if (first === undefined) throw new Unreadable('a value of its SELECT is empty');
    if (value.at(-1)?.text === '*' && (value.length === 1 || value.at(-2)?.text === '.')) throw new Unreadable('it selects *, whose columns change with the source');
    refuseQueries(value);
    return {
      text: this.textOf(value, qualifiers),
      tokens: canonicalExpression(value, qualifiers),
      ...(alias === undefined ? {} : { alias }),
    };
  }

  /** As written, without comments and without the table that a column is qualified with. */
  private textOf(tokens: readonly SqlToken[], qualifiers: readonly string[]): string {
    let text = '';
    let end = tokens[0]!.position;
    for (let i = 0; i < tokens.length; i += 1) {
      const token = tokens[i]!;
      const gap = this.sql.slice(end, token.position);
      text += gap === '' ? '' : ' ';
      end = token.position + token.text.length;
      if (isQualifier(tokens, i, qualifiers)) {
        i += 1;
        end = tokens[i]!.position + 1;
      } else text += token.text;
    }
    return text;
  }

  private name(): string {
    let name = this.identifier();
    while (this.skip('.')) {
      this.databases.push(name);
      name = this.identifier();
    }
    return name;
  }

  private identifier(): string {
    const token = this.tokens[this.next];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) throw new Unreadable(`a name was expected${token === undefined ? ' at its end' : ` in place of ${token.text}`}`);
    this.next += 1;
    return unquoted(token);
  }

  private is(word: string): boolean {
    const token = this.tokens[this.next];
    return token !== undefined && token.kind !== 'quoted' && token.kind !== 'literal' && token.text.toUpperCase() === word;
  }

  private skip(word: string): boolean {
    if (!this.is(word)) return false;
    this.next += 1;
    return true;
  }
}

function beginning(tokens: readonly SqlToken[]): string {
  const words = tokens.slice(0, 4).map((token) => token.text.toUpperCase());
  if (words[0] === 'EXECUTE' || words[0] === 'BEGIN') return 'it is a statement set';
  if (words[0] === 'CREATE') return 'it creates the table that it fills (CREATE TABLE ... AS SELECT)';
  return `it begins with ${words[0] ?? 'nothing'}, not with INSERT INTO`;
}
