import type { Cell } from '../model.js';
import type { ConnectSchema, PrimitiveSchema, StructSchema } from './connect-schema.js';
import { LOGICAL, decimalScale } from './connect-schema.js';
import { parseDecimal, rescale, unscaledBytes } from './decimal.js';
import { jsonText } from './json-text.js';
import { isAvroName, scrubName } from './names.js';
import { ConnectorFailure } from './world.js';

export interface AvroSettings {
  /** `connect.meta.data`: write `connect.name` and its kin. */
  readonly metaData: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Records already written, by Connect name: later mentions are by name only. `namespace` is the enclosing record's. */
interface Scope {
  readonly settings: AvroSettings;
  readonly written: Map<string, string>;
  readonly namespace: string | undefined;
}

const PRECISION_WITHOUT_PARAMETER = 64;
const NAME_OF_UNNAMED = 'io.confluent.connect.avro.ConnectDefault';

const PRIMITIVES = {
  int8: { type: 'int', 'connect.type': 'int8' },
  int16: { type: 'int', 'connect.type': 'int16' },
  int32: { type: 'int' },
  int64: { type: 'long' },
  float32: { type: 'float' },
  float64: { type: 'double' },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
  bytes: { type: 'bytes' },
} as const satisfies Record<PrimitiveSchema['type'], Json>;

/** A Connect schema as the Avro converter registers it (semantics.md 2.1.5 to 2.1.9). Throws a ConnectorFailure for a name that Avro forbids. */
export function avroSchemaText(schema: ConnectSchema, settings: AvroSettings): string {
  return jsonText(avroSchema(schema, { settings, written: new Map(), namespace: undefined }));
}

function avroSchema(schema: ConnectSchema, scope: Scope): unknown {
  const bare = avroType(schema, scope);
  if (!schema.optional) return bare;
  // Avro wants a union's first member to be the type of the field's default.
  return schema.default === undefined ? ['null', bare] : [bare, 'null'];
}

function avroType(schema: ConnectSchema, scope: Scope): unknown {
  switch (schema.type) {
    case 'struct':
      return avroRecord(schema, scope);
    case 'array':
      return { type: 'array', items: avroSchema(schema.items, scope), ...metaData(schema, scope) };
    case 'map':
      if (schema.keys !== undefined) return { type: 'array', items: mapEntry(schema.keys, schema.values, scope), ...metaData(schema, scope) };
      return { type: 'map', values: avroSchema(schema.values, scope), ...metaData(schema, scope) };
    default: {
      const all: Json = { ...PRIMITIVES[schema.type], ...logicalType(schema), ...metaData(schema, scope) };
      const { type, 'connect.type': connectType, ...rest } = all;
      const members = scope.settings.metaData && connectType !== undefined ? { ...rest, 'connect.type': connectType } : rest;
      return Object.keys(members).length === 0 ? type : { type, ...members };
    }
  }
}

/** Keys of Avro's maps are text; a map with others travels as the list of its entries. */
function mapEntry(keys: ConnectSchema, values: ConnectSchema, scope: Scope): Json {
  const fields = [{ name: 'key', type: avroSchema(keys, scope) }, { name: 'value', type: avroSchema(values, scope) }];
  return { type: 'record', name: 'MapEntry', namespace: 'io.confluent.connect.avro', fields };
}

function avroRecord(schema: StructSchema, scope: Scope): unknown {
  const fullName = (schema.name ?? NAME_OF_UNNAMED).split('.').map(scrubName);
  const name = fullName.at(-1) ?? '';
  const namespace = fullName.slice(0, -1).join('.');
  const known = scope.written.get(fullName.join('.'));
  if (known !== undefined) return namespace === scope.namespace ? name : known;
  scope.written.set(fullName.join('.'), fullName.join('.'));
  const inner: Scope = { ...scope, namespace };
  return {
    type: 'record',
    name,
    ...(namespace === '' || namespace === scope.namespace ? {} : { namespace }),
    fields: schema.fields.map((field) => ({ name: checkedName(field.name), type: avroSchema(field.schema, inner), ...fieldDefault(field.schema) })),
    ...metaData(schema, scope),
  };
}

function fieldDefault(schema: ConnectSchema): Json {
  if (schema.default !== undefined) return { default: avroDefault(schema, schema.default) };
  return schema.optional ? { default: null } : {};
}

function metaData(schema: ConnectSchema, { settings }: Scope): Json {
  if (!settings.metaData) return {};
  return {
    ...(schema.version === undefined ? {} : { 'connect.version': schema.version }),
    ...(schema.parameters === undefined ? {} : { 'connect.parameters': schema.parameters }),
    ...(schema.default === undefined ? {} : { 'connect.default': avroDefault(schema, schema.default) }),
    ...(schema.name === undefined ? {} : { 'connect.name': schema.name }),
  };
}

/** Only Connect's own four logical types become Avro's; `io.debezium.*` stay numbers and text. */
function logicalType(schema: ConnectSchema): Json {
  switch (schema.name) {
    case LOGICAL.decimal: {
      const scale = decimalScale(schema) ?? 0;
      const precision = Number(schema.parameters?.['connect.decimal.precision'] ?? PRECISION_WITHOUT_PARAMETER);
      const legacy = scale < 0 || scale > precision;
      return legacy ? { logicalType: 'decimal' } : { scale, precision, logicalType: 'decimal' };
    }
    case LOGICAL.date:
      return { logicalType: 'date' };
    case LOGICAL.time:
      return { logicalType: 'time-millis' };
    case LOGICAL.timestamp:
      return { logicalType: 'timestamp-millis' };
    default:
      return {};
  }
}

/** A default in Avro's JSON: bytes are text of code points 0 to 255. */
function avroDefault(schema: ConnectSchema, value: Cell): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const scale = decimalScale(schema);
  if (scale !== undefined && typeof value === 'string') {
    const decimal = parseDecimal(value);
    const fixed = decimal && rescale(decimal, scale);
    return Buffer.from(unscaledBytes(fixed?.unscaled ?? 0n)).toString('latin1');
  }
  return value;
}

function checkedName(name: string): string {
  if (!isAvroName(name)) throw new ConnectorFailure(`org.apache.avro.SchemaParseException: Illegal character in: ${name}`);
  return name;
}
