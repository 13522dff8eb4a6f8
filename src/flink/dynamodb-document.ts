import { assertNever } from '../core/assert-never.js';
import type { SourceProblem } from '../core/source.js';
import type { ColumnDefinition, ColumnObject } from './columns.js';
import { conversionOf } from './conversions.js';
import { quoteLiteral } from './quote.js';
import { tokeniseSql } from './sql-text.js';
import type { TargetColumn } from './target-columns.js';
import { formatFlinkType, isTypeProblem, parseFlinkType, rootOf } from './types.js';
import type { TypeRoot } from './types.js';

/** Where the connector puts an item: DynamoDB's typed JSON, as text (semantics.md 1.6 items 10 to 12). */
export const DOCUMENT = '`val`.`after`.`document`';

type Descriptor = 'S' | 'N' | 'BOOL' | 'B' | 'M' | 'L' | 'SS' | 'NS' | 'BS';

const TEXT_TYPES: readonly TypeRoot[] = ['STRING', 'VARCHAR', 'CHAR'];
const NUMBER_TYPES: readonly TypeRoot[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL'];

/** What an attribute of each descriptor can become without a conversion. */
const READABLE: Readonly<Record<Descriptor, readonly TypeRoot[]>> = {
  S: [...TEXT_TYPES, 'DATE', 'TIME'],
  N: [...NUMBER_TYPES, ...TEXT_TYPES],
  BOOL: ['BOOLEAN'],
  // Base64 text: no function of Flink turns it back into arbitrary bytes (semantics.md 2.5).
  B: ['STRING'],
  M: ['STRING'],
  L: ['STRING'],
  SS: ['STRING'],
  NS: ['STRING'],
  BS: ['STRING'],
};

/** The value of a column that is not part of the key: an attribute of the item. */
export function attributeSql(column: TargetColumn): { readonly sql: string } | { readonly problem: SourceProblem } {
  const { definition, name, type } = column;
  const attribute = definition.attribute ?? definition.column ?? name;
  const conversion = definition.from === undefined ? undefined : conversionOf(definition.from);
  if (conversion) {
    const { input } = conversion;
    if (input === 'BYTES' || input === 'ARRAY' || input === 'ROW') {
      return refused(column, `the conversion ${definition.from} reads ${input}, which an attribute never is`);
    }
    const numeric = input === 'INT' || input === 'BIGINT' || input === 'SMALLINT';
    const value = rawValue(attribute, definition.attributeType ?? (numeric ? 'N' : 'S'));
    return { sql: conversion.sql(numeric ? `CAST(${value} AS ${input})` : value, type) };
  }
  const root = rootOf(type);
  const descriptor = definition.attributeType ?? defaultDescriptor(root);
  if (!READABLE[descriptor].includes(root)) {
    return refused(column, `an attribute of type ${descriptor} can become ${READABLE[descriptor].join(', ')}`);
  }
  const value = rawValue(attribute, descriptor);
  return { sql: root === 'STRING' || root === 'BOOLEAN' ? value : `CAST(${value} AS ${formatFlinkType(type)})` };
}

/** The type of the attribute that a column is read from, as far as its definition tells; a text otherwise. */
export function attributeTypeOf(definition: ColumnDefinition): Descriptor {
  const { type, attributeType, from }: Pick<ColumnObject, 'type' | 'attributeType' | 'from'> = typeof definition === 'string' ? { type: definition } : definition;
  if (attributeType !== undefined) return attributeType;
  const input = from === undefined ? undefined : conversionOf(from)?.input;
  if (input !== undefined) return input === 'INT' || input === 'BIGINT' || input === 'SMALLINT' ? 'N' : 'S';
  const parsed = parseFlinkType(type);
  return isTypeProblem(parsed) ? 'S' : defaultDescriptor(rootOf(parsed));
}

/**
 * Whether one of the columns says what became of the item: it looks at `val`.`op`. Then deletes are let through as rows.
 */
export function marksDeletes(columns: readonly TargetColumn[]): boolean {
  return columns.some(({ definition }) => {
    if (definition.expression === undefined) return false;
    const names = tokeniseSql(definition.expression).map((token) => token.text.replaceAll('`', ''));
    return names.some((name, i) => name === 'val' && names[i + 1] === '.' && names[i + 2] === 'op');
  });
}

function rawValue(attribute: string, descriptor: Descriptor): string {
  const path = quoteLiteral(`${attributePath(attribute)}.${descriptor}`);
  switch (descriptor) {
    case 'S':
    case 'N':
    case 'B':
      return `JSON_VALUE(${DOCUMENT}, ${path})`;
    case 'BOOL':
      return `JSON_VALUE(${DOCUMENT}, ${path} RETURNING BOOLEAN)`;
    case 'M':
    case 'L':
    case 'SS':
    case 'NS':
    case 'BS':
      return `JSON_QUERY(${DOCUMENT}, ${path})`;
    default:
      return assertNever(descriptor);
  }
}

function attributePath(attribute: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(attribute)) return `$.${attribute}`;
  return `$['${attribute.replace(/[\\']/g, '\\$&')}']`;
}

function defaultDescriptor(root: TypeRoot): Descriptor {
  if (NUMBER_TYPES.includes(root)) return 'N';
  if (root === 'BOOLEAN') return 'BOOL';
  if (root === 'BYTES' || root === 'BINARY' || root === 'VARBINARY') return 'B';
  if (root === 'MAP' || root === 'ROW') return 'M';
  return root === 'ARRAY' ? 'L' : 'S';
}

function refused(column: TargetColumn, reason: string): { readonly problem: SourceProblem } {
  const root = rootOf(column.type);
  const isInstant = root === 'TIMESTAMP' || root === 'TIMESTAMP_LTZ';
  return {
    problem: {
      code: 'CDC2211',
      path: ['columns', column.name],
      summary: `Column ${column.name} cannot be a ${formatFlinkType(column.type)}: ${reason}.`,
      fix: isInstant
        ? 'Say how the time is kept: "from: zoned-timestamp" for ISO text in UTC, "from: timestamp" or "from: epoch-seconds" for numbers.'
        : 'Choose one of those types, or state "attributeType" or "from".',
    },
  };
}
