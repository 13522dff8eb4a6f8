import { SqlError } from '../errors.js';
import * as t from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';

interface ProtoField {
  readonly name: string;
  readonly type: string;
  readonly label: 'optional' | 'repeated' | undefined;
  readonly keyType?: string;
  /** The `oneof` that it stands in. */
  readonly oneof?: string;
  readonly options: string;
}

interface Message {
  readonly name: string;
  readonly fields: readonly ProtoField[];
}

interface Schema {
  readonly messages: ReadonlyMap<string, Message>;
  readonly enums: ReadonlySet<string>;
  readonly root: Message | undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[A-Za-z_.][\w.]*|-?\d[\w.]*|[^\s\w]/g;

/** The Flink type of the first message of a Protobuf schema (semantics.md 2.2). Scalars without `optional` are NOT NULL. Throws SqlError. */
export function readProtobuf(text: string): DataType {
  const schema = readSchema(text);
  if (schema.root === undefined) throw new SqlError('Cannot infer a table: the Protobuf schema has no message.');
  return t.notNull(readMessage(schema.root, schema, []));
}

function readSchema(text: string): Schema {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) => (match.startsWith('"') ? match : ' '));
  const parser = new Parser(plain.match(TOKEN) ?? []);
  parser.readFile();
  return { messages: parser.messages, enums: parser.enums, root: parser.root };
}

/** Reads the part of the Protobuf language that schemas are written in; options other than those of fields are skipped. */
class Parser {
  readonly messages = new Map<string, Message>();
  readonly enums = new Set<string>();
  root: Message | undefined;
  readonly #tokens: readonly string[];
  #index = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  readFile(): void {
    while (this.#index < this.#tokens.length) {
      const token = this.#next();
      if (token === 'message') this.root = first(this.root, this.#readMessage());
      else if (token === 'enum') this.#readEnum();
      else if (token !== ';') this.#skipStatement();
    }
  }

  #next(): string {
    const token = this.#tokens[this.#index] ?? '';
    this.#index += 1;
    return token;
  }

  #peek(): string {
    return this.#tokens[this.#index] ?? '';
  }

  #readEnum(): void {
    this.enums.add(this.#next());
    this.#next();
    this.#skipBlock();
  }

  #skipBlock(): void {
    for (let depth = 1; depth > 0 && this.#index < this.#tokens.length;) {
      const token = this.#next();
      depth += token === '{' ? 1 : token === '}' ? -1 : 0;
    }
  }

  #skipStatement(): void {
    for (let token = this.#next(); token !== ';' && token !== ''; token = this.#next()) {
      if (token === '{') this.#skipBlock();
    }
  }

  #readMessage(): Message {
    const name = this.#next();
    const fields: ProtoField[] = [];
    this.#next();
    this.#readBody(fields, undefined);
    const message = { name, fields };
    this.messages.set(name, message);
    return message;
  }

  #readBody(fields: ProtoField[], oneof: string | undefined): void {
    for (let token = this.#next(); token !== '}' && token !== ''; token = this.#next()) {
      if (token === 'message') this.#readMessage();
      else if (token === 'enum') this.#readEnum();
      else if (token === 'oneof') {
        const choice = this.#next();
        this.#next();
        this.#readBody(fields, choice);
      } else if (token === 'option' || token === 'reserved' || token === 'extensions') this.#skipStatement();
      else if (token !== ';') fields.push(this.#readField(token, oneof));
    }
  }

  #readField(token: string, oneof: string | undefined): ProtoField {
    const label = token === 'optional' || token === 'repeated' ? token : oneof === undefined ? undefined : 'optional';
    let type = token === 'optional' || token === 'repeated' || token === 'required' ? this.#next() : token;
    let keyType: string | undefined;
    if (type === 'map' && this.#peek() === '<') {
      this.#next();
      keyType = this.#next();
      this.#next();
      type = this.#next();
      this.#next();
    }
    const name = this.#next();
    const options: string[] = [];
    for (let next = this.#next(); next !== ';' && next !== ''; next = this.#next()) options.push(next);
    return { name, type, label, options: options.join(' '), ...(oneof === undefined ? {} : { oneof }), ...(keyType === undefined ? {} : { keyType }) };
  }
}

function first(root: Message | undefined, message: Message): Message {
  return root ?? message;
}

