import type { SchemaText } from '../../model.js';
import { assertNever } from '../errors.js';
import type { DataType, RowField } from '../types/types.js';
import { isAvroRecord, readAvro } from './read-avro.js';
import { isJsonRecord, readJsonSchema } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';

/** A registered schema as Flink sees it: fields that become columns, or one type that becomes one column. */
export type ReadSchema = { readonly kind: 'record'; readonly fields: readonly RowField[] } | { readonly kind: 'single'; readonly type: DataType };

/** Reads a registered schema. A union at the root, as the DynamoDB connector registers, is not a record (semantics.md 1.6). Throws SqlError. */
export function readSchema({ schemaType, schema }: SchemaText): ReadSchema {
  switch (schemaType) {
    case 'AVRO': return shape(readAvro(schema), isAvroRecord(schema));
    case 'JSON': return shape(readJsonSchema(schema), isJsonRecord(schema));
    case 'PROTOBUF': return shape(readProtobuf(schema), true);
    default: return assertNever(schemaType);
  }
}

function shape(type: DataType, isRecord: boolean): ReadSchema {
  return isRecord && type.kind === 'ROW' ? { kind: 'record', fields: type.fields } : { kind: 'single', type };
}
