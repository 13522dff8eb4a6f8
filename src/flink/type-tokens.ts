/** Ends the reading of a type; becomes a `TypeProblem`. */
export class Refusal extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** A word, number, symbol or quoted identifier of a type. */
export interface Token {
  readonly text: string;
  /** Upper case for words, the text itself for symbols, undefined for a quoted identifier. */
  readonly word: string | undefined;
  readonly position: number;
}

/** @throws Refusal at a character that no type holds. */
export function tokeniseType(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|`(?:[^`]|``)+`|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[<>(),]/gy;
  while (pattern.lastIndex < text.length) {
    const position = pattern.lastIndex;
    const match = pattern.exec(text)?.[0];
    if (match === undefined) throw new Refusal(`unexpected character ${JSON.stringify(text[position])}`, position);
    if (match.trim() === '') continue;
    const quoted = match.startsWith('`');
    tokens.push({
      text: quoted ? match.slice(1, -1).replaceAll('``', '`') : match,
      word: quoted ? undefined : match.toUpperCase(),
      position,
    });
  }
  return tokens;
}
