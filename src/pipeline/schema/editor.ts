import type { JsonSchema } from '../../core/source.js';

/** Keywords whose value is one schema, a list of schemas, or schemas by name. */
const ONE: readonly string[] = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains'];
const LIST: readonly string[] = ['anyOf', 'oneOf', 'allOf'];
const NAMED: readonly string[] = ['properties', 'patternProperties', '$defs'];

const VARIABLE: JsonSchema = { type: 'string', pattern: '\\$\\{var:[^${}]+\\}', description: 'A variable of the target.' };

/** The schema with every direct subschema replaced. */
function mapSubschemas(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const one = (value: unknown): unknown => (isSchema(value) ? change(value) : value);
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (ONE.includes(keyword)) return [keyword, one(value)];
    if (LIST.includes(keyword)) return [keyword, (value as unknown[]).map(one)];
    if (NAMED.includes(keyword)) return [keyword, Object.fromEntries(Object.entries(value as object).map(([name, sub]) => [name, one(sub)]))];
    return [keyword, value];
  });
  return Object.fromEntries(entries);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The schema as an editor should check it: before variables are replaced. Where a number, a truth value or one of a few texts is expected,
 * a variable may stand too; a pattern is checked only where there is none.
 */
export function toEditorSchema(schema: JsonSchema): JsonSchema {
  const inner = mapSubschemas(schema, toEditorSchema);
  const closed = ['integer', 'number', 'boolean'].includes(String(inner['type'])) || 'enum' in inner || 'pattern' in inner;
  if (!closed || inner['type'] === 'object') return inner;
  const { description, default: fallback, examples, title, ...rest } = inner;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...(examples !== undefined && { examples }),
    anyOf: [rest, VARIABLE],
  };
}

/**
 * The schema of a JSON merge patch for what `schema` describes: nothing is required and null removes a key. Lists are replaced as a
 * whole, so inside them everything stays as strict as it was.
 */
export function toPatchSchema(schema: JsonSchema): JsonSchema {
  const { required: _required, minProperties: _min, maxProperties: _max, $ref, ...rest } = schema;
  const patched: Record<string, unknown> = { ...rest };
  if (typeof $ref === 'string') patched['$ref'] = /(?:credentialPair|computePool|tableflow)$/.test($ref) ? `${$ref}Patch` : $ref;
  if (isSchema(schema['properties'])) {
    const properties = Object.entries(schema['properties'] as Record<string, JsonSchema>);
    patched['properties'] = Object.fromEntries(properties.map(([key, sub]) => [key, orNull(toPatchSchema(sub))]));
  }
  if (isSchema(schema['additionalProperties'])) patched['additionalProperties'] = orNull(toPatchSchema(schema['additionalProperties']));
  if (Array.isArray(schema['anyOf'])) patched['anyOf'] = (schema['anyOf'] as JsonSchema[]).map(toPatchSchema);
  return patched;
}

function orNull(schema: JsonSchema): JsonSchema {
  const { description, examples, ...rest } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(examples !== undefined && { examples }),
    anyOf: [rest, { type: 'null', description: 'Removes the key.' }],
  };
}
