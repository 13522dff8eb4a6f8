import type { Cell, SchemaText } from '../model.js';
import { avroSchemaText } from './avro.js';
import type { ConnectSchema, StructSchema } from './connect-schema.js';
import { LOGICAL, zeroOf } from './connect-schema.js';
import { jsonSchemaText } from './json-schema.js';
import type { ConnectorConfig } from './modes.js';
import { choice, flag } from './modes.js';
import { protobufSchemaText } from './protobuf.js';
import { unreachable } from './unreachable.js';
import type { SourceName } from './world.js';

export type OutputFormat = 'AVRO' | 'JSON_SR' | 'PROTOBUF' | 'JSON' | 'STRING';

/** The converter settings that change a registered schema or the data (semantics.md 1.0.9). */
export interface Converter {
  readonly format: OutputFormat;
  /** `ignore.default.for.nullables`: false writes a NULL as the column's default (semantics.md 1.0.10). */
  readonly ignoreDefaults: boolean;
  readonly numericDecimals: boolean;
  readonly optionalForNullables: boolean;
  readonly wrapperForNullables: boolean;
  readonly metaData: boolean;
  readonly additionalProperties: boolean;
}

const REGISTRY_FORMATS = ['AVRO', 'JSON_SR', 'PROTOBUF'] as const;

/** Reads the converter of the key or the value. Throws an Error for a format that the plugin does not have. */
export function readConverter(config: ConnectorConfig, source: SourceName, side: 'key' | 'value'): Converter {
  const format = readFormat(config, source, side);
  const setting = (key: string, otherwise: boolean): boolean => flag(config, `${side}.converter.${key}`, otherwise);
  return {
    format,
    ignoreDefaults: format === 'JSON' ? !setting('replace.null.with.default', true) : setting('ignore.default.for.nullables', false),
    numericDecimals: config[`${side}.converter.decimal.format`] === 'NUMERIC',
    optionalForNullables: setting('optional.for.nullables', false),
    wrapperForNullables: setting('wrapper.for.nullables', false),
    metaData: setting('connect.meta.data', true),
    additionalProperties: setting('object.additional.properties', true),
  };
}

/** Whether the converter registers what it writes. */
export function registers(converter: Converter): boolean {
  return converter.format !== 'JSON' && converter.format !== 'STRING';
}

/** The schema as the converter registers it; for plain JSON the shape that nobody is told of. */
export function schemaText(schema: StructSchema, converter: Converter): SchemaText {
  switch (converter.format) {
    case 'AVRO':
      return { schemaType: 'AVRO', schema: avroSchemaText(schema, converter) };
    case 'PROTOBUF':
      return { schemaType: 'PROTOBUF', schema: protobufSchemaText(schema, converter) };
    case 'JSON_SR':
    case 'JSON':
    case 'STRING':
      return { schemaType: 'JSON', schema: jsonSchemaText(schema, converter) };
    default:
      return unreachable(converter.format);
  }
}

/** The value as a reader gets it back: defaults put in for nulls, and nulls that Protobuf cannot tell from zero. */
export function writtenValue(schema: ConnectSchema, cell: Cell, converter: Converter): Cell {
  if (cell === null) return writtenNull(schema, converter);
  switch (schema.type) {
    case 'struct': {
      const fields = cell as Readonly<Record<string, Cell>>;
      return Object.fromEntries(schema.fields.map((field) => [field.name, writtenValue(field.schema, fields[field.name] ?? null, converter)]));
    }
    case 'array':
      return (cell as readonly Cell[]).map((item) => writtenValue(schema.items, item, converter));
    default:
      return cell;
  }
}

function writtenNull(schema: ConnectSchema, converter: Converter): Cell {
  if (schema.default !== undefined && !converter.ignoreDefaults) return schema.default;
  return converter.format === 'PROTOBUF' && collapsesNull(schema, converter) ? zeroOf(schema) : null;
}

/** Protobuf's message types keep their absence, scalars only when the converter marks it (semantics.md 2.1.13). */
function collapsesNull(schema: ConnectSchema, { optionalForNullables, wrapperForNullables }: Converter): boolean {
  if (schema.type === 'array' || schema.type === 'map') return true;
  const isMessage = schema.type === 'struct' || Object.values<string | undefined>(LOGICAL).includes(schema.name);
  return !isMessage && !optionalForNullables && !wrapperForNullables;
}

function readFormat(config: ConnectorConfig, source: SourceName, side: 'key' | 'value'): OutputFormat {
  switch (source) {
    case 'postgres':
    case 'mysql':
    case 'sqlserver':
      return side === 'key'
        ? choice(config, 'output.key.format', ['JSON', ...REGISTRY_FORMATS, 'STRING'])
        : choice(config, 'output.data.format', ['JSON', ...REGISTRY_FORMATS]);
    case 'oracle':
      return choice(config, side === 'key' ? 'output.key.format' : 'output.data.format', REGISTRY_FORMATS);
    case 'dynamodb':
      return choice(config, side === 'key' ? 'output.data.key.format' : 'output.data.format', REGISTRY_FORMATS);
    default:
      return unreachable(source);
  }
}