const SCALARS: Readonly<Record<string, DataType>> = {
  double: t.DOUBLE, float: t.FLOAT, int32: t.INT, sint32: t.INT, sfixed32: t.INT, uint32: t.BIGINT, fixed32: t.BIGINT, int64: t.BIGINT, sint64: t.BIGINT,
  sfixed64: t.BIGINT, uint64: t.BIGINT, fixed64: t.BIGINT, bool: t.BOOLEAN, string: t.STRING, bytes: t.BYTES,
};

const WELL_KNOWN: Readonly<Record<string, DataType>> = {
  'google.protobuf.Timestamp': t.timestampLtz(9), 'google.type.Date': t.DATE, 'google.type.TimeOfDay': t.time(9),
  'google.protobuf.DoubleValue': t.DOUBLE, 'google.protobuf.FloatValue': t.FLOAT, 'google.protobuf.Int32Value': t.INT, 'google.protobuf.UInt32Value': t.BIGINT,
  'google.protobuf.Int64Value': t.BIGINT, 'google.protobuf.UInt64Value': t.BIGINT, 'google.protobuf.BoolValue': t.BOOLEAN, 'google.protobuf.StringValue': t.STRING,
  'google.protobuf.BytesValue': t.BYTES,
};

function readMessage(message: Message, schema: Schema, open: readonly string[]): DataType {
  if (open.includes(message.name)) throw new SqlError(`Cannot infer a table: the Protobuf message ${message.name} contains itself.`);
  const inner = [...open, message.name];
  const columns = message.fields.map((field) => ({ oneof: field.oneof, name: field.name, type: readField(field, schema, inner) }));
  return t.row(columns.flatMap(({ oneof, name, type }, index): RowField[] => {
    if (oneof === undefined) return [{ name, type }];
    // The fields of a oneof are one column: a row of which one field is filled.
    const members = columns.filter((column) => column.oneof === oneof);
    return members[0] === columns[index] ? [{ name: oneof, type: t.row(members.map((member) => ({ name: member.name, type: member.type }))) }] : [];
  }));
}

function readField(field: ProtoField, schema: Schema, open: readonly string[]): DataType {
  const type = readSingle(field, schema, open);
  const isScalar = SCALARS[field.type] !== undefined || isEnum(field.type, schema);
  if (field.keyType !== undefined) return t.notNull(t.map(t.notNull(SCALARS[field.keyType] ?? t.STRING), isScalar ? t.notNull(type) : type));
  if (field.label === 'repeated') return t.notNull(t.array(t.notNull(type)));
  return t.nullableIf(type, !isScalar || field.label === 'optional');
}

function isEnum(name: string, schema: Schema): boolean {
  return schema.enums.has(name.split('.').at(-1) ?? '');
}

function readSingle(field: ProtoField, schema: Schema, open: readonly string[]): DataType {
  const name = field.type.replace(/^\./, '');
  const small = /"?connect\.type"?[^"]*"value"?[^"]*"(int8|int16)"|"connect\.type"\s*,\s*value\s*:\s*"(int8|int16)"/.exec(field.options);
  if (small !== null) return (small[1] ?? small[2]) === 'int8' ? t.TINYINT : t.SMALLINT;
  if (name === 'confluent.type.Decimal') return readDecimal(field.options);
  const flink = SCALARS[name] ?? refine(WELL_KNOWN[name], field.options);
  if (flink !== undefined) return flink;
  if (isEnum(name, schema)) return t.STRING;
  const message = schema.messages.get(name.split('.').at(-1) ?? '');
  if (message === undefined) throw new SqlError(`Cannot infer a table: the Protobuf schema names an unknown type ${field.type}.`);
  return readMessage(message, schema, open);
}

function parameter(options: string, name: string): number | undefined {
  const match = new RegExp(`"${name}"\\s*,\\s*value\\s*:\\s*"(\\d+)"`).exec(options);
  return match === null ? undefined : Number(match[1]);
}

/** Precision and scale stand in the field's parameters; without them the type is as wide as it gets. */
function readDecimal(options: string): DataType {
  return t.decimal(parameter(options, 'precision') ?? 38, parameter(options, 'scale') ?? 0);
}

function refine(type: DataType | undefined, options: string): DataType | undefined {
  const precision = parameter(options, 'flink\\.precision');
  return type === undefined || precision === undefined || !('precision' in type) || type.kind === 'DECIMAL' ? type : { ...type, precision };
}
