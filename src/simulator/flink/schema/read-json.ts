import { SqlError } from '../errors.js';
import * as t from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';

interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The Flink type of a JSON schema with Connect's hints (semantics.md 2.2). A property that is not `required` is nullable. */
export function readJsonSchema(text: string): DataType {
  const root = JSON.parse(text) as JsonSchema;
  return readType(root, root, 0);
}

/** True when the root is an object with properties: these become columns. */
export function isJsonRecord(text: string): boolean {
  const root = JSON.parse(text) as JsonSchema;
  return root['properties'] !== undefined && root['connect.type'] !== 'map';
}

/** True when the root is a choice of several types: each becomes a column. */
export function isJsonUnion(text: string): boolean {
  const root = JSON.parse(text) as JsonSchema;
  const members = (root['oneOf'] ?? root['anyOf'] ?? []) as readonly JsonSchema[];
  return members.filter((member) => member['type'] !== 'null').length > 1;
}

function readType(given: JsonSchema, root: JsonSchema, depth: number): DataType {
  if (depth > 50) throw new SqlError('Cannot infer a table: the JSON schema contains itself.');
  const schema = resolve(given, root);
  const members = (schema['oneOf'] ?? schema['anyOf']) as readonly JsonSchema[] | undefined;
  if (members !== undefined) return readUnion(members, root, depth);
  const { type, nullable } = splitNull(schema['type']);
  return t.nullableIf(readBare({ ...schema, type }, root, depth), nullable);
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const target = reference.split('/').slice(1).reduce<unknown>((here, step) => (here as JsonSchema | undefined)?.[step], root);
  if (target === undefined) throw new SqlError(`Cannot infer a table: the JSON schema refers to ${reference}, which it does not define.`);
  return resolve(target as JsonSchema, root);
}

/** `["null", "string"]` is a nullable string. */
function splitNull(type: unknown): { readonly type: unknown; readonly nullable: boolean } {
  if (!Array.isArray(type)) return { type, nullable: type === 'null' };
  const others = type.filter((member) => member !== 'null');
  return { type: others[0], nullable: others.length < type.length };
}

function readUnion(members: readonly JsonSchema[], root: JsonSchema, depth: number): DataType {
  const others = members.filter((member) => member['type'] !== 'null');
  const [only] = others;
  const nullable = others.length < members.length;
  if (others.length === 1 && only !== undefined) {
    const type = readType(only, root, depth + 1);
    return t.nullableIf(type, nullable || type.nullable);
  }
  return t.nullableIf(t.row(others.map((member, index) => ({ name: `connect_union_field_${index}`, type: t.nullableIf(readType(member, root, depth + 1), true) }))), nullable);
}

const INTEGERS: Readonly<Record<string, DataType>> = { int8: t.TINYINT, int16: t.SMALLINT, int32: t.INT, int64: t.BIGINT };

function readBare(schema: JsonSchema, root: JsonSchema, depth: number): DataType {
  const connect = String(schema['connect.type'] ?? '');
  switch (schema['type']) {
    case 'boolean': return t.BOOLEAN;
    case 'integer': return readNamed(schema) ?? INTEGERS[connect] ?? t.BIGINT;
    case 'number': return readNamed(schema) ?? INTEGERS[connect] ?? (connect === 'float32' ? t.FLOAT : t.DOUBLE);
    case 'string': return connect === 'bytes' ? readLength(schema, 'VARBINARY') : readLength(schema, 'VARCHAR');
    case 'array': return readArray(schema, root, depth);
    case 'object': return readObject(schema, root, depth);
    default: return schema['properties'] === undefined ? t.STRING : readObject(schema, root, depth);
  }
}

function readLength(schema: JsonSchema, kind: 'VARCHAR' | 'VARBINARY'): DataType {
  const length = schema['flink.maxLength'] ?? schema['maxLength'];
  const max = typeof length === 'number' ? length : t.MAX_LENGTH;
  const fixed = schema['minLength'] === max && schema['flink.version'] !== undefined;
  return { kind: fixed ? (kind === 'VARCHAR' ? 'CHAR' : 'BINARY') : kind, length: max, nullable: true };
}

const CONNECT = 'org.apache.kafka.connect.data.';

/** Connect's own logical names; a title of `io.debezium.*` changes nothing. */
function readNamed(schema: JsonSchema): DataType | undefined {
  const precision = Number(schema['flink.precision'] ?? 3);
  switch (schema['title']) {
    case `${CONNECT}Date`: return t.DATE;
    case `${CONNECT}Time`: return t.time(precision);
    case `${CONNECT}Timestamp`: return schema['flink.local'] === true ? t.timestamp(precision) : t.timestampLtz(precision);
    case `${CONNECT}Decimal`: return readDecimal((schema['connect.parameters'] ?? {}) as JsonSchema);
    default: return undefined;
  }
}

function readDecimal(parameters: JsonSchema): DataType | undefined {
  const [precision, scale] = [Number(parameters['connect.decimal.precision']), Number(parameters['scale'] ?? 0)];
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision ? t.decimal(precision, scale) : undefined;
}

function readArray(schema: JsonSchema, root: JsonSchema, depth: number): DataType {
  const element = readType((schema['items'] ?? { type: 'string' }) as JsonSchema, root, depth + 1);
  const isMap = schema['connect.type'] === 'map' && element.kind === 'ROW';
  const find = (name: string): DataType => (isMap ? (element.fields.find((field) => field.name === name)?.type ?? t.STRING) : t.STRING);
  return isMap ? t.map(find('key'), find('value')) : t.array(element);
}

function readObject(schema: JsonSchema, root: JsonSchema, depth: number): DataType {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties === undefined || schema['connect.type'] === 'map') {
    const values = schema['additionalProperties'];
    return t.map(t.notNull(t.STRING), typeof values === 'object' && values !== null ? readType(values as JsonSchema, root, depth + 1) : t.STRING);
  }
  const required = (schema['required'] ?? []) as readonly string[];
  const fields = Object.entries(properties).map(([name, property]): RowField => {
    const type = readType(property, root, depth + 1);
    return { name, type: t.nullableIf(type, type.nullable && !(required.includes(name) && !admitsNull(property)) || !required.includes(name)) };
  });
  return t.notNull(t.row(sortFields(fields, properties)));
}

function admitsNull(property: JsonSchema): boolean {
  const members = (property['oneOf'] ?? property['anyOf'] ?? []) as readonly JsonSchema[];
  return members.some((member) => member['type'] === 'null') || splitNull(property['type']).nullable;
}

/** `connect.index` gives the order of the columns; the order of JSON properties does not (semantics.md 2.1). */
function sortFields(fields: readonly RowField[], properties: Readonly<Record<string, JsonSchema>>): readonly RowField[] {
  const index = (name: string): number => {
    const property = properties[name] ?? {};
    const members = (property['oneOf'] ?? []) as readonly JsonSchema[];
    const own = property['connect.index'] ?? members.find((member) => member['connect.index'] !== undefined)?.['connect.index'];
    return typeof own === 'number' ? own : Number.MAX_SAFE_INTEGER;
  };
  return [...fields].sort((left, right) => index(left.name) - index(right.name));
}
