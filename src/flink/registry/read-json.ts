import type { FlinkType } from '../types.js';
import { arrayType, asNullable, CONNECT, decimalType, known, mapType, rowType, simple, unionType, unknown, UnreadableSchema } from './shape.js';
import type { RegisteredField, RegisteredType, SchemaShape } from './shape.js';

interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Where the reader is: the whole schema, which `$ref` looks into, and the references it is inside of. */
interface Place {
  readonly root: JsonSchema;
  readonly open: readonly string[];
}

/** Reads a JSON Schema with Connect's hints (semantics.md 2.1 items 10 to 12, 2.2). @throws UnreadableSchema, SyntaxError. */
export function readJsonSchema(text: string): SchemaShape {
  const root = JSON.parse(text) as unknown;
  if (!isObject(root)) throw new UnreadableSchema('the JSON schema is no object');
  const type = readType(root, { root, open: [] });
  if (root['properties'] === undefined || type.fields === undefined) return { kind: 'single', type };
  return { kind: 'record', ...(typeof root['title'] === 'string' ? { name: root['title'] } : {}), fields: type.fields };
}

function readType(given: JsonSchema, place: Place): RegisteredType {
  const reference = given['$ref'];
  if (typeof reference === 'string') return readReference(reference, place);
  const members = given['oneOf'] ?? given['anyOf'];
  if (Array.isArray(members)) return readUnion(members.filter(isObject), place);
  const { type, nullable } = withoutNull(given['type']);
  const bare = { ...readBare({ ...given, type }, place), ...connectData(given) };
  return nullable ? asNullable(bare) : bare;
}

/** A JSON pointer inside the document: `#/definitions/Value`, `#/$defs/Value`. */
function readReference(reference: string, place: Place): RegisteredType {
  if (place.open.includes(reference)) return unknown(`${reference} contains itself`);
  const target = reference.split('/').slice(1).reduce<unknown>((here, step) => {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    return isObject(here) ? here[name] : undefined;
  }, place.root);
  if (!reference.startsWith('#') || !isObject(target)) throw new UnreadableSchema(`${reference} is not defined in the schema`);
  return readType(target, { ...place, open: [...place.open, reference] });
}

/** `["string", "null"]` is a nullable string. */
function withoutNull(type: unknown): { readonly type: unknown; readonly nullable: boolean } {
  if (!Array.isArray(type)) return { type, nullable: type === 'null' };
  const others = type.filter((member) => member !== 'null');
  return { type: others[0], nullable: others.length < type.length };
}

function readUnion(members: readonly JsonSchema[], place: Place): RegisteredType {
  const others = members.filter((member) => member['type'] !== 'null');
  if (others.length === 0) throw new UnreadableSchema('a choice without a type');
  const types = others.map((member) => readType(member, place));
  const type = types.length === 1 ? types[0]! : unionType(types);
  return others.length < members.length ? asNullable(type) : type;
}

const INTEGERS: Readonly<Record<string, FlinkType>> = {
  int8: simple('TINYINT'), int16: simple('SMALLINT'), int32: simple('INT'), int64: simple('BIGINT'),
};

function readBare(schema: JsonSchema, place: Place): RegisteredType {
  const connect = String(schema['connect.type'] ?? '');
  switch (schema['type']) {
    case 'boolean':
      return known(simple('BOOLEAN'));
    case 'integer':
      return readNamed(schema) ?? known(INTEGERS[connect] ?? simple('BIGINT'));
    case 'number':
      return readNamed(schema) ?? known(INTEGERS[connect] ?? simple(connect === 'float32' ? 'FLOAT' : 'DOUBLE'));
    case 'string':
      return readText(schema, connect === 'bytes');
    case 'array':
      return readArray(schema, place);
    case 'object':
      return readObject(schema, place);
    default:
      if (schema['properties'] !== undefined) return readObject(schema, place);
      // An `enum` may leave out its type.
      return Array.isArray(schema['enum']) ? known(simple('STRING')) : unknown('the schema does not say its type');
  }
}

