import { Refusal, tokeniseType } from './type-tokens.js';
import type { Token } from './type-tokens.js';
import type { FlinkType, NestedType, RowField, SimpleName, SizedName, TemporalName, TypeProblem } from './types.js';

/** Flink's limits. A VARCHAR of the largest length is a STRING, a VARBINARY of it BYTES. */
const MAX_LENGTH = 2_147_483_647;
const MAX_DECIMAL_PRECISION = 38;
const MAX_FRACTION_DIGITS = 9;

const SIMPLE: Readonly<Record<string, SimpleName>> = {
  BOOLEAN: 'BOOLEAN', TINYINT: 'TINYINT', SMALLINT: 'SMALLINT', INT: 'INT', INTEGER: 'INT', BIGINT: 'BIGINT',
  FLOAT: 'FLOAT', DOUBLE: 'DOUBLE', STRING: 'STRING', BYTES: 'BYTES', DATE: 'DATE',
};

/** Types of other systems, and Flink types that no Confluent Cloud sink takes (semantics.md 2.2), with what to write. */
const ADVICE: Readonly<Record<string, string>> = {
  TEXT: 'STRING', JSON: 'STRING', JSONB: 'STRING', UUID: 'STRING', NVARCHAR: 'STRING', VARCHAR2: 'STRING', CLOB: 'STRING',
  BLOB: 'BYTES', BYTEA: 'BYTES', BOOL: 'BOOLEAN', REAL: 'FLOAT', LONG: 'BIGINT', INT64: 'BIGINT', INT32: 'INT',
  DATETIME: 'TIMESTAMP(3)', TIMESTAMPTZ: 'TIMESTAMP_LTZ(3)', NUMBER: 'DECIMAL(p, s)',
  INTERVAL: 'STRING', MULTISET: 'ARRAY<...>', RAW: 'BYTES', VARIANT: 'STRING',
};

/** See `parseFlinkType`. */
export function parseType(text: string): FlinkType | TypeProblem {
  try {
    const parser = new TypeParser(tokeniseType(text), text.length);
    return parser.wholeType();
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message, position: error.position };
    throw error;
  }
}

