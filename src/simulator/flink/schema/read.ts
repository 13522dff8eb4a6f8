import type { SchemaText } from '../../model.js';
import { assertNever } from '../errors.js';
import type { DataType, RowField } from '../types/types.js';
import { isAvroRecord, isAvroUnion, readAvro } from './read-avro.js';
import { isJsonRecord, isJsonUnion, readJsonSchema } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';

/**
 * A registered schema as Flink sees it: fields that become columns, a union of several types that become a column each, or one
 * type that becomes one column.
 */
export type ReadSchema =
  | { readonly kind: 'record' | 'union'; readonly fields: readonly RowField[] }
  | { readonly kind: 'single'; readonly type: DataType };

/** Reads a registered schema. A union of null and one record at the root, as the DynamoDB connector registers, is not a record (semantics.md 1.6). Throws SqlError. */
export function readSchema({ schemaType, schema }: SchemaText): ReadSchema {
  switch (schemaType) {
    case 'AVRO': return shape(readAvro(schema), isAvroRecord(schema) ? 'record' : isAvroUnion(schema) ? 'union' : 'single');
    case 'JSON': return shape(readJsonSchema(schema), isJsonRecord(schema) ? 'record' : isJsonUnion(schema) ? 'union' : 'single');
    case 'PROTOBUF': return shape(readProtobuf(schema), 'record');
    default: return assertNever(schemaType);
  }
}

function shape(type: DataType, kind: ReadSchema['kind']): ReadSchema {
  return kind !== 'single' && type.kind === 'ROW' ? { kind, fields: type.fields } : { kind: 'single', type };
}
