/** Small builders for the JSON Schemas of what `-o json` writes: closed objects, so that a change of the format shows. */

export const string = { type: 'string' } as const;
export const count = { type: 'integer', minimum: 0 } as const;
export const flag = { type: 'boolean' } as const;
export const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
export const list = (items: object) => ({ type: 'array', items });
export const oneOf = (...values: readonly string[]) => ({ enum: values });

/** An object with exactly these keys; those that end in `?` may be absent. */
export function object(keys: Readonly<Record<string, object>>): object {
  const names = Object.keys(keys);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), keys[name]!])),
  };
}

/** Diagnostics look alike in every report. */
export const diagnosticDefinitions = {
  position: object({ line: count, column: count }),
  range: object({ file: string, start: ref('position'), end: ref('position') }),
  diagnostic: object({ code: string, severity: oneOf('error', 'warning', 'info'), summary: string, 'detail?': string, 'fix?': string, 'address?': string, 'range?': ref('range') }),
} as const;

export const account = object({
  organizationId: string,
  environment: object({ id: string, name: string }),
  cluster: object({ id: string, name: string, cloud: string, region: string }),
});

/** Requests per plane of the service. */
export const calls = list(object({ plane: string, calls: count, retries: count, rateLimited: count }));

/** A schema as it is published. */
export function published(title: string, schema: object, definitions: Readonly<Record<string, object>>): object {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema, $defs: definitions };
}

/** The text of a published file. */
export function printSchema(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
