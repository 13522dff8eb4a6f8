import { isTypeProblem, parseFlinkType } from '../../flink/types.js';
import type { FlinkType, NestedType, SimpleName } from '../../flink/types.js';

const simpleTypes = {
  BOOLEAN: 'boolean',
  TINYINT: { type: 'int', 'connect.type': 'int8' },
  SMALLINT: { type: 'int', 'connect.type': 'int16' },
  INT: 'int',
  BIGINT: 'long',
  FLOAT: 'float',
  DOUBLE: 'double',
  STRING: 'string',
  BYTES: 'bytes',
  DATE: { type: 'int', logicalType: 'date' },
} as const satisfies Record<SimpleName, unknown>;

/**
 * The Avro type that Flink writes for a column type (semantics.md 2.2, sink side). `name` makes record names unique.
 * @throws Error for a text that is not a type.
 */
export function avroTypeOf(text: string, name: string): unknown {
  const type = parseFlinkType(text);
  if (isTypeProblem(type)) throw new Error(`${text}: ${type.error}`);
  return avroOf(type, name);
}

function avroOf(type: FlinkType, name: string): unknown {
  switch (type.kind) {
    case 'simple':
      return simpleTypes[type.name];
    case 'sized':
      return type.name === 'CHAR' || type.name === 'VARCHAR' ? 'string' : 'bytes';
    case 'decimal':
      return { type: 'bytes', logicalType: 'decimal', precision: type.precision, scale: type.scale };
    case 'temporal':
      return temporalOf(type.name, type.precision);
    case 'array':
      return { type: 'array', items: nested(type.element, `${name}_item`) };
    case 'map':
      return { type: 'map', values: nested(type.value, `${name}_value`) };
    case 'row':
      return {
        type: 'record',
        name: `${name}_row`,
        fields: type.fields.map((field) => ({ name: field.name, type: nested(field, `${name}_${field.name}`) })),
      };
  }
}

function nested({ type, nullable }: NestedType, name: string): unknown {
  return nullable ? ['null', avroOf(type, name)] : avroOf(type, name);
}

function temporalOf(name: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ', precision: number): unknown {
  if (name === 'TIME') return { type: 'int', logicalType: 'time-millis' };
  const unit = precision <= 3 ? 'millis' : 'micros';
  return { type: 'long', logicalType: `${name === 'TIMESTAMP' ? 'local-' : ''}timestamp-${unit}` };
}
