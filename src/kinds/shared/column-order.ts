import { isSchemaProblem, readSchema } from '../../flink/registry/index.js';
import type { RegisteredSchema } from '../../flink/registry/index.js';

/** What a subject's latest version says, as the registry's list has it. */
export interface ListedSchema {
  readonly schemaType?: string;
  readonly schema: string;
}

/** A table's columns as Flink lists them: those of the key, then those of the value; `undefined` where the registry does not tell. */
export function columnOrder(table: string, schemas: ReadonlyMap<string, ListedSchema>): readonly string[] | undefined {
  const key = schemas.get(`${table}-key`);
  const keys = key === undefined ? [] : fieldsOf(key);
  const values = fieldsOf(schemas.get(`${table}-value`));
  if (keys === undefined || values === undefined) return undefined;
  return [...keys, ...values.filter((name) => !keys.includes(name))];
}

function fieldsOf(listed: ListedSchema | undefined): readonly string[] | undefined {
  if (listed === undefined) return undefined;
  const shape = readSchema({ schemaType: (listed.schemaType ?? 'AVRO') as RegisteredSchema['schemaType'], schema: listed.schema });
  return isSchemaProblem(shape) || shape.kind !== 'record' ? undefined : shape.fields.map((field) => field.name);
}
