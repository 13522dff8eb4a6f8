import type { Schema, SchemaText } from '../../confluent/wire.js';
import type { Remote } from '../contract.js';
import type { TargetTableSpec } from './spec.js';
import { avroTypeOf } from './avro-type.js';

interface AvroRecord {
  readonly type: 'record';
  readonly fields: readonly { readonly name: string; readonly type: unknown; readonly default?: unknown }[];
}

/**
 * Registers a new version of the table's value schema with nullable fields added at the end; the table changes by inference
 * (semantics.md 3.4 item 2). Fields that are there already are left alone, so repeating it is harmless.
 * @throws Error when the latest version is not an Avro record, or ApiFailure when the registry finds it incompatible.
 */
export async function addColumns(desired: TargetTableSpec, names: readonly string[], remote: Remote): Promise<void> {
  const registry = remote.clients.schemaRegistry;
  const subject = `${desired.table}-value`;
  const latest = (await registry.listLatestSchemas({ subjectPrefix: subject })).find((schema) => schema.subject === subject);
  if (latest === undefined) throw new Error(`subject ${subject} has no schema to add columns to`);
  const next = withColumns(latest, desired, names);
  if (next !== undefined) await registry.register(subject, next);
}

/** The next version of a table's value schema; `undefined`: it has the columns already. Pure. @throws Error when it is not an Avro record. */
export function withColumns(latest: Pick<Schema, 'subject' | 'schema'>, desired: TargetTableSpec, names: readonly string[]): SchemaText | undefined {
  const record = parsed(latest.schema);
  if (record?.type !== 'record') throw new Error(`subject ${latest.subject} does not hold an Avro record`);
  const present = new Set(record.fields.map((field) => field.name));
  const added = names
    .filter((name) => !present.has(name))
    .map((name) => ({ name, type: ['null', avroTypeOf(desired.columns[name]!.type, name)], default: null }));
  return added.length === 0 ? undefined : { schemaType: 'AVRO', schema: JSON.stringify({ ...record, fields: [...record.fields, ...added] }) };
}

function parsed(schema: string): AvroRecord | undefined {
  try {
    return JSON.parse(schema) as AvroRecord;
  } catch {
    return undefined;
  }
}
