import type { TestColumn } from '../core/source.js';
import { attributeTypeOf } from '../flink/dynamodb-document.js';
import type { TableSpec } from './documents.js';
import { columnsAsWritten } from './written-columns.js';

/** The columns of the source table that the target's columns are taken from, for a row that a person may add. */
export function testColumns({ columns }: Pick<TableSpec, 'columns'>): readonly TestColumn[] {
  const found = Object.entries(columnsAsWritten(columns).named).flatMap(([name, column]): TestColumn[] => {
    const attributeType = attributeTypeOf(column);
    if (typeof column === 'string') return [{ name, attributeType }];
    return column.expression === undefined ? [{ name: column.column ?? column.attribute ?? name, attributeType }] : [];
  });
  return [...new Map(found.map((column) => [column.name, column])).values()];
}
