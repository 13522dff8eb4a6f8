import type { Diagnostic } from '../core/diagnostic.js';
import type { ExpandContext } from '../pipeline/expand.js';
import type { PipelineDocument } from '../pipeline/documents.js';
import { needsSchemas } from '../pipeline/written-columns.js';
import { readSourceTable } from '../flink/registry/index.js';
import type { RegisteredSchema } from '../flink/registry/index.js';
import type { Schema } from '../confluent/wire.js';
import type { Listing, Lists } from '../kinds/snapshot.js';
import type { ListReader } from './read-lists.js';

/** The newest schema of every subject; `undefined`: no table asks for any. */
export type SchemaListing = Listing<Lists['schemas']> | undefined;

/** Reads the list of schemas before anything is expanded; the same look has it for what follows, so it costs no call. */
export async function readSchemas(pipelines: readonly PipelineDocument[], readLists: ListReader): Promise<SchemaListing> {
  if (pipelines.every(({ spec }) => spec.tables.length === 0)) return undefined;
  const { schemas } = await readLists(['schemas'], []);
  return schemas;
}

/** What is registered for a source topic, as expansion asks for it. */
export function sourceTableOf(schemas: SchemaListing): NonNullable<ExpandContext['sourceTable']> {
  return (topic, style, given) => {
    if (schemas === undefined) return undefined;
    if (!schemas.read) return 'unread';
    const value = schemas.items.get(`${topic}-value`);
    const valueSchema = given ?? (value === undefined ? undefined : registered(value));
    if (valueSchema === undefined) return undefined;
    const key = schemas.items.get(`${topic}-key`);
    return readSourceTable({ keySchema: key === undefined ? undefined : registered(key), valueSchema, style });
  };
}

/** A schema without a type is Avro (confluent-api.md 5). */
export function registered({ schemaType, schema }: Pick<Schema, 'schemaType' | 'schema'>): RegisteredSchema {
  return { schemaType: (schemaType ?? 'AVRO') as RegisteredSchema['schemaType'], schema };
}

/** A registry that could not be read says nothing of columns: neither that they fit, nor that there is nothing to fit. */
export function uncheckedColumns(pipelines: readonly PipelineDocument[], schemas: SchemaListing): Diagnostic[] {
  if (schemas?.read !== false) return [];
  const tables = pipelines.flatMap(({ name, spec }) => spec.tables.filter((table) => !needsSchemas(table)).map((table) => `${name}: ${table.from}`));
  if (tables.length === 0) return [];
  const shown = tables.length > 5 ? [...tables.slice(0, 5), `and ${tables.length - 5} more`] : tables;
  return [{
    code: 'CDC2320',
    severity: 'warning',
    summary: `the columns of ${tables.length === 1 ? 'one table' : `${tables.length} tables`} are not checked: Schema Registry could not be read`,
    detail: `${shown.join(', ')}. ${schemas.error}`,
  }];
}
