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
/** Not looked for yet. */
const BEFORE = -1;

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
  /** Where the needle stands next in the piece at hand. */
  #hit = BEFORE;

  constructor(needle: Buffer) {
    this.#needle = needle;
  }

  // Every byte of hundreds of megabytes comes by here, so what changes with each of them is kept in variables.
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = bytes.length;
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let start = 0;
    let index = 0;
    this.#hit = BEFORE;
    while (index < end) {
      const byte = bytes[index]!;
      index += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (depth === 1) this.#name = this.#whole(bytes, start, index).subarray(-DATA.length).toString('latin1');
        } else while (index < end && bytes[index] !== QUOTE && bytes[index] !== BACKSLASH) index += 1;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#inRows && depth === ROWS_DEPTH) {
          this.#pending = [];
          start = index - 1;
        }
        depth += 1;
        if (byte === OPEN_BRACKET && depth === ROWS_DEPTH && this.#name === DATA) {
          this.#envelope.push(Buffer.from(this.#whole(bytes, start, index)));
          this.#pending = [];
          start = index;
          this.#inRows = true;
        }
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (!this.#inRows) continue;
        if (depth === ROWS_DEPTH) {
          this.#endRow(bytes, start, index);
          start = index;
        } else if (depth < ROWS_DEPTH) {
          // What stands between the rows is commas.
          this.#pending = [];
          this.#inRows = false;
          this.#name = '';
          start = index - 1;
        }
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    this.#pending.push(Buffer.from(bytes.subarray(start)));
  }

  end(): unknown {
    if (this.#depth !== 0 || this.#inString || this.#inRows) throw new Error('the answer breaks off');
    try {
      const envelope = JSON.parse(Buffer.concat([...this.#envelope, ...this.#pending]).toString('utf8')) as Record<string, unknown> | null;
      return Array.isArray(envelope?.['data']) ? { ...envelope, data: JSON.parse(`[${this.#rows.join(',')}]`) as unknown } : envelope;
    } catch {
      throw new Error('the answer is not JSON');
    }
  }

  /** What has gathered up to here. */
  #whole(bytes: Buffer, start: number, end: number): Buffer {
    const part = bytes.subarray(start, end);
    return this.#pending.length === 0 ? part : Buffer.concat([...this.#pending, part]);
  }

  #endRow(bytes: Buffer, start: number, end: number): void {
    if (this.#pending.length > 0) {
      const row = this.#whole(bytes, start, end);
      this.#pending = [];
      if (row.includes(this.#needle)) this.#rows.push(row.toString('utf8'));
      return;
    }
    // One search per hit, not per row: hardly any row has one.
    if (this.#hit < start) this.#hit = found(bytes.indexOf(this.#needle, start));
    if (this.#hit < end) this.#rows.push(bytes.toString('utf8', start, end));
  }
}

function found(index: number): number {
  return index === -1 ? Number.POSITIVE_INFINITY : index;
}
