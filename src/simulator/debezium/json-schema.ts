import type { Cell } from '../model.js';
import type { ConnectSchema, PrimitiveSchema, StructSchema } from './connect-schema.js';
import { LOGICAL, decimalScale } from './connect-schema.js';
import { parseDecimal, rescale, unscaledBytes } from './decimal.js';
import { jsonText } from './json-text.js';

export interface JsonSchemaSettings {
  readonly ignoreDefaults: boolean;
  /** `decimal.format=NUMERIC`: decimals are JSON numbers, else base64 text of the unscaled bytes. */
  readonly numericDecimals: boolean;
  /** `object.additional.properties`: false closes every object. */
  readonly additionalProperties: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const PRIMITIVES = {
  int8: { type: 'integer', 'connect.type': 'int8' },
  int16: { type: 'integer', 'connect.type': 'int16' },
  int32: { type: 'integer', 'connect.type': 'int32' },
  int64: { type: 'integer', 'connect.type': 'int64' },
  float32: { type: 'number', 'connect.type': 'float32' },
  float64: { type: 'number', 'connect.type': 'float64' },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
  bytes: { type: 'string', 'connect.type': 'bytes' },
} as const satisfies Record<PrimitiveSchema['type'], Json>;

/** A Connect schema as the JSON Schema converter registers it (semantics.md 2.1.10 to 2.1.12). */
export function jsonSchemaText(schema: ConnectSchema, settings: JsonSchemaSettings): string {
  return jsonText(jsonSchema(schema, settings));
}

function jsonSchema(schema: ConnectSchema, settings: JsonSchemaSettings, index?: number): Json {
  const position = index === undefined ? {} : { 'connect.index': index };
  if (!schema.optional) return { ...bareSchema(schema, settings), ...position };
  return { oneOf: [{ type: 'null' }, bareSchema(schema, settings)], ...position };
}

function bareSchema(schema: ConnectSchema, settings: JsonSchemaSettings): Json {
  return {
    ...typeSchema(schema, settings),
    ...(schema.name === undefined ? {} : { title: schema.name }),
    ...(schema.version === undefined ? {} : { 'connect.version': schema.version }),
    ...(schema.parameters === undefined ? {} : { 'connect.parameters': schema.parameters }),
    ...(schema.default === undefined || settings.ignoreDefaults ? {} : { default: jsonDefault(schema, schema.default, settings) }),
  };
}

function typeSchema(schema: ConnectSchema, settings: JsonSchemaSettings): Json {
  switch (schema.type) {
    case 'struct':
      return objectSchema(schema, settings);
    case 'array':
      return { type: 'array', items: jsonSchema(schema.items, settings) };
    case 'map':
      if (schema.keys !== undefined) return { type: 'array', 'connect.type': 'map', items: entrySchema(schema.keys, schema.values, settings) };
      return { type: 'object', 'connect.type': 'map', additionalProperties: jsonSchema(schema.values, settings) };
    default:
      return schema.name === LOGICAL.decimal && settings.numericDecimals ? { type: 'number', 'connect.type': 'bytes' } : PRIMITIVES[schema.type];
  }
}

/** Keys of a JSON object are text; a map with others is a list of key and value. */
function entrySchema(keys: ConnectSchema, values: ConnectSchema, settings: JsonSchemaSettings): Json {
  return { type: 'object', properties: { key: jsonSchema(keys, settings, 0), value: jsonSchema(values, settings, 1) } };
}

function objectSchema(schema: StructSchema, settings: JsonSchemaSettings): Json {
  const properties = schema.fields.map((field, index) => [field.name, jsonSchema(field.schema, settings, index)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Json,
    ...(settings.additionalProperties ? {} : { additionalProperties: false }),
  };
}

function jsonDefault(schema: ConnectSchema, value: Cell, settings: JsonSchemaSettings): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  const scale = decimalScale(schema);
  if (scale === undefined || typeof value !== 'string') return value;
  if (settings.numericDecimals) return Number(value);
  const decimal = parseDecimal(value);
  const fixed = decimal && rescale(decimal, scale);
  return Buffer.from(unscaledBytes(fixed?.unscaled ?? 0n)).toString('base64');
}
