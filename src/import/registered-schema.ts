import type { Schema } from '../confluent/wire.js';
import type { RegisteredSchema } from '../flink/registry/index.js';

/** A schema as the registry lists it, for the readers of schemas: without a type it is Avro. */
export function registeredSchema(found: Schema | undefined): RegisteredSchema | undefined {
  return found === undefined ? undefined : { schemaType: (found.schemaType ?? 'AVRO') as RegisteredSchema['schemaType'], schema: found.schema };
}
