import type { BodyReader } from './transport.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Where a list's rows are: `{ "data": [ row ] }`. */
const ROWS_DEPTH = 2;
const DATA = '"data"';

/**
 * Reads a list envelope piece by piece and keeps the rows that hold `needle` somewhere; the others are never made into
 * objects, or into text. Its answer is the envelope with those rows as `data`.
 */
export function createRowReader(needle: string): BodyReader {
  return new RowReader(Buffer.from(needle));
}

class RowReader implements BodyReader {
  readonly #needle: Buffer;
  readonly #rows: string[] = [];
  /** All but the rows. */
  readonly #envelope: Buffer[] = [];
  /** The beginning of what goes on in the next piece. */
  #pending: Buffer[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last string at the envelope's own level: a member's name, when something follows it. */
  #name = '';
  #inRows = false;

  constructor(needle: Buffer) {
    this.#needle = needle;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        if (!this.#inString && this.#depth === 1) this.#name = this.#take(bytes, start, index + 1, false).subarray(-DATA.length).toString('latin1');
        continue;
      }
      if (byte > CLOSE_BRACE || (byte < OPEN_BRACKET && byte !== QUOTE)) continue;
      if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#inRows && this.#depth === ROWS_DEPTH) {
          this.#pending = [];
          start = index;
        }
        this.#depth += 1;
        if (byte === OPEN_BRACKET && this.#depth === ROWS_DEPTH && this.#name === DATA) {
          this.#envelope.push(this.#take(bytes, start, index + 1, true));
          start = index + 1;
          this.#inRows = true;
        }
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#depth -= 1;
        if (this.#inRows && this.#depth === ROWS_DEPTH) {
          this.#keep(this.#take(bytes, start, index + 1, true));
          start = index + 1;
        } else if (this.#inRows && this.#depth < ROWS_DEPTH) {
          // What stands between the rows is commas.
          this.#pending = [];
          this.#inRows = false;
          this.#name = '';
          start = index;
        }
      }
    }
    this.#pending.push(Buffer.from(bytes.subarray(start)));
  }

  end(): unknown {
    if (this.#depth !== 0 || this.#inString || this.#inRows) throw new Error('the answer breaks off');
    try {
      const envelope = JSON.parse(Buffer.concat([...this.#envelope, ...this.#pending]).toString('utf8')) as Record<string, unknown> | null;
      return Array.isArray(envelope?.['data']) ? { ...envelope, data: this.#rows.map((row) => JSON.parse(row) as unknown) } : envelope;
    } catch {
      throw new Error('the answer is not JSON');
    }
  }

  /** What has gathered up to here. */
  #take(bytes: Buffer, start: number, end: number, clears: boolean): Buffer {
    const part = bytes.subarray(start, end);
    if (this.#pending.length === 0) return clears && this.#depth <= ROWS_DEPTH && !this.#inRows ? Buffer.from(part) : part;
    const whole = Buffer.concat([...this.#pending, part]);
    if (clears) this.#pending = [];
    return whole;
  }

  #keep(row: Buffer): void {
    if (row.includes(this.#needle)) this.#rows.push(row.toString('utf8'));
  }
}
