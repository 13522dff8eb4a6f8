import { SqlError } from '../errors.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';

/** An Avro schema as JSON: a name, a union, or an object. */
type Avro = string | readonly Avro[] | { readonly [property: string]: unknown };

interface Names {
  /** Named types by full and by short name. */
  readonly known: Map<string, AvroObject>;
  /** Records being read, to stop at a record inside itself. */
  readonly open: readonly string[];
}

interface AvroObject {
  readonly [property: string]: unknown;
}

/** The Flink type of an Avro schema (semantics.md 2.2). Throws SqlError for a schema inside itself or an unknown name. */
export function readAvro(text: string): DataType {
  const names: Names = { known: new Map(), open: [] };
  const schema = JSON.parse(text) as Avro;
  collectNames(schema, names.known);
  return readType(schema, names);
}

/** True when the root is a record: its fields become columns; any other root becomes one column. */
export function isAvroRecord(text: string): boolean {
  const schema = JSON.parse(text) as Avro;
  return typeof schema === 'object' && !Array.isArray(schema) && (schema as AvroObject)['type'] === 'record';
}

/** True when the root is a choice of several types: each becomes a column. */
export function isAvroUnion(text: string): boolean {
  const schema = JSON.parse(text) as Avro;
  return Array.isArray(schema) && schema.filter((member) => member !== 'null').length > 1;
}

function collectNames(schema: unknown, known: Map<string, AvroObject>): void {
  if (Array.isArray(schema)) for (const member of schema) collectNames(member, known);
  else if (typeof schema === 'object' && schema !== null) {
    const object = schema as AvroObject;
    const name = object['name'];
    if (typeof name === 'string' && ['record', 'enum', 'fixed'].includes(String(object['type']))) {
      known.set(name, object);
      if (typeof object['namespace'] === 'string') known.set(`${object['namespace']}.${name}`, object);
    }
    for (const inner of [object['type'], object['items'], object['values'], object['fields']]) collectNames(inner, known);
  }
}

function readType(schema: Avro, names: Names): DataType {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? readNamed(schema, names);
  if (Array.isArray(schema)) return readUnion(schema as readonly Avro[], names);
  return readObject(schema as AvroObject, names);
}

const PRIMITIVES: Readonly<Record<string, DataType>> = {
  null: t.NULL, boolean: t.notNull(t.BOOLEAN), int: t.notNull(t.INT), long: t.notNull(t.BIGINT), float: t.notNull(t.FLOAT),
  double: t.notNull(t.DOUBLE), string: t.notNull(t.STRING), bytes: t.notNull(t.BYTES),
};

function readNamed(name: string, names: Names): DataType {
  const schema = names.known.get(name) ?? names.known.get(name.split('.').at(-1) ?? '');
  if (schema === undefined) throw new SqlError(`Cannot infer a table: the Avro schema names an unknown type ${name}.`);
  return readObject(schema, names);
}

/** A union with null is nullable; of several other members it becomes a ROW of the members. */
function readUnion(members: readonly Avro[], names: Names): DataType {
  const others = members.filter((member) => member !== 'null');
  const nullable = others.length < members.length;
  const [only] = others;
  if (others.length === 1 && only !== undefined) return t.nullableIf(readType(only, names), nullable);
  return t.nullableIf(t.row(others.map((member, index) => ({ name: memberName(member) ?? `connect_union_field_${index}`, type: t.nullableIf(readType(member, names), true) }))), nullable);
}

/** A member with a name of its own is called by it, without the namespace. */
function memberName(member: Avro): string | undefined {
  const name = typeof member === 'string' ? (PRIMITIVES[member] === undefined ? member : undefined) : Array.isArray(member) ? undefined : (member as AvroObject)['name'];
  return typeof name === 'string' ? name.split('.').at(-1) : undefined;
}

function readObject(schema: AvroObject, names: Names): DataType {
  const type = schema['type'] as Avro;
  switch (type) {
    case 'record': return readRecord(schema, names);
    case 'enum': return t.notNull(t.STRING);
    case 'fixed': return readLogical(schema) ?? t.notNull({ kind: 'BINARY', length: Number(schema['size']), nullable: false });
    case 'array': return readArray(schema, names);
    case 'map': return t.notNull(t.map(t.notNull(t.STRING), readType(schema['values'] as Avro, names)));
    default: return readLogical(schema) ?? readType(type, names);
  }
}

function readRecord(schema: AvroObject, names: Names): DataType {
  const name = String(schema['name']);
  if (names.open.includes(name)) throw new SqlError(`Cannot infer a table: the Avro record ${name} contains itself.`);
  const fields = schema['fields'] as readonly { readonly name: string; readonly type: Avro }[];
  const inner = { ...names, open: [...names.open, name] };
  return t.notNull(t.row(fields.map((field) => ({ name: field.name, type: readType(field.type, inner) }))));
}

/** An array of Connect's MapEntry is a MAP. */
function readArray(schema: AvroObject, names: Names): DataType {
  const element = readType(schema['items'] as Avro, names);
  const items = schema['items'] as AvroObject;
  if (typeof items === 'object' && items['name'] === 'MapEntry' && element.kind === 'ROW') {
    const [key, value] = element.fields;
    if (key !== undefined && value !== undefined) return t.notNull(t.map(key.type, value.type));
  }
  return t.notNull(t.array(element));
}

/** Logical types and Connect's small integers; undefined when the physical type decides, as for all `io.debezium.*` names. */
function readLogical(schema: AvroObject): DataType | undefined {
  const precision = Number(schema['flink.precision']);
  const digits = (usual: number): number => (Number.isNaN(precision) ? usual : precision);
  const logical: Readonly<Record<string, () => DataType | undefined>> = {
    date: () => t.DATE,
    'time-millis': () => t.time(digits(3)),
    'timestamp-millis': () => t.timestampLtz(digits(3)),
    'timestamp-micros': () => t.timestampLtz(digits(6)),
    'local-timestamp-millis': () => t.timestamp(digits(3)),
    'local-timestamp-micros': () => t.timestamp(digits(6)),
    uuid: () => t.STRING,
    decimal: () => readDecimal(schema),
  };
  const type = logical[String(schema['logicalType'])]?.() ?? readSized(schema);
  return type === undefined ? undefined : t.notNull(type);
}

/** DECIMAL up to 38 digits; a wider one keeps its physical type BYTES (semantics.md 8.2 D is open). */
function readDecimal(schema: AvroObject): DataType | undefined {
  const [precision, scale] = [Number(schema['precision']), Number(schema['scale'] ?? 0)];
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision ? t.decimal(precision, scale) : undefined;
}

function readSized(schema: AvroObject): DataType | undefined {
  if (schema['connect.type'] === 'int8') return t.TINYINT;
  if (schema['connect.type'] === 'int16') return t.SMALLINT;
  const length = Number(schema['flink.maxLength']);
  if (Number.isNaN(length)) return undefined;
  const fixed = schema['flink.minLength'] === schema['flink.maxLength'];
  if (schema['type'] === 'string') return { kind: fixed ? 'CHAR' : 'VARCHAR', length, nullable: false };
  return { kind: fixed ? 'BINARY' : 'VARBINARY', length, nullable: false };
}
