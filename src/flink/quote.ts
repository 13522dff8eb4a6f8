/**
 * The one place where a name or a text becomes part of a SQL statement. Everything a user wrote passes through here,
 * except `where` and `expression`, which are SQL on purpose and pass through `checkSqlFragment`.
 */

 
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Backticks, doubled inside. @throws Error for an empty name or one with control characters. */
export function quoteIdentifier(name: string): string {
  if (name === '') throw new Error('a SQL identifier may not be empty');
  refuseControlCharacters(name, 'identifier');
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Single quotes, doubled inside. @throws Error for a text with control characters. */
export function quoteLiteral(text: string): string {
  refuseControlCharacters(text, 'literal');
  return `'${text.replaceAll("'", "''")}'`;
}

/** Identifiers separated by commas, each quoted. */
export function quoteIdentifiers(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}

/** Whether `quoteIdentifier` takes the name: for checks that want a diagnostic instead of an exception. */
export function isQuotable(name: string): boolean {
  return name !== '' && !CONTROL_CHARACTER.test(name);
}

function refuseControlCharacters(text: string, what: string): void {
  const match = CONTROL_CHARACTER.exec(text);
  if (!match) return;
  const code = text.charCodeAt(match.index).toString(16).padStart(4, '0');
  throw new Error(`a SQL ${what} may not hold the control character U+${code} (at position ${match.index})`);
}
