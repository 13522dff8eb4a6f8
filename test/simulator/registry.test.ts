import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCompatibility } from '../../src/simulator/registry/compatibility.js';
import type { CompatibilityLevel } from '../../src/simulator/registry/types.js';
import { startTestClient } from './client.js';
import type { TestClient } from './client.js';

const avro = (...fields: unknown[]) => JSON.stringify({ type: 'record', name: 'Value', fields });
const id = { name: 'id', type: 'int' };
const nullable = (name: string, type = 'string') => ({ name, type: ['null', type], default: null });

const json = (properties: Record<string, unknown>, more: object = {}) => JSON.stringify({ type: 'object', properties, ...more });
const integer = { type: 'integer' };
const optional = (type: string) => ({ oneOf: [{ type: 'null' }, { type }] });
const closed = { additionalProperties: false };

describe('compatibility of typical DDL (semantics.md 2.9a)', () => {
  const cases: { name: string; type: 'AVRO' | 'JSON'; before: string; after: string; ok: CompatibilityLevel[]; bad: CompatibilityLevel[] }[] = [
    { name: 'Avro: add nullable', type: 'AVRO', before: avro(id), after: avro(id, nullable('a')), ok: ['BACKWARD', 'FORWARD', 'FULL'], bad: [] },
    { name: 'Avro: add NOT NULL', type: 'AVRO', before: avro(id), after: avro(id, { name: 'a', type: 'string' }), ok: ['FORWARD', 'NONE'], bad: ['BACKWARD', 'FULL'] },
    { name: 'Avro: drop nullable', type: 'AVRO', before: avro(id, nullable('a')), after: avro(id), ok: ['BACKWARD', 'FORWARD', 'FULL'], bad: [] },
    { name: 'Avro: drop NOT NULL', type: 'AVRO', before: avro(id, { name: 'a', type: 'string' }), after: avro(id), ok: ['BACKWARD'], bad: ['FORWARD', 'FULL'] },
    { name: 'Avro: int to bigint', type: 'AVRO', before: avro(id), after: avro({ name: 'id', type: 'long' }), ok: ['BACKWARD'], bad: ['FORWARD', 'FULL'] },
    { name: 'Avro: int to text', type: 'AVRO', before: avro(id), after: avro({ name: 'id', type: 'string' }), ok: ['NONE'], bad: ['BACKWARD', 'FORWARD', 'FULL'] },
    { name: 'Avro: decimal scale', type: 'AVRO', before: avro({ name: 'd', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } }), after: avro({ name: 'd', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 3 } }), ok: [], bad: ['BACKWARD'] },
    { name: 'JSON open: add nullable', type: 'JSON', before: json({ id: integer }), after: json({ id: integer, a: optional('string') }), ok: ['FORWARD'], bad: ['BACKWARD', 'FULL'] },
    { name: 'JSON open: drop nullable', type: 'JSON', before: json({ id: integer, a: optional('string') }), after: json({ id: integer }), ok: ['BACKWARD'], bad: ['FORWARD', 'FULL'] },
    { name: 'JSON closed: add', type: 'JSON', before: json({ id: integer }, closed), after: json({ id: integer, a: optional('string') }, closed), ok: ['BACKWARD'], bad: ['FORWARD', 'FULL'] },
    { name: 'JSON closed: drop', type: 'JSON', before: json({ id: integer, a: optional('string') }, closed), after: json({ id: integer }, closed), ok: ['FORWARD'], bad: ['BACKWARD'] },
    { name: 'JSON: int to bigint', type: 'JSON', before: json({ id: { ...integer, 'connect.type': 'int32' } }), after: json({ id: { ...integer, 'connect.type': 'int64' } }), ok: ['BACKWARD', 'FULL'], bad: [] },
    { name: 'JSON: type change', type: 'JSON', before: json({ id: integer }), after: json({ id: { type: 'string' } }), ok: ['NONE'], bad: ['BACKWARD', 'FORWARD'] },
  ];
  it.each(cases)('$name', ({ type, before, after, ok, bad }) => {
    const problems = (level: CompatibilityLevel) => checkCompatibility(level, { schemaType: type, schema: after }, [{ schemaType: type, schema: before }]);
    for (const level of ok) expect([level, problems(level)]).toEqual([level, []]);
    for (const level of bad) expect([level, problems(level).length > 0]).toEqual([level, true]);
  });

  it('transitive levels look at every version, the others at the last', () => {
    const versions = [avro({ name: 'a', type: 'string' }), avro({ name: 'a', type: 'string' }, nullable('b')), avro(nullable('b'))].map((schema) => ({ schemaType: 'AVRO' as const, schema }));
    const next = { schemaType: 'AVRO' as const, schema: avro(nullable('b'), { name: 'a', type: 'int', default: 0 }) };
    expect(checkCompatibility('BACKWARD', next, versions)).toEqual([]);
    expect(checkCompatibility('BACKWARD_TRANSITIVE', next, versions).length).toBeGreaterThan(0);
  });
});

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient();
});
afterEach(async () => client[Symbol.asyncDispose]());
const registry = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => client.call('schemaRegistry', method, path, body, headers);

