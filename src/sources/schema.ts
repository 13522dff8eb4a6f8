import type { JsonSchema } from '../core/source.js';

/** Small builders for block schemas: every key gets a description, which editors and the documentation show. */

interface Details {
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export function text(description: string, details: Details = {}): JsonSchema {
  return { type: 'string', minLength: 1, description, ...details };
}

/** A reference to a secret; a literal does not match. */
export function secret(description: string, example: string): JsonSchema {
  return { type: 'string', pattern: '^\\$\\{(env|file):[^{}]+\\}$', description, examples: [example] };
}

export function integer(description: string, details: Details): JsonSchema {
  return { type: 'integer', description, ...details };
}

export function flag(description: string, fallback: boolean): JsonSchema {
  return { type: 'boolean', description, default: fallback };
}

export function choice(description: string, values: readonly string[], fallback: string): JsonSchema {
  return { type: 'string', enum: values, description, default: fallback };
}

/** `30s`, `5m`, `7d`; `0` switches off or keeps for ever, as the description says. */
export function duration(description: string, details: Details): JsonSchema {
  return { type: 'string', pattern: '^(0|[1-9][0-9]*(ms|s|m|h|d))$', description, ...details };
}

export function names(description: string, examples: readonly unknown[]): JsonSchema {
  return { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, uniqueItems: true, description, examples };
}

/** A closed object: unknown keys are refused. */
export function block(description: string, properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', description, properties, required, additionalProperties: false };
}

export function port(fallback: number): JsonSchema {
  return integer('Port that the database listens on.', { default: fallback, minimum: 1, maximum: 65535 });
}

export const host = text('Host name or address of the database, as the connector reaches it.', { examples: ['db.example.com'] });

/** May be given as a reference too, since people keep user name and password in one place. */
export const username = text('User that the connector logs in as; may be a reference such as ${env:DB_USER}.', { examples: ['cdc_reader'] });
