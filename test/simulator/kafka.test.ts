import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestClient } from './client.js';
import type { TestClient } from './client.js';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient();
});
afterEach(async () => client[Symbol.asyncDispose]());

const kafka = (method: string, path: string, body?: unknown) => client.call('kafka', method, `${client.paths.kafka}${path}`, body);
const names = async () => (await kafka('GET', '/topics')).body.data.map((topic: any) => topic.topic_name);

describe('topics', () => {
  it('appear in the list a few seconds after they can be read', async () => {
    const created = await kafka('POST', '/topics', { topic_name: 'a', partitions_count: 3, configs: [{ name: 'cleanup.policy', value: 'compact' }] });
    expect(created).toMatchObject({ status: 201, body: { partitions_count: 0 } });
    expect((await kafka('GET', '/topics/a')).body.partitions_count).toBe(3);
    expect(await names()).toEqual([]);
    client.advance(6_000);
    expect(await names()).toEqual(['a']);
  });

  it('are created once: a second time is 400 with 40002, not 409', async () => {
    await kafka('POST', '/topics', { topic_name: 'a' });
    expect(await kafka('POST', '/topics', { topic_name: 'a' })).toMatchObject({ status: 400, body: { error_code: 40002, message: expect.stringContaining('already exists') } });
  });

  it('are only checked by validate_only', async () => {
    expect((await kafka('POST', '/topics', { topic_name: 'a', validate_only: true })).status).toBe(200);
    expect((await kafka('GET', '/topics/a')).body.error_code).toBe(40403);
  });

  it('are deleted asynchronously and hold their name until then', async () => {
    await kafka('POST', '/topics', { topic_name: 'a' });
    expect((await kafka('DELETE', '/topics/a')).status).toBe(204);
    expect((await kafka('GET', '/topics/a')).status).toBe(200);
    expect((await kafka('POST', '/topics', { topic_name: 'a' })).body.error_code).toBe(40002);
    client.advance(11_000);
    expect((await kafka('GET', '/topics/a')).status).toBe(404);
    expect((await kafka('POST', '/topics', { topic_name: 'a' })).status).toBe(201);
  });

  it('get more partitions, never fewer', async () => {
    await kafka('POST', '/topics', { topic_name: 'a', partitions_count: 2 });
    expect((await kafka('PATCH', '/topics/a', { partitions_count: 4 })).body.partitions_count).toBe(4);
    expect((await kafka('PATCH', '/topics/a', { partitions_count: 4 })).body.error_code).toBe(40002);
  });
});

describe('topic configs', () => {
  const value = async (name: string) => (await kafka('GET', `/topics/a/configs/${name}`)).body;

  it('tell what was set on the topic from what is a default', async () => {
    await kafka('POST', '/topics', { topic_name: 'a', configs: [{ name: 'retention.ms', value: '1000' }] });
    expect(await value('retention.ms')).toMatchObject({ value: '1000', source: 'DYNAMIC_TOPIC_CONFIG', is_default: false });
    expect(await value('cleanup.policy')).toMatchObject({ value: 'delete', source: 'DEFAULT_CONFIG', is_default: true });
    client.advance(6_000);
    const rows = (await kafka('GET', '/topics/-/configs')).body.data;
    expect(rows.every((row: any) => row.topic_name === 'a')).toBe(true);
    expect(rows.length).toBeGreaterThan(25);
  });

  it.each([
    { name: 'a read-only config', data: [{ name: 'compression.type', value: 'zstd' }], status: 204, config: 'compression.type', want: 'producer' },
    { name: 'a writable config', data: [{ name: 'max.message.bytes', value: '8388608' }], status: 204, config: 'max.message.bytes', want: '8388608' },
    { name: 'a value out of range', data: [{ name: 'min.insync.replicas', value: '9' }], status: 400, config: 'min.insync.replicas', want: '2' },
    { name: 'an unknown config', data: [{ name: 'no.such', value: '9' }], status: 400, config: 'cleanup.policy', want: 'delete' },
    { name: 'one bad among good', data: [{ name: 'retention.ms', value: '5' }, { name: 'cleanup.policy', value: 'shred' }], status: 400, config: 'retention.ms', want: '604800000' },
  ])('$name', async ({ data, status, config, want }) => {
    await kafka('POST', '/topics', { topic_name: 'a' });
    expect((await kafka('POST', '/topics/a/configs:alter', { data })).status).toBe(status);
    expect((await value(config)).value).toBe(want);
  });

  it('go back to the default', async () => {
    await kafka('POST', '/topics', { topic_name: 'a', configs: [{ name: 'cleanup.policy', value: 'compact' }] });
    await kafka('POST', '/topics/a/configs:alter', { data: [{ name: 'cleanup.policy', operation: 'DELETE' }] });
    expect((await value('cleanup.policy')).is_default).toBe(true);
  });
});
