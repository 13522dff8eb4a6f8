import { assertNever } from '../../core/assert-never.js';
import { readAvro } from './read-avro.js';
import { readJsonSchema } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';
import { UnreadableSchema } from './shape.js';
import type { RegisteredSchema, SchemaProblem, SchemaShape } from './shape.js';

/** What a registered schema is to Flink: its fields with types, nullability, Connect names, parameters and defaults. Never throws. */
export function readSchema(registered: RegisteredSchema): SchemaShape | SchemaProblem {
  try {
    return read(registered);
  } catch (error) {
    if (error instanceof UnreadableSchema || error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
}

export function isSchemaProblem(result: SchemaShape | SchemaProblem): result is SchemaProblem {
  return 'problem' in result;
}

function read({ schemaType, schema }: RegisteredSchema): SchemaShape {
  switch (schemaType) {
    case 'AVRO':
      return readAvro(schema);
    case 'JSON':
      return readJsonSchema(schema);
    case 'PROTOBUF':
      return readProtobuf(schema);
    default:
      return assertNever(schemaType);
  }
}
