import type { SchemaText, SchemaType } from '../../model.js';
import { assertNever } from '../errors.js';
import type { RowField } from '../types/types.js';
import { writeAvro } from './write-avro.js';
import { writeJsonSchema } from './write-json.js';
import { writeProtobuf } from './write-protobuf.js';

/** The schema that CREATE TABLE registers for a topic's key or value; `name` is the record's name. Throws SqlError for types a format cannot hold. */
export function writeSchema(schemaType: SchemaType, name: string, fields: readonly RowField[]): SchemaText {
  switch (schemaType) {
    case 'AVRO': return { schemaType, schema: writeAvro(name, fields) };
    case 'JSON': return { schemaType, schema: writeJsonSchema(fields) };
    case 'PROTOBUF': return { schemaType, schema: writeProtobuf(name, fields) };
    default: return assertNever(schemaType);
  }
}
