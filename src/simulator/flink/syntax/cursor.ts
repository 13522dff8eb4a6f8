import { parseFailure } from '../errors.js';
import type { SqlError } from '../errors.js';
import { tokenize } from './lexer.js';
import type { Token } from './lexer.js';
import { RESERVED } from './reserved.js';

/** Walks over the tokens of one statement; the only mutable thing of the parser. */
export class Cursor {
  readonly sql: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(sql: string) {
    this.sql = sql;
    this.#tokens = tokenize(sql);
  }

  /** The token `ahead` places on; beyond the text it is the `end` token. */
  peek(ahead = 0): Token {
    const index = Math.min(this.#index + ahead, this.#tokens.length - 1);
    return this.#tokens[index] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  /** True when the next tokens are these keywords or symbols. */
  sees(...expected: readonly string[]): boolean {
    return expected.every((text, ahead) => isText(this.peek(ahead), text));
  }

  /** Consumes these keywords or symbols when they come next. */
  accept(...expected: readonly string[]): boolean {
    if (!this.sees(...expected)) return false;
    this.#index += expected.length;
    return true;
  }

  expect(...expected: readonly string[]): Token {
    const first = this.peek();
    for (const text of expected) {
      if (!this.accept(text)) throw this.unexpected(text);
    }
    return first;
  }

  /** A name: backticked, or a bare word that the grammar does not reserve. */
  name(): string {
    const token = this.peek();
    const bare = token.kind === 'word' && !RESERVED.has(token.text.toUpperCase());
    if (!bare && token.kind !== 'quoted') throw this.unexpected('<IDENTIFIER>');
    return this.next().text;
  }

  seesName(): boolean {
    const token = this.peek();
    return token.kind === 'quoted' || (token.kind === 'word' && !RESERVED.has(token.text.toUpperCase()));
  }

  /** A name of up to three parts: `catalog.database.table`. */
  path(): readonly string[] {
    const parts = [this.name()];
    while (this.accept('.')) parts.push(this.name());
    return parts;
  }

  string(): string {
    if (this.peek().kind !== 'string') throw this.unexpected('<QUOTED_STRING>');
    return this.next().text;
  }

  integer(): number {
    const token = this.peek();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw this.unexpected('<UNSIGNED_INTEGER_LITERAL>');
    return Number(this.next().text);
  }

  /** One or more items between commas. */
  list<T>(item: () => T): readonly T[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** The text from `from` up to the next token, for expressions that are kept as written. */
  textSince(from: Token): string {
    return this.sql.slice(from.offset, this.peek(-1).end);
  }

  unexpected(wanted: string): SqlError {
    const token = this.peek();
    return parseFailure(`Encountered "${token.text}" where ${wanted} was expected`, token);
  }
}

function isText(token: Token, text: string): boolean {
  if (token.kind === 'word') return token.text.toUpperCase() === text;
  return token.kind === 'symbol' && token.text === text;
}
