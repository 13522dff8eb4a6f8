import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../src/core/source.js';
import { combinedSchema, documentSchema, KINDS, publishedSchema, schemaFiles } from '../../src/pipeline/json-schema.js';
import { toPlain } from '../../src/pipeline/nodes.js';
import { parseFile } from '../../src/pipeline/parse.js';

const published = join(import.meta.dirname, '../../schema');
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });

/** Every property of the schema, with the path to it. */
function* propertiesOf(schema: JsonSchema, path = ''): Generator<[path: string, schema: JsonSchema]> {
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' || keyword === '$defs') {
      for (const [name, property] of Object.entries(value as Record<string, JsonSchema>)) {
        if (keyword === 'properties') yield [`${path}.${name}`, property];
        yield* propertiesOf(property, `${path}.${name}`);
      }
    } else if (['anyOf', 'oneOf', 'allOf'].includes(keyword)) {
      for (const branch of value as JsonSchema[]) yield* propertiesOf(branch, path);
    } else if (['items', 'additionalProperties', 'then'].includes(keyword) && typeof value === 'object') yield* propertiesOf(value as JsonSchema, `${path}[]`);
  }
}

describe('the published schema', () => {
  it.each([...schemaFiles()])('%s is what "npm run schema" writes', (name, text) => {
    expect(readFileSync(join(published, name), 'utf8')).toBe(text);
  });

  it('describes every key', () => {
    for (const kind of KINDS) {
      const bare = [...propertiesOf(documentSchema(kind))].filter(([, schema]) => schema['description'] === undefined && schema['$ref'] === undefined);
      expect(bare.map(([path]) => path)).toEqual([]);
    }
  });

  it('closes every mapping with keys of its own, or says what others hold', () => {
    const open = [...propertiesOf(combinedSchema())].filter(([, schema]) => schema['type'] === 'object' && schema['properties'] !== undefined && schema['additionalProperties'] !== false && typeof schema['additionalProperties'] !== 'object');
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('has examples that are valid', () => {
    for (const kind of KINDS) {
      const root = documentSchema(kind);
      for (const [path, schema] of propertiesOf(root)) {
        if (schema['examples'] === undefined) continue;
        const validate = new Ajv2020({ allowUnionTypes: true, strictRequired: false }).compile({ ...schema, $defs: root['$defs'] });
        for (const example of schema['examples'] as unknown[]) expect(validate(example), `${path}: ${JSON.stringify(example)}`).toBe(true);
      }
    }
  });
});

describe('what an editor accepts', () => {
  const validate = ajv.compile(combinedSchema());
  const valid = join(import.meta.dirname, 'valid');
  const documents = readdirSync(valid, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).flatMap((file) => parseFile(file, readFileSync(join(valid, file), 'utf8')).documents.map((document, index) => ({ name: `${file} ${index}`, value: toPlain(document.root) })));

  it.each(documents)('$name', ({ value }) => {
    expect(validate(value), JSON.stringify(validate.errors, null, 1)).toBe(true);
  });

  it.each([
    { name: 'an unknown kind', value: { apiVersion: 'cdc-reconciler/v1', kind: 'Pipe' } },
    { name: 'an unknown key', value: { apiVersion: 'cdc-reconciler/v1', kind: 'Approval', metadata: { name: 'a' }, spec: { plan: 'a41c9e', reason: 'r', expires: 'x', by: 'me' } } },
    { name: 'two sources', value: { apiVersion: 'cdc-reconciler/v1', kind: 'Pipeline', metadata: { name: 'a' }, spec: { source: { postgres: {}, mysql: {} }, tables: [{ from: 'a.b' }] } } },
    { name: 'a wrong key in overrides', value: { apiVersion: 'cdc-reconciler/v1', kind: 'Pipeline', metadata: { name: 'a' }, spec: { source: { dynamodb: {} }, tables: [{ from: 'abc' }] }, overrides: { prod: { formatt: 'AVRO' } } } },
  ])('refuses $name', ({ value }) => {
    expect(validate(value)).toBe(false);
  });

  it('has a schema for each kind alone', () => {
    for (const kind of KINDS) expect(() => new Ajv2020({ strictTypes: false, strictRequired: false }).compile(publishedSchema(kind))).not.toThrow();
  });
});