/** Connect's own logical names; a title such as `io.debezium.time.Date` changes nothing. */
function readNamed(schema: JsonSchema): RegisteredType | undefined {
  const precision = Number(schema['flink.precision'] ?? 3);
  const parameters = isObject(schema['connect.parameters']) ? schema['connect.parameters'] : {};
  switch (schema['title']) {
    case CONNECT.date:
      return known(simple('DATE'));
    case CONNECT.time:
      return known({ kind: 'temporal', name: 'TIME', precision });
    case CONNECT.timestamp:
      return known({ kind: 'temporal', name: schema['flink.local'] === true ? 'TIMESTAMP' : 'TIMESTAMP_LTZ', precision });
    case CONNECT.decimal:
      return decimalType(Number(parameters['connect.decimal.precision'] ?? NaN), Number(parameters['scale'] ?? 0))
        ?? unknown('a decimal number whose digits the schema does not tell');
    default:
      return undefined;
  }
}

function readText(schema: JsonSchema, binary: boolean): RegisteredType {
  // Base64 of the unscaled bytes: whether Flink reads that is an open question (semantics.md 8.2 E), so it is not relied on.
  if (schema['title'] === CONNECT.decimal) return unknown('a decimal number in base64');
  const length = Number(schema['flink.maxLength'] ?? NaN);
  if (!Number.isInteger(length)) return known(simple(binary ? 'BYTES' : 'STRING'));
  const fixed = schema['flink.minLength'] === length || schema['minLength'] === length;
  if (binary) return known({ kind: 'sized', name: fixed ? 'BINARY' : 'VARBINARY', length });
  return known({ kind: 'sized', name: fixed ? 'CHAR' : 'VARCHAR', length });
}

function readArray(schema: JsonSchema, place: Place): RegisteredType {
  const element = isObject(schema['items']) ? readType(schema['items'], place) : unknown('the schema does not say their type');
  if (schema['connect.type'] !== 'map') return arrayType(element);
  const [key, value] = ['key', 'value'].map((name) => element.fields?.find((field) => field.name === name));
  return key === undefined || value === undefined ? arrayType(element) : mapType(key, value);
}

function readObject(schema: JsonSchema, place: Place): RegisteredType {
  const properties = schema['properties'];
  if (!isObject(properties) || schema['connect.type'] === 'map') {
    const values = schema['additionalProperties'];
    return mapType(known(simple('STRING')), isObject(values) ? readType(values, place) : known(simple('STRING')));
  }
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const fields = Object.entries(properties).filter((entry): entry is [string, JsonSchema] => isObject(entry[1])).map(([name, property]): RegisteredField => {
    const type = readType(property, place);
    const value = defaultOf(property);
    return { ...type, name, nullable: type.admitsNull || !required.includes(name), ...(value === undefined || value === null ? {} : { default: value }) };
  });
  return rowType(inOrder(fields, properties));
}

function defaultOf(property: JsonSchema): unknown {
  return property['default'] ?? membersOf(property).find((member) => 'default' in member)?.['default'];
}

/** The order of JSON properties is nobody's promise; `connect.index` is (semantics.md 2.1 item 10). */
function inOrder(fields: readonly RegisteredField[], properties: JsonSchema): readonly RegisteredField[] {
  const index = (name: string): number => {
    const property = properties[name];
    const holders = isObject(property) ? [property, ...membersOf(property)] : [];
    const found = holders.map((holder) => holder['connect.index']).find((value) => typeof value === 'number');
    return found ?? Number.MAX_SAFE_INTEGER;
  };
  return [...fields].sort((left, right) => index(left.name) - index(right.name));
}

function membersOf(property: JsonSchema): readonly JsonSchema[] {
  const members = property['oneOf'] ?? property['anyOf'];
  return Array.isArray(members) ? members.filter(isObject) : [];
}

function connectData(schema: JsonSchema): Partial<RegisteredType> {
  const { title, 'connect.parameters': parameters } = schema;
  return {
    ...(typeof title === 'string' ? { semantic: title } : {}),
    ...(isObject(parameters) ? { parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)])) } : {}),
  };
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