class TypeParser {
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private next = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens;
    this.end = end;
  }

  wholeType(): FlinkType {
    const type = this.type();
    const rest = this.tokens[this.next];
    if (rest?.word === 'NOT' || rest?.word === 'NULL') {
      throw new Refusal('nullability is not part of the type: use "nullable: false"', rest.position);
    }
    if (rest) throw new Refusal(`unexpected ${JSON.stringify(rest.text)} after the type`, rest.position);
    return type;
  }

  private type(): FlinkType {
    const token = this.take('a type');
    const word = token.word;
    if (word === undefined) throw new Refusal('a type name is not quoted', token.position);
    const simple = SIMPLE[word];
    if (simple !== undefined) {
      if (simple === 'DOUBLE') this.skip('PRECISION');
      return { kind: 'simple', name: simple };
    }
    switch (word) {
      case 'CHAR':
      case 'VARCHAR':
      case 'BINARY':
      case 'VARBINARY':
        return this.sized(word, token);
      case 'DECIMAL':
      case 'DEC':
      case 'NUMERIC':
        return this.decimal(token);
      case 'TIME':
      case 'TIMESTAMP':
      case 'TIMESTAMP_LTZ':
        return this.temporal(word, token);
      case 'ARRAY': {
        this.expect('<');
        const element = this.nested();
        this.expect('>');
        return { kind: 'array', element };
      }
      case 'MAP': {
        this.expect('<');
        const key = this.nested();
        this.expect(',');
        const value = this.nested();
        this.expect('>');
        return { kind: 'map', key, value };
      }
      case 'ROW':
        return this.row(token);
      default: {
        const advice = ADVICE[word];
        const hint = advice === undefined ? '' : `: write ${advice}`;
        throw new Refusal(`${token.text} is not a column type of Flink on Confluent Cloud${hint}`, token.position);
      }
    }
  }

  private sized(name: SizedName, token: Token): FlinkType {
    const [length] = this.parameters(1);
    if (length === undefined) {
      // Flink reads VARCHAR as VARCHAR(1), which nobody means.
      const whole = name === 'VARCHAR' || name === 'CHAR' ? 'STRING' : 'BYTES';
      throw new Refusal(`${name} without a length is ${name}(1) in Flink: write ${whole} or ${name}(n)`, token.position);
    }
    if (length < 1 || length > MAX_LENGTH) throw new Refusal(`the length must be 1 to ${MAX_LENGTH}`, token.position);
    if (length === MAX_LENGTH && name === 'VARCHAR') return { kind: 'simple', name: 'STRING' };
    if (length === MAX_LENGTH && name === 'VARBINARY') return { kind: 'simple', name: 'BYTES' };
    return { kind: 'sized', name, length };
  }

  private decimal(token: Token): FlinkType {
    const [precision = 10, scale = 0] = this.parameters(2);
    if (precision < 1 || precision > MAX_DECIMAL_PRECISION) {
      throw new Refusal(`the precision of a DECIMAL must be 1 to ${MAX_DECIMAL_PRECISION}`, token.position);
    }
    if (scale > precision) throw new Refusal('the scale of a DECIMAL may not exceed its precision', token.position);
    return { kind: 'decimal', precision, scale };
  }

  private temporal(word: TemporalName, token: Token): FlinkType {
    const [precision = word === 'TIME' ? 0 : 6] = this.parameters(1);
    if (precision > MAX_FRACTION_DIGITS) {
      throw new Refusal(`the precision of a ${word} must be 0 to ${MAX_FRACTION_DIGITS}`, token.position);
    }
    return { kind: 'temporal', name: word === 'TIMESTAMP_LTZ' ? word : this.zone(word), precision };
  }

  /** `WITHOUT TIME ZONE`, `WITH LOCAL TIME ZONE`; a zone kept in the value is not supported (semantics.md 2.2). */
  private zone(word: TemporalName): TemporalName {
    const start = this.tokens[this.next];
    if (this.skip('WITHOUT')) {
      this.expect('TIME');
      this.expect('ZONE');
      return word;
    }
    if (!this.skip('WITH')) return word;
    const local = this.skip('LOCAL');
    this.expect('TIME');
    this.expect('ZONE');
    if (!local || word === 'TIME') {
      throw new Refusal(`${word} WITH TIME ZONE is not supported: write TIMESTAMP_LTZ(p) or STRING`, start?.position ?? this.end);
    }
    return 'TIMESTAMP_LTZ';
  }

  private row(token: Token): FlinkType {
    const close = this.skip('<') ? '>' : (this.expect('('), ')');
    const fields: RowField[] = [];
    do {
      const name = this.take('a field name');
      if (name.word !== undefined && !/^[A-Z_]/.test(name.word)) {
        throw new Refusal(`expected a field name, found ${JSON.stringify(name.text)}`, name.position);
      }
      if (fields.some((field) => field.name === name.text)) {
        throw new Refusal(`the field ${name.text} occurs twice`, token.position);
      }
      fields.push({ name: name.text, ...this.nested() });
    } while (this.skip(','));
    this.expect(close);
    return { kind: 'row', fields };
  }

  private nested(): NestedType {
    const type = this.type();
    if (this.skip('NOT')) {
      this.expect('NULL');
      return { type, nullable: false };
    }
    this.skip('NULL');
    return { type, nullable: true };
  }

  private parameters(most: number): number[] {
    const numbers: number[] = [];
    if (!this.skip('(')) return numbers;
    do {
      const token = this.take('a number');
      if (!/^[0-9]+$/.test(token.text)) throw new Refusal('expected a number', token.position);
      if (numbers.length === most) throw new Refusal('too many parameters', token.position);
      numbers.push(Number(token.text));
    } while (this.skip(','));
    this.expect(')');
    return numbers;
  }

  private take(what: string): Token {
    const token = this.tokens[this.next];
    if (!token) throw new Refusal(`expected ${what}`, this.end);
    this.next += 1;
    return token;
  }

  private skip(word: string): boolean {
    if (this.tokens[this.next]?.word !== word) return false;
    this.next += 1;
    return true;
  }

  private expect(word: string): void {
    if (this.skip(word)) return;
    const found = this.tokens[this.next];
    throw new Refusal(`expected ${word}${found ? `, found ${JSON.stringify(found.text)}` : ''}`, found?.position ?? this.end);
  }
}
