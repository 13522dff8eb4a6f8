import type { ColumnDefinition } from '../../flink/columns.js';
import type { SourceTypes, TypeAnswer } from '../../flink/registry/source-types.js';
import { formatFlinkType } from '../../flink/types.js';

interface Attribute {
  readonly definition: ColumnDefinition;
  readonly note?: string;
}

/** An item's attributes by their type descriptor (semantics.md 1.6 item 11). */
const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  S: { definition: { type: 'STRING', attributeType: 'S' } },
  // Up to 38 digits at any scale: only text holds all of them.
  N: { definition: { type: 'STRING', attributeType: 'N' }, note: 'BIGINT, DOUBLE or DECIMAL(p, s) where the range is known.' },
  BOOL: { definition: { type: 'BOOLEAN', attributeType: 'BOOL' } },
  B: { definition: { type: 'STRING', attributeType: 'B' }, note: 'Base64 text.' },
  M: { definition: { type: 'STRING', attributeType: 'M' }, note: 'JSON text with type descriptors.' },
  L: { definition: { type: 'STRING', attributeType: 'L' }, note: 'JSON text with type descriptors.' },
  SS: { definition: { type: 'STRING', attributeType: 'SS' }, note: 'JSON text.' },
  NS: { definition: { type: 'STRING', attributeType: 'NS' }, note: 'JSON text.' },
  BS: { definition: { type: 'STRING', attributeType: 'BS' }, note: 'JSON text.' },
};

/** Key attributes are columns of the record's key: text, or bytes for a binary one (semantics.md 1.6 item 10). */
export const dynamodbTypes: SourceTypes = {
  ofColumn: (column): TypeAnswer =>
    column.flinkType === undefined
      ? { problem: `Flink cannot read it: ${column.reason}`, choices: ['leave the column out of the pipeline'] }
      : { definition: formatFlinkType(column.flinkType) },
  typeOf: (descriptor): TypeAnswer => {
    const attribute = ATTRIBUTES[descriptor.trim().toUpperCase()];
    if (attribute === undefined) return { problem: `${descriptor} is no type descriptor of DynamoDB that holds a value`, choices: ['leave the attribute out of the pipeline'] };
    return { ...attribute, registered: { type: descriptor.trim().toUpperCase() === 'B' ? 'BYTES' : 'STRING' } };
  },
  names: Object.keys(ATTRIBUTES),
};
