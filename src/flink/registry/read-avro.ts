import type { FlinkType } from '../types.js';
import { arrayType, asNullable, decimalType, known, mapType, rowType, simple, unionType, unknown, UnreadableSchema } from './shape.js';
import type { RegisteredField, RegisteredType, SchemaShape } from './shape.js';

interface AvroObject {
  readonly [property: string]: unknown;
}

type Names = ReadonlyMap<string, Named>;

interface Named {
  readonly schema: AvroObject;
  readonly namespace: string;
}

/** Where the reader is: names relative to `namespace`, records that it is inside of. */
interface Place {
  readonly names: Names;
  readonly namespace: string;
  readonly open: readonly AvroObject[];
}

/** Reads an Avro schema (semantics.md 2.1 items 5 to 9, 2.2). @throws UnreadableSchema, SyntaxError for a text that is not JSON. */
export function readAvro(text: string): SchemaShape {
  const schema = JSON.parse(text) as unknown;
  const names = new Map<string, Named>();
  collectNames(schema, '', names);
  const type = readType(schema, { names, namespace: '', open: [] });
  if (!isObject(schema) || schema['type'] !== 'record') return { kind: 'single', type };
  return { kind: 'record', name: fullName(schema, ''), fields: type.fields ?? [] };
}

function collectNames(schema: unknown, namespace: string, names: Map<string, Named>): void {
  if (Array.isArray(schema)) return schema.forEach((member) => collectNames(member, namespace, names));
  if (!isObject(schema)) return;
  let inner = namespace;
  if (isNamed(schema)) {
    const name = fullName(schema, namespace);
    inner = name.split('.').slice(0, -1).join('.');
    names.set(name, { schema, namespace: inner });
  }
  for (const part of [schema['type'], schema['items'], schema['values']]) collectNames(part, inner, names);
  for (const field of fieldsOf(schema)) collectNames(field['type'], inner, names);
}

function readType(schema: unknown, place: Place): RegisteredType {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? readNamed(schema, place);
  if (Array.isArray(schema)) return readUnion(schema, place);
  if (isObject(schema)) return { ...readObject(schema, place), ...connectData(schema) };
  throw new UnreadableSchema(`${JSON.stringify(schema)} is no Avro type`);
}

const PRIMITIVES: Readonly<Record<string, RegisteredType>> = {
  boolean: known(simple('BOOLEAN')), int: known(simple('INT')), long: known(simple('BIGINT')), float: known(simple('FLOAT')),
  double: known(simple('DOUBLE')), string: known(simple('STRING')), bytes: known(simple('BYTES')), null: asNullable(unknown('it is always null')),
};

function readNamed(name: string, place: Place): RegisteredType {
  const inSameNamespace = place.namespace === '' ? name : `${place.namespace}.${name}`;
  const found = place.names.get(name) ?? place.names.get(inSameNamespace);
  if (found === undefined) throw new UnreadableSchema(`the type ${name} is not defined`);
  return readType(found.schema, { ...place, namespace: found.namespace });
}

function readUnion(members: readonly unknown[], place: Place): RegisteredType {
  const others = members.filter((member) => member !== 'null');
  if (others.length === 0) throw new UnreadableSchema('a union without a type');
  const types = others.map((member) => readType(member, place));
  const type = types.length === 1 ? types[0]! : unionType(types, others.map(memberName));
  return others.length < members.length ? asNullable(type) : type;
}

/** Flink calls the members of a union by the names of their types, without the namespace. */
function memberName(member: unknown): string | undefined {
  const name = typeof member === 'string' ? member : isObject(member) && isNamed(member) ? String(member['name']) : undefined;
  return name === undefined || PRIMITIVES[name] !== undefined ? undefined : name.split('.').at(-1);
}

function readObject(schema: AvroObject, place: Place): RegisteredType {
  switch (schema['type']) {
    case 'record':
    case 'error':
      return readRecord(schema, place);
    case 'enum':
      return known(simple('STRING'));
    case 'fixed':
      return readLogical(schema) ?? known({ kind: 'sized', name: 'BINARY', length: Number(schema['size']) });
    case 'array':
      return readArray(schema, place);
    case 'map':
      return mapType(PRIMITIVES['string']!, readType(schema['values'], place));
    default:
      return readLogical(schema) ?? readType(schema['type'], place);
  }
}

