import type { SourceProblem, SourceStyle } from '../../core/source.js';
import { formatFlinkType } from '../types.js';
import { isSchemaProblem, readSchema } from './read-schema.js';
import { asNullable, known, simple } from './shape.js';
import type { RegisteredField, RegisteredSchema, RegisteredType, SchemaShape } from './shape.js';

export interface SourceColumn extends RegisteredField {
  readonly inKey: boolean;
}

/** How the values are laid out: Debezium's envelope; an envelope below a union, which Flink leaves as it
 * is (DynamoDB); or rows without an envelope. */
export type SourceLayout = 'envelope' | 'document' | 'plain';

/** A source topic as Flink shows it: the columns of its rows, not of the envelope (semantics.md 2.4). */
export interface SourceTable {
  readonly layout: SourceLayout;
  /** Of the value. */
  readonly schemaType: RegisteredSchema['schemaType'];
  /** Key columns first, in key order, then the others in the order of the schema. */
  readonly columns: readonly SourceColumn[];
  /** Names of the key columns as Flink shows them, in the order of the key schema. Empty: the records have no key schema. */
  readonly key: readonly string[];
  /** What Flink put before the names of key columns, because the value has fields of the same names and other types. */
  readonly keyPrefix: string;
}

/** The column that Flink shows for a key, or a value, that is no record. */
const SINGLE_KEY = 'key';
const SINGLE_VALUE = 'val';

/**
 * The table that Flink infers from what is registered for a topic. Pure.
 * `style` is what the source promises: a DynamoDB topic whose value is no union at its root is a problem, since the statement
 * reads `val`. @returns a problem (CDC2301, CDC2302) with a path relative to the table when there is no such table.
 */
export function readSourceTable(input: {
  readonly keySchema?: RegisteredSchema | undefined;
  readonly valueSchema?: RegisteredSchema | undefined;
  readonly style: SourceStyle;
}): SourceTable | SourceProblem {
  if (input.valueSchema === undefined) return unreadable('value', 'none is registered, so Flink shows bytes');
  const value = readSchema(input.valueSchema);
  if (isSchemaProblem(value)) return unreadable('value', value.problem);
  const key = input.keySchema === undefined ? undefined : readSchema(input.keySchema);
  if (key !== undefined && isSchemaProblem(key)) return unreadable('key', key.problem);
  const { layout, fields } = rowOf(value);
  if (input.style === 'dynamodb-document' && layout !== 'document') {
    return {
      code: 'CDC2302',
      path: [],
      summary: 'The registered value schema is not a union at its root, as the DynamoDB connector registers it in AVRO and JSON_SR: Flink shows other columns than the statement reads.',
      fix: 'Use the format AVRO or JSON_SR for this pipeline.',
    };
  }
  return { layout, schemaType: input.valueSchema.schemaType, ...join(key === undefined ? undefined : keyFields(key), fields) };
}

export function isSourceTable(result: SourceTable | SourceProblem): result is SourceTable {
  return 'columns' in result;
}

function unreadable(part: 'key' | 'value', reason: string): SourceProblem {
  return { code: 'CDC2301', path: [], summary: `The registered ${part} schema of the source topic cannot be read: ${reason}.` };
}

/** The fields of the row. Flink knows Debezium's envelope by three of its fields (semantics.md 2.4 item 1). */
function rowOf(value: SchemaShape): { readonly layout: SourceLayout; readonly fields: readonly RegisteredField[] } {
  if (value.kind === 'record') {
    const after = envelopeRow(value.fields);
    return after === undefined ? { layout: 'plain', fields: value.fields } : { layout: 'envelope', fields: after };
  }
  // Of several kinds of event each is a column; null and one kind are not: see semantics.md 1.6 item 12.
  if (value.type.isUnion === true) return { layout: 'plain', fields: value.type.fields ?? [] };
  const layout = envelopeRow(value.type.fields ?? []) === undefined ? 'plain' : 'document';
  return { layout, fields: [{ ...value.type, name: SINGLE_VALUE }] };
}

function envelopeRow(fields: readonly RegisteredField[]): readonly RegisteredField[] | undefined {
  const [before, after, op] = ['before', 'after', 'op'].map((name) => fields.find((field) => field.name === name));
  return before === undefined || op === undefined ? undefined : after?.fields;
}

function keyFields(key: SchemaShape): readonly RegisteredField[] {
  return key.kind === 'record' ? key.fields : [{ ...key.type, name: SINGLE_KEY }];
}

/** A key without a schema is one column of bytes. Fields that key and value share appear once, or under a prefix (2.4 item 8). */
function join(keys: readonly RegisteredField[] | undefined, values: readonly RegisteredField[]): Omit<SourceTable, 'layout' | 'schemaType'> {
  const value = (field: RegisteredField): SourceColumn => ({ ...field, inKey: false });
  if (keys === undefined) {
    const bytes: RegisteredType = asNullable(known(simple('BYTES')));
    return { columns: [{ ...bytes, name: SINGLE_KEY, inKey: true }, ...values.map(value)], key: [], keyPrefix: '' };
  }
  const clash = values.some((field) => keys.some((key) => key.name === field.name));
  const shared = keys.every((key) => values.some((field) => sameColumn(key, field)));
  const keyPrefix = clash && !shared ? 'key_' : '';
  const columns: SourceColumn[] = keys.map((key) => {
    // The value says more than the key does: Connect names and defaults are the same, but NULL counts where either has it.
    const twin = shared ? values.find((field) => field.name === key.name) : undefined;
    return { ...(twin ?? key), admitsNull: key.admitsNull || (twin?.admitsNull ?? false), name: `${keyPrefix}${key.name}`, inKey: true };
  });
  const names = columns.map((column) => column.name);
  return { columns: [...columns, ...values.filter((field) => !names.includes(field.name)).map(value)], key: names, keyPrefix };
}

function sameColumn(left: RegisteredField, right: RegisteredField): boolean {
  const text = (field: RegisteredField): string => (field.flinkType === undefined ? (field.reason ?? '') : formatFlinkType(field.flinkType));
  return left.name === right.name && left.nullable === right.nullable && text(left) === text(right);
}
