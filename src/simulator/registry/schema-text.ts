import type { SchemaText } from '../model.js';
import { SchemaRefusal } from './refusal.js';

const cache = new Map<string, string>();

/**
 * A text that is equal for schemas that differ in white space only; object keys keep their order, as fields do.
 * Throws a SchemaRefusal (42201) when the text is no schema of its type.
 */
export function canonicalSchema(schema: SchemaText): string {
  const key = `${schema.schemaType} ${schema.schema}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const canonical = schema.schemaType === 'PROTOBUF' ? canonicalProtobuf(schema.schema) : canonicalJson(schema);
  if (cache.size > 5_000) cache.clear();
  cache.set(key, canonical);
  return canonical;
}

function canonicalJson(schema: SchemaText): string {
  const value = parseJsonSchemaText(schema);
  if (schema.schemaType === 'AVRO' && !isAvro(value)) throw invalid(schema);
  return JSON.stringify(value);
}

/** Throws a SchemaRefusal (42201) when the text is not JSON. An Avro primitive may come as a bare name. */
export function parseJsonSchemaText(schema: SchemaText): unknown {
  try {
    return JSON.parse(schema.schema) as unknown;
  } catch {
    if (schema.schemaType === 'AVRO' && AVRO_PRIMITIVES.has(schema.schema.trim())) return schema.schema.trim();
    throw invalid(schema);
  }
}

function canonicalProtobuf(text: string): string {
  if (!/\b(message|enum)\s+\w+\s*\{/.test(text)) throw invalid({ schemaType: 'PROTOBUF', schema: text });
  return text.replace(/\/\/[^\n]*/g, '').replace(/\s+/g, ' ').trim();
}

const AVRO_PRIMITIVES = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']);

function isAvro(value: unknown): boolean {
  if (typeof value === 'string') return AVRO_PRIMITIVES.has(value);
  if (Array.isArray(value)) return value.every((branch) => isAvro(branch) || typeof branch === 'string');
  if (value === null || typeof value !== 'object') return false;
  const type = (value as { type?: unknown }).type;
  if (type === 'record') return Array.isArray((value as { fields?: unknown }).fields);
  return type !== undefined;
}

function invalid(schema: SchemaText): SchemaRefusal {
  return new SchemaRefusal(422, 42201, `Invalid schema of type ${schema.schemaType}: ${schema.schema.slice(0, 80)}`);
}