function readRecord(schema: AvroObject, place: Place): RegisteredType {
  const name = fullName(schema, place.namespace);
  if (place.open.includes(schema)) return unknown(`the record ${name} contains itself`);
  const inner: Place = { ...place, namespace: name.split('.').slice(0, -1).join('.'), open: [...place.open, schema] };
  const fields = fieldsOf(schema).map((field): RegisteredField => {
    const type = readType(field['type'], inner);
    const value = field['default'];
    return { ...type, name: String(field['name']), ...(value === undefined || value === null ? {} : { default: value }) };
  });
  return rowType(fields, { semantic: name });
}

/** Connect writes a map whose keys are no texts as an array of entries. */
function readArray(schema: AvroObject, place: Place): RegisteredType {
  const items = schema['items'];
  const element = readType(items, place);
  const [key, value] = element.fields ?? [];
  if (isObject(items) && items['name'] === 'MapEntry' && key !== undefined && value !== undefined) return mapType(key, value);
  return arrayType(element);
}

/** Connect's metadata on a type (semantics.md 2.1 item 6). */
function connectData(schema: AvroObject): Partial<RegisteredType> {
  const name = schema['connect.name'];
  const parameters = schema['connect.parameters'];
  return {
    ...(typeof name === 'string' ? { semantic: name } : {}),
    ...(isObject(parameters) ? { parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)])) } : {}),
  };
}

const LOGICAL: Readonly<Record<string, FlinkType>> = {
  date: simple('DATE'),
  uuid: simple('STRING'),
  'time-millis': { kind: 'temporal', name: 'TIME', precision: 3 },
  'timestamp-millis': { kind: 'temporal', name: 'TIMESTAMP_LTZ', precision: 3 },
  'timestamp-micros': { kind: 'temporal', name: 'TIMESTAMP_LTZ', precision: 6 },
  'local-timestamp-millis': { kind: 'temporal', name: 'TIMESTAMP', precision: 3 },
  'local-timestamp-micros': { kind: 'temporal', name: 'TIMESTAMP', precision: 6 },
};

/** Logical types, small integers, and the lengths and digits that Flink writes itself; undefined where the physical type decides. */
function readLogical(schema: AvroObject): RegisteredType | undefined {
  if (schema['logicalType'] === 'decimal') return decimalType(Number(schema['precision'] ?? NaN), Number(schema['scale'] ?? 0));
  const logical = LOGICAL[String(schema['logicalType'])];
  if (logical !== undefined) {
    const digits = Number(schema['flink.precision'] ?? NaN);
    return known(logical.kind === 'temporal' && Number.isInteger(digits) ? { ...logical, precision: digits } : logical);
  }
  if (schema['connect.type'] === 'int8') return known(simple('TINYINT'));
  if (schema['connect.type'] === 'int16') return known(simple('SMALLINT'));
  const length = Number(schema['flink.maxLength'] ?? NaN);
  if (!Number.isInteger(length)) return undefined;
  const fixed = schema['flink.minLength'] === schema['flink.maxLength'];
  if (schema['type'] === 'string') return known({ kind: 'sized', name: fixed ? 'CHAR' : 'VARCHAR', length });
  return schema['type'] === 'bytes' ? known({ kind: 'sized', name: fixed ? 'BINARY' : 'VARBINARY', length }) : undefined;
}

function isNamed(schema: AvroObject): boolean {
  return ['record', 'error', 'enum', 'fixed'].includes(String(schema['type']));
}

function fullName(schema: AvroObject, enclosing: string): string {
  const name = String(schema['name']);
  if (name.includes('.')) return name;
  const namespace = typeof schema['namespace'] === 'string' ? schema['namespace'] : enclosing;
  return namespace === '' ? name : `${namespace}.${name}`;
}

function fieldsOf(schema: AvroObject): readonly AvroObject[] {
  return Array.isArray(schema['fields']) ? schema['fields'].filter(isObject) : [];
}

function isObject(value: unknown): value is AvroObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
