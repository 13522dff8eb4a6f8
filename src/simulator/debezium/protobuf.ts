import type { ConnectSchema, PrimitiveSchema, StructSchema } from './connect-schema.js';
import { LOGICAL } from './connect-schema.js';
import { scrubName } from './names.js';

export interface ProtobufSettings {
  /** `optional.for.nullables`: nullable scalars are proto3 `optional`. */
  readonly optionalForNullables: boolean;
  /** `wrapper.for.nullables`: nullable scalars are `google.protobuf.StringValue` and its kin. */
  readonly wrapperForNullables: boolean;
}

/** What one file collects while its messages are written: imports, and the messages that exist already. */
interface File {
  readonly settings: ProtobufSettings;
  readonly imports: Set<string>;
  readonly written: Set<string>;
}

const META = 'confluent/meta.proto';
const WRAPPERS = 'google/protobuf/wrappers.proto';

const SCALARS = {
  int8: 'int32', int16: 'int32', int32: 'int32', int64: 'int64', float32: 'float', float64: 'double',
  boolean: 'bool', string: 'string', bytes: 'bytes',
} as const satisfies Record<PrimitiveSchema['type'], string>;

const WRAPPER_TYPES = {
  int8: 'Int32Value', int16: 'Int32Value', int32: 'Int32Value', int64: 'Int64Value', float32: 'FloatValue', float64: 'DoubleValue',
  boolean: 'BoolValue', string: 'StringValue', bytes: 'BytesValue',
} as const satisfies Record<PrimitiveSchema['type'], string>;

const LOGICAL_TYPES: Readonly<Record<string, { readonly type: string; readonly file: string }>> = {
  [LOGICAL.decimal]: { type: 'confluent.type.Decimal', file: 'confluent/type/decimal.proto' },
  [LOGICAL.date]: { type: 'google.type.Date', file: 'google/type/date.proto' },
  [LOGICAL.time]: { type: 'google.type.TimeOfDay', file: 'google/type/timeofday.proto' },
  [LOGICAL.timestamp]: { type: 'google.protobuf.Timestamp', file: 'google/protobuf/timestamp.proto' },
};

/** A record schema as the Protobuf converter registers it: one message with those it uses nested inside (semantics.md 2.1.13). */
export function protobufSchemaText(schema: StructSchema, settings: ProtobufSettings): string {
  const file: File = { settings, imports: new Set(), written: new Set() };
  const body = messageLines(schema, simpleName(schema, ''), file);
  const namespace = (schema.name ?? '').split('.').slice(0, -1).map(scrubName).join('.');
  const head = ['syntax = "proto3";', ...(namespace === '' ? [] : [`package ${namespace};`]), ''];
  const imports = [...file.imports].sort().map((path) => `import "${path}";`);
  return [...head, ...imports, ...(imports.length > 0 ? [''] : []), ...body, ''].join('\n');
}

function messageLines(schema: StructSchema, name: string, file: File): readonly string[] {
  const nested: string[] = [];
  const fields = schema.fields.map((field, index) => fieldLine(field.schema, scrubName(field.name), index + 1, file, nested));
  const inner = nested.length === 0 ? fields : [...fields, '', ...nested];
  return [`message ${name} {`, ...inner.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
}

function fieldLine(schema: ConnectSchema, name: string, tag: number, file: File, nested: string[]): string {
  const element = schema.type === 'array' ? schema.items : schema;
  const type = element.type === 'array' ? undefined : typeName(element, name, file, nested);
  if (type === undefined) throw new Error(`${name}: Protobuf cannot nest lists`);
  const label = schema.type === 'array' ? 'repeated ' : isMarkedOptional(schema, file.settings) ? 'optional ' : '';
  return `${label}${type} ${name} = ${tag}${fieldOptions(element, file)};`;
}

function typeName(schema: Exclude<ConnectSchema, { type: 'array' }>, field: string, file: File, nested: string[]): string {
  const logical = LOGICAL_TYPES[schema.name ?? ''];
  if (logical) {
    file.imports.add(logical.file);
    return logical.type;
  }
  if (schema.type === 'map') {
    const value = schema.values.type === 'array' ? 'string' : typeName({ ...schema.values, optional: false }, field, file, nested);
    return `map<${schema.keys === undefined ? 'string' : SCALARS[schema.keys.type]}, ${value}>`;
  }
  if (schema.type === 'struct') return nestedMessage(schema, field, file, nested);
  if (schema.optional && file.settings.wrapperForNullables) {
    file.imports.add(WRAPPERS);
    return `google.protobuf.${WRAPPER_TYPES[schema.type]}`;
  }
  return SCALARS[schema.type];
}

/** Writes the message where it is first used, and answers its name. */
function nestedMessage(schema: StructSchema, field: string, file: File, nested: string[]): string {
  const name = simpleName(schema, field);
  if (!file.written.has(name)) {
    file.written.add(name);
    nested.push(...messageLines(schema, name, file));
  }
  return name;
}

/** A message may not be called like the field that holds it. */
function simpleName(schema: StructSchema, field: string): string {
  const name = scrubName((schema.name ?? 'ConnectDefault').split('.').at(-1) ?? '');
  return name === field ? `${name}Message` : name;
}

function isMarkedOptional(schema: ConnectSchema, settings: ProtobufSettings): boolean {
  const isScalar = schema.type !== 'struct' && schema.type !== 'array' && schema.type !== 'map' && LOGICAL_TYPES[schema.name ?? ''] === undefined;
  return isScalar && schema.optional === true && settings.optionalForNullables && !settings.wrapperForNullables;
}

/** What Protobuf's own types cannot say: narrow integers, and a decimal's precision and scale. */
function fieldOptions(schema: ConnectSchema, file: File): string {
  const params: Record<string, string> = {};
  if (schema.type === 'int8' || schema.type === 'int16') params['connect.type'] = schema.type;
  if (schema.name === LOGICAL.decimal) {
    const { 'connect.decimal.precision': precision, scale } = schema.parameters ?? {};
    if (precision !== undefined) params['precision'] = precision;
    if (scale !== undefined) params['scale'] = scale;
  }
  const entries = Object.entries(params).map(([key, value]) => `{key: "${key}", value: "${value}"}`);
  if (entries.length === 0) return '';
  file.imports.add(META);
  return ` [(confluent.field_meta) = {params: [${entries.join(', ')}]}]`;
}
