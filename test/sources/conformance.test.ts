import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { isSecretReference } from '../../src/core/secret.js';
import type { DatabaseSource, Format, JsonSchema, Source } from '../../src/core/source.js';
import { databaseOf, databases, isSourceName, sourceOf, sources } from '../../src/sources/index.js';
import type { DatabaseName, SourceName } from '../../src/sources/index.js';
import { inputFor } from './fixtures.js';

const names = Object.keys(sources) as SourceName[];
const formats: readonly Format[] = ['AVRO', 'JSON_SR', 'PROTOBUF'];

describe.each(names)('source %s', (name) => {
  const source: Source<unknown> = sourceOf(name)!;

  it('is registered under its own name', () => {
    expect(source.name).toBe(name);
  });

  it('finds nothing wrong with the example', () => {
    expect(source.check(inputFor(name))).toEqual([]);
  });

  it('has a topic for every table, no two the same, all legal', () => {
    const { topics } = source.expand(inputFor(name));
    expect(topics.map((topic) => topic.table)).toEqual(inputFor(name).tables);
    expect(new Set(topics.map((topic) => topic.topic)).size).toBe(topics.length);
    for (const { topic } of topics) expect(topic).toMatch(/^[A-Za-z0-9._-]{1,249}$/);
  });

  it('has a schema that compiles, is closed and explains every key', () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    expect(() => ajv.compile(source.blockSchema)).not.toThrow();
    for (const [path, schema] of walk(source.blockSchema, [])) {
      expect(schema['description'], path.join('.')).toEqual(expect.any(String));
      if (schema['type'] === 'object' && schema['properties'] !== undefined) expect(schema['additionalProperties'], path.join('.')).toBe(false);
      else if (path.length > 0) {
        expect(schema['default'] !== undefined || schema['examples'] !== undefined, `${path.join('.')} has neither default nor examples`).toBe(true);
      }
    }
  });

  it('accepts its example as written in YAML, and refuses unknown keys and literal secrets', () => {
    const validate = new Ajv2020({ strict: true }).compile(source.blockSchema);
    const written = JSON.parse(JSON.stringify(inputFor(name).block, (_key, value: unknown) => (isSecretReference(value) ? value.reference : value))) as Record<string, unknown>;
    expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...written, hostname: 'x' })).toBe(false);
    const [secretKey] = source.secretKeys;
    expect(validate({ ...written, [secretKey!]: 'hunter2' })).toBe(false);
  });

  it('has its secret keys in the schema, as references', () => {
    const schemas = new Map(walk(source.blockSchema, []).map(([path, schema]) => [path.join('.'), schema]));
    for (const key of source.secretKeys) expect(String(schemas.get(key)?.['pattern']), key).toContain('env|file');
    const references = [...schemas].filter(([, schema]) => String(schema['pattern']).includes('env|file')).map(([path]) => path);
    expect(references.sort()).toEqual([...source.secretKeys].sort());
  });

});

describe.each(Object.keys(databases) as DatabaseName[])('the connector of %s', (name) => {
  const source: DatabaseSource<unknown> = databaseOf(name);

  it('has a plugin', () => {
    expect(source.connector.properties['connector.class']?.required).toBe(true);
  });

  it.each(formats)('sends only keys of the plugin, and all that are required (%s)', (format) => {
    const { config } = source.expand(inputFor(name, format)).connector;
    expect(Object.keys(config).filter((key) => !Object.hasOwn(source.connector.properties, key))).toEqual([]);
    const required = Object.entries(source.connector.properties).filter(([, property]) => property.required === true).map(([key]) => key);
    expect(required.filter((key) => config[key] === undefined)).toEqual([]);
    expect(config['connector.class']).toBe(source.connector.pluginClass);
    expect(config['name']).toBe('shop-eu');
  });

  it.each(formats)('registers a schema for key and value (%s)', (format) => {
    const { config } = source.expand(inputFor(name, format)).connector;
    expect(config['output.data.format']).toBe(format);
    expect(config['output.key.format'] ?? config['output.data.key.format']).toBe(format);
  });

  it('sends values of the type that the plugin asks for, and no secret as text', () => {
    const { config } = source.expand(inputFor(name)).connector;
    for (const [key, value] of Object.entries(config)) {
      const { type } = source.connector.properties[key]!;
      if (type === 'PASSWORD') expect(isSecretReference(value), key).toBe(true);
      if (type === 'BOOLEAN') expect(value, key).toMatch(/^(true|false)$/);
      if (type === 'INT' || type === 'LONG' || type === 'SHORT') expect(value, key).toMatch(/^-?[0-9]+$/);
    }
  });

  it('lets the config of the user win', () => {
    const { config } = source.expand(inputFor(name, 'AVRO', { config: { 'errors.tolerance': 'all', 'tasks.max': '7' } })).connector;
    expect(config['errors.tolerance']).toBe('all');
    expect(config['tasks.max']).toBe('7');
  });

  it('classifies every key of the plugin', () => {
    for (const [key, { type }] of Object.entries(source.connector.properties)) {
      expect(source.connector.configPolicy(key).rule === 'writeOnly', key).toBe(type === 'PASSWORD');
    }
    for (const key of ['connector.class', 'name', 'output.data.format']) {
      expect(source.connector.configPolicy(key)).toEqual({ rule: 'immutable', scope: 'pipeline' });
    }
    expect(source.connector.configPolicy('tasks.max')).toEqual({ rule: 'mutable' });
    expect(source.connector.configPolicy('unknown.key')).toEqual({ rule: 'mutable' });
  });

  it('turns references written as plain text into references', () => {
    const text = '${env:DB_USER}';
    const { config } = source.expand(inputFor(name, 'AVRO', { block: name === 'dynamodb' ? { accessKeyId: text } : { username: text } })).connector;
    expect(Object.values(config)).not.toContain(text);
  });
});

it('answers names that are no source', () => {
  expect(sourceOf('mongodb')).toBeUndefined();
  expect(isSourceName('toString')).toBe(false);
});

function walk(schema: JsonSchema, path: readonly string[]): [readonly string[], JsonSchema][] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  return [[path, schema], ...Object.entries(properties).flatMap(([key, value]) => walk(value, [...path, key]))];
}
