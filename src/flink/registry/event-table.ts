import type { RowPlace } from '../when.js';
import type { RegisteredField } from './shape.js';
import type { SourceTable } from './source-table.js';

/** One kind of event of a topic that holds several: the columns of its records, and where they are. */
export interface EventTable {
  readonly table: SourceTable;
  readonly place: RowPlace;
}

/** Why there is no such event, with the ones that there are. */
export interface EventProblem {
  readonly members: readonly string[];
}

interface Member {
  readonly field: RegisteredField;
  readonly place: RowPlace;
}

/**
 * The part of a source table that one member of a union is. Flink shows an Avro union and a JSON `oneOf` at the root as a column
 * for each member, a Protobuf `oneof` and a union in a field as a column that is a row of them; in each record one is filled.
 * A member is named by its column, or by the name or title of its type, with or without the namespace. Pure.
 */
export function eventTable(table: SourceTable, event: string): EventTable | EventProblem {
  const members = membersOf(table);
  const found = members.find(({ field }) => namesOf(field).includes(event));
  if (found === undefined) return { members: members.map(({ field }) => field.name) };
  const fields = found.field.fields ?? [];
  const key = table.key.every((name) => fields.some((field) => field.name === name)) ? table.key : [];
  return {
    place: found.place,
    table: { layout: 'plain', schemaType: table.schemaType, columns: fields.map((field) => ({ ...field, inKey: key.includes(field.name) })), key, keyPrefix: '' },
  };
}

export function isEventProblem(result: EventTable | EventProblem): result is EventProblem {
  return 'members' in result;
}

/** The kinds of event on a topic, by the columns that Flink shows for them. */
export function kindsOf(table: SourceTable): readonly string[] {
  return membersOf(table).map(({ field }) => field.name);
}

function membersOf({ columns }: SourceTable): readonly Member[] {
  return columns.flatMap((column): Member[] => {
    if (column.inKey || column.fields === undefined) return [];
    if (column.isUnion !== true) return [{ field: column, place: [column.name] }];
    return column.fields.flatMap((field) => (field.fields === undefined ? [] : [{ field, place: [column.name, field.name] }]));
  });
}

function namesOf({ name, semantic }: RegisteredField): readonly string[] {
  return semantic === undefined ? [name] : [name, semantic, semantic.split('.').at(-1)!];
}
