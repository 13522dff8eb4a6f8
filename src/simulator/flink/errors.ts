/** Where a token starts; lines and columns count from 1, as the service reports them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A statement the service refuses before it runs; `message` is what `status.detail` shows. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
}

/** A running statement that fails on a record; `message` is the text of the exception. */
export class RuntimeFailure extends Error {
  override readonly name = 'RuntimeFailure';
}

/** Refuses text that is not Flink SQL. */
export function parseFailure(message: string, at: Position): SqlError {
  return new SqlError(`SQL parse failed. ${message} at line ${at.line}, column ${at.column}.`);
}

/** Refuses SQL that parses and makes no sense; the cause names the column, function or table. */
export function invalid(message: string, at?: Position): SqlError {
  const where = at === undefined ? '' : ` Error at line ${at.line}, column ${at.column}.`;
  return new SqlError(`SQL validation failed.${where}\n\nCaused by: ${message}`);
}

/** Refuses Flink SQL that the service knows and this simulator does not play. */
export function notSimulated(what: string, at?: Position): SqlError {
  const where = at === undefined ? '' : ` (line ${at.line}, column ${at.column})`;
  return new SqlError(`${what} is not supported by the simulator${where}.`);
}

/** Marks the end of a switch over a closed union. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