describe('subjects', () => {
  it('number versions, share ids and look schemas up', async () => {
    const first = await registry('POST', '/subjects/a-value/versions', { schema: avro(id) });
    expect(first).toMatchObject({ status: 200, body: { id: expect.any(Number) } });
    expect((await registry('POST', '/subjects/a-value/versions', { schema: ` ${avro(id)} ` })).body).toEqual(first.body);
    expect((await registry('POST', '/subjects/b-value/versions', { schema: avro(id) })).body).toEqual(first.body);
    await registry('POST', '/subjects/a-value/versions', { schema: avro(id, nullable('x')) });
    expect((await registry('GET', '/subjects/a-value/versions')).body).toEqual([1, 2]);
    expect((await registry('GET', '/schemas?latestOnly=true&subjectPrefix=a')).body).toMatchObject([{ subject: 'a-value', version: 2 }]);
    expect((await registry('POST', '/subjects/a-value', { schema: avro(id) })).body.version).toBe(1);
    expect((await registry('POST', '/subjects/a-value', { schema: avro(nullable('y')) })).body.error_code).toBe(40403);
    expect((await registry('GET', '/subjects?offset=1&limit=1')).body).toEqual(['b-value']);
  });

  it('leave members out for clients that do not accept unknown ones', async () => {
    await registry('POST', '/subjects/a-value/versions', { schema: avro(id) });
    expect((await registry('GET', '/subjects/a-value/versions/latest')).body).not.toHaveProperty('schemaType');
    expect((await registry('GET', '/subjects/a-value/versions/latest', undefined, { 'Confluent-Accept-Unknown-Properties': 'true' })).body).toMatchObject({ schemaType: 'AVRO', guid: expect.any(String) });
  });

  it.each([
    { name: 'unknown subject', path: '/subjects/x/versions', status: 404, code: 40401 },
    { name: 'unknown version', path: '/subjects/a-value/versions/9', status: 404, code: 40402 },
    { name: 'no version', path: '/subjects/a-value/versions/nine', status: 422, code: 42202 },
    { name: 'unknown id', path: '/schemas/ids/1', status: 404, code: 40403 },
    { name: 'no own config', path: '/config/a-value', status: 404, code: 40408 },
  ])('$name is $code', async ({ path, status, code }) => {
    await registry('POST', '/subjects/a-value/versions', { schema: avro(id) });
    expect(await registry('GET', path)).toMatchObject({ status, body: { error_code: code } });
  });

  it('refuse what is no schema, and what the level forbids', async () => {
    expect(await registry('POST', '/subjects/a-value/versions', { schema: '{' })).toMatchObject({ status: 422, body: { error_code: 42201 } });
    await registry('POST', '/subjects/a-value/versions', { schema: avro(id) });
    const bad = { schema: avro(id, { name: 'n', type: 'string' }) };
    expect((await registry('POST', '/subjects/a-value/versions', bad)).status).toBe(409);
    expect((await registry('POST', '/compatibility/subjects/a-value/versions?verbose=true', bad)).body).toMatchObject({ is_compatible: false, messages: [expect.any(String)] });
    await registry('PUT', '/config/a-value', { compatibility: 'NONE' });
    expect((await registry('POST', '/subjects/a-value/versions', bad)).status).toBe(200);
  });

  it('are deleted softly first, then for good, and lose their config', async () => {
    await registry('POST', '/subjects/a-value/versions', { schema: avro(id) });
    await registry('PUT', '/config/a-value', { compatibility: 'FULL' });
    expect((await registry('DELETE', '/subjects/a-value?permanent=true')).body.error_code).toBe(40405);
    expect((await registry('DELETE', '/subjects/a-value')).body).toEqual([1]);
    expect((await registry('GET', '/subjects')).body).toEqual([]);
    expect((await registry('GET', '/subjects?deleted=true')).body).toEqual(['a-value']);
    expect((await registry('GET', '/config/a-value')).status).toBe(404);
    expect((await registry('DELETE', '/subjects/a-value?permanent=true')).body).toEqual([1]);
    expect((await registry('GET', '/subjects?deleted=true')).body).toEqual([]);
  });
});

describe('config', () => {
  it('is written as compatibility and read as compatibilityLevel, before the subject exists', async () => {
    expect((await registry('PUT', '/config/later-value', { compatibility: 'FULL_TRANSITIVE' })).body).toEqual({ compatibility: 'FULL_TRANSITIVE' });
    expect((await registry('GET', '/config/later-value')).body).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
    expect((await registry('GET', '/config/other?defaultToGlobal=true')).body).toEqual({ compatibilityLevel: 'BACKWARD' });
    expect(await registry('PUT', '/config', { compatibility: 'SOMEWHAT' })).toMatchObject({ status: 422, body: { error_code: 42203 } });
  });
});
