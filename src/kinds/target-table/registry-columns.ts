import { formatFlinkType, isTypeProblem, parseFlinkType } from '../../flink/types.js';
import type { FlinkType } from '../../flink/types.js';
import { isSchemaProblem, readSchema } from '../../flink/registry/index.js';
import type { RegisteredField } from '../../flink/registry/index.js';
import type { TargetColumn } from './spec.js';

/** What the registry says of a table, in the types that Flink reads back (semantics.md 2.2). */
export interface RegistryTable {
  readonly columns: Readonly<Record<string, TargetColumn>>;
  readonly primaryKey: readonly string[];
}

/**
 * The columns of a target table from its registered key and value schemas; `undefined` when one is not Avro or is not a
 * record: then the account does not tell, and nothing is compared.
 */
export function columnsOfSchemas(keySchema: string | undefined, valueSchema: string): RegistryTable | undefined {
  const key = keySchema === undefined ? {} : columnsOfAvro(keySchema);
  const value = columnsOfAvro(valueSchema);
  if (key === undefined || value === undefined) return undefined;
  return { columns: Object.assign(value, key), primaryKey: Object.keys(key) };
}

/** The type as it reads back: the registry keeps no length of a string, and timestamps only in milli- or microseconds. */
export function comparableType(text: string): string {
  const type = parseFlinkType(text);
  return isTypeProblem(type) ? text : formatFlinkType(readBack(type));
}

function readBack(type: FlinkType): FlinkType {
  switch (type.kind) {
    case 'simple':
    case 'decimal':
      return type;
    case 'sized':
      return { kind: 'simple', name: type.name === 'CHAR' || type.name === 'VARCHAR' ? 'STRING' : 'BYTES' };
    case 'temporal':
      return { ...type, precision: type.precision <= 3 || type.name === 'TIME' ? 3 : 6 };
    case 'array':
      return { ...type, element: { ...type.element, type: readBack(type.element.type) } };
    case 'map':
      return {
        kind: 'map',
        key: { nullable: false, type: readBack(type.key.type) },
        value: { ...type.value, type: readBack(type.value.type) },
      };
    case 'row':
      return { kind: 'row', fields: type.fields.map((field) => ({ ...field, type: readBack(field.type) })) };
  }
}

function columnsOfAvro(schema: string): Record<string, TargetColumn> | undefined {
  const shape = readSchema({ schemaType: 'AVRO', schema });
  if (isSchemaProblem(shape) || shape.kind !== 'record' || shape.fields.length === 0) return undefined;
  return Object.fromEntries(shape.fields.map((field) => [field.name, columnOf(field)]));
}

/** A type that Flink does not have differs from that of every column. */
function columnOf({ flinkType, nullable }: RegisteredField): TargetColumn {
  return { type: flinkType === undefined ? 'UNKNOWN' : formatFlinkType(readBack(flinkType)), nullable };
}
