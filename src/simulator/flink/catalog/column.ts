import type { CatalogColumn } from '../../model.js';
import { parseTypeText } from '../syntax/parse-type.js';
import { printType } from '../types/print.js';
import * as t from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';

/** A column that no record field backs: a METADATA or computed column. The mark survives as long as the object does. */
export interface VirtualColumn extends CatalogColumn {
  readonly virtual: { readonly kind: 'METADATA'; readonly key: string } | { readonly kind: 'COMPUTED'; readonly expression: string };
}

/** A type as a column of the catalog. */
export function catalogColumn(name: string, type: DataType): CatalogColumn {
  return { name, type: printType(type), nullable: type.nullable };
}

/** The type of a column of the catalog. */
export function columnType(column: CatalogColumn): DataType {
  return t.nullableIf(parseTypeText(column.type), column.nullable);
}

export function isVirtual(column: CatalogColumn): column is VirtualColumn {
  return 'virtual' in column;
}

/** The field of a record behind a column. */
export function fieldOf(column: CatalogColumn): RowField {
  return { name: column.name, type: columnType(column) };
}

/** True when both have the same name, type and nullability. */
export function isSameField(left: RowField, right: RowField): boolean {
  return left.name === right.name && left.type.nullable === right.type.nullable && printType(left.type) === printType(right.type);
}
