import type { TargetColumns } from '../target-columns.js';
import type { FlinkType } from '../types.js';
import { readableTypes } from './carriers.js';
import type { SourceTable } from './source-table.js';

/** A column as both kinds of tables have it. */
export interface Versioned {
  readonly name: string;
  readonly type: FlinkType | undefined;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly inKey: boolean;
  readonly semantic: string;
  readonly parameters: string;
  /** Protobuf's field number. */
  readonly number?: number;
}

/** The columns of a table from either side of a pipeline. */
export function versionedColumns(table: SourceTable | TargetColumns): readonly Versioned[] {
  if (!('layout' in table)) {
    return table.columns.map(({ name, type, nullable, key }) => ({ name, type, nullable, inKey: key, hasDefault: false, semantic: '', parameters: '' }));
  }
  return table.columns.map((column) => ({
    name: column.name,
    type: column.flinkType,
    nullable: column.admitsNull,
    hasDefault: column.default !== undefined,
    inKey: column.inKey,
    semantic: column.semantic ?? '',
    parameters: JSON.stringify(Object.entries(column.parameters ?? {}).sort()),
    ...(column.number === undefined ? {} : { number: column.number }),
  }));
}

/**
 * Whether a field number of Protobuf came to stand for a column of an unreadable type: the converter counts columns, so one
 * that comes or goes in the middle moves all after it.
 */
export function numbersMoved(before: readonly Versioned[], after: readonly Versioned[]): boolean {
  return before.some((old) => {
    const now = old.number === undefined ? undefined : after.find((column) => column.number === old.number);
    if (now === undefined || now.name === old.name) return false;
    const { backward, forward } = readableTypes(old.type, now.type, 'PROTOBUF');
    return !backward || !forward;
  });
}
