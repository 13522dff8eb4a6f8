import type { SchemaText } from '../model.js';
import { assertNever } from '../assert.js';
import { avroReadProblems } from './avro.js';
import { jsonReadProblems } from './json-schema.js';
import { parseJsonSchemaText } from './schema-text.js';
import { protobufReadProblems } from './protobuf.js';
import type { CompatibilityLevel } from './types.js';

/**
 * What a compatibility level has against a new schema, given the live versions of its subject (oldest first).
 * BACKWARD: the new schema reads old data; FORWARD: the old one reads new data. Empty: compatible.
 */
export function checkCompatibility(level: CompatibilityLevel, next: SchemaText, versions: readonly SchemaText[]): readonly string[] {
  if (level === 'NONE') return [];
  const against = level.endsWith('_TRANSITIVE') ? versions : versions.slice(-1);
  const direction = level.replace('_TRANSITIVE', '') as 'BACKWARD' | 'FORWARD' | 'FULL';
  return against.flatMap((version) => [
    ...(direction === 'FORWARD' ? [] : readProblems(next, version)),
    ...(direction === 'BACKWARD' ? [] : readProblems(version, next)),
  ]);
}

/** Why data written with `writer` cannot be read with `reader`. */
function readProblems(reader: SchemaText, writer: SchemaText): readonly string[] {
  if (reader.schemaType !== writer.schemaType) return [`the schema type changed from ${writer.schemaType} to ${reader.schemaType}`];
  switch (reader.schemaType) {
    case 'AVRO':
      return avroReadProblems(parseJsonSchemaText(reader), parseJsonSchemaText(writer));
    case 'JSON':
      return jsonReadProblems(parseJsonSchemaText(reader), parseJsonSchemaText(writer));
    case 'PROTOBUF':
      return protobufReadProblems(reader.schema, writer.schema);
    default:
      return assertNever(reader.schemaType);
  }
}
