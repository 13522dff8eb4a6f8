import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock, startSimulator } from '../../src/simulator/index.js';
import { startTestClient } from './client.js';
import type { TestClient } from './client.js';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient();
});
afterEach(async () => client[Symbol.asyncDispose]());

const list = () => client.call('kafka', 'GET', `${client.paths.kafka}/topics`);
const create = (name: string) => client.call('kafka', 'POST', `${client.paths.kafka}/topics`, { topic_name: name });
const read = (name: string) => client.call('kafka', 'GET', `${client.paths.kafka}/topics/${name}`);

describe('faults', () => {
  it('answer another status, so many times', async () => {
    client.simulator.faults.add({ match: { plane: 'kafka', method: 'GET', path: /topics$/ }, times: 2, effect: { kind: 'status', status: 503 } });
    expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([503, 503, 200]);
  });

  it('limit the rate with headers, or by a HTML page without', async () => {
    client.simulator.faults.add({ match: { plane: 'management' }, effect: { kind: 'rateLimit', retryAfterSeconds: 7, withHeaders: true } });
    client.simulator.faults.add({ match: { plane: 'kafka' }, effect: { kind: 'rateLimit', withHeaders: false } });
    const management = await client.call('cloud', 'GET', '/org/v2/organizations');
    expect([management.status, management.headers.get('retry-after'), management.body.errors[0].status]).toEqual([429, '7', '429']);
    const kafka = await list();
    expect([kafka.status, kafka.headers.get('retry-after'), kafka.headers.get('content-type')]).toEqual([429, null, expect.stringContaining('text/html')]);
  });

  it('drop the socket before the effect, or after it', async () => {
    client.simulator.faults.add({ match: { method: 'POST' }, times: 1, effect: { kind: 'drop' } });
    await expect(create('a')).rejects.toThrow();
    expect((await read('a')).status).toBe(404);
    client.simulator.faults.add({ match: { method: 'POST' }, times: 1, effect: { kind: 'dropAfter' } });
    await expect(create('a')).rejects.toThrow();
    expect((await read('a')).status).toBe(200);
  });

  it('report a failure for what took effect', async () => {
    client.simulator.faults.add({ match: { method: 'POST' }, times: 1, effect: { kind: 'statusAfter', status: 500 } });
    expect((await create('a')).status).toBe(500);
    expect((await read('a')).status).toBe(200);
  });

  it('cut a body in half', async () => {
    client.simulator.faults.add({ match: { path: /topics$/ }, times: 1, effect: { kind: 'truncate' } });
    await expect(list()).rejects.toThrow();
  });

  it('delay an answer', async () => {
    client.simulator.faults.add({ match: {}, times: 1, effect: { kind: 'slow', ms: 60 } });
    const startedAt = performance.now();
    await list();
    expect(performance.now() - startedAt).toBeGreaterThan(50);
  });

  it('show a list as it was a while ago', async () => {
    await create('a');
    client.advance(60_000);
    await create('b');
    await client.call('kafka', 'DELETE', `${client.paths.kafka}/topics/a`);
    client.advance(20_000);
    const names = async () => (await list()).body.data.map((topic: any) => topic.topic_name);
    expect(await names()).toEqual(['b']);
    client.simulator.faults.add({ match: {}, times: 1, effect: { kind: 'staleList', ms: 30_000 } });
    expect(await names()).toEqual(['a']);
  });

  it('make a scope unreadable, in the shape of its plane', async () => {
    client.simulator.faults.add({ match: { plane: 'flink' }, effect: { kind: 'unreadable' } });
    expect(await client.call('flink', 'GET', `${client.paths.sql}/statements`)).toMatchObject({ status: 403, body: { errors: [{ status: '403' }] } });
  });

  it('answer a delete with 200 and an error in its body', async () => {
    client.simulator.faults.add({ match: { method: 'DELETE' }, effect: { kind: 'deleteError', message: 'still in use' } });
    expect(await client.call('cloud', 'DELETE', `${client.paths.connect}/connectors/x`)).toMatchObject({ status: 200, body: { error: { message: 'still in use' } } });
  });

  it('strike with a probability, the same way for the same seed', async () => {
    const strikes = async () => {
      const other = await startTestClient({ seed: 7 });
      other.simulator.faults.add({ match: {}, probability: 0.5, effect: { kind: 'status', status: 500 } });
      const statuses: number[] = [];
      for (let index = 0; index < 20; index++) statuses.push((await other.call('kafka', 'GET', `${other.paths.kafka}/topics`)).status);
      await other[Symbol.asyncDispose]();
      return statuses;
    };
    const first = await strikes();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await strikes()).toEqual(first);
  });

  it('go away', async () => {
    client.simulator.faults.add({ match: {}, effect: { kind: 'status', status: 500 } });
    client.simulator.faults.clear();
    expect((await list()).status).toBe(200);
  });
});

describe('quotas', () => {
  it('refuse what is above, with the headers of the plane, until the second is over', async () => {
    const limited = await startTestClient({ limits: { management: { perSecond: 2, headers: true }, flink: { perSecond: 1, headers: true } } });
    const statuses = async () => [await limited.call('cloud', 'GET', '/org/v2/organizations'), await limited.call('cloud', 'GET', '/org/v2/organizations'), await limited.call('cloud', 'GET', '/org/v2/organizations')];
    const [, second, third] = await statuses();
    expect([second?.status, second?.headers.get('x-ratelimit-remaining'), third?.status, third?.headers.get('retry-after')]).toEqual([200, '0', 429, '1']);
    limited.advance(1_000);
    expect((await limited.call('cloud', 'GET', '/org/v2/organizations')).status).toBe(200);
    await limited.call('flink', 'GET', `${limited.paths.sql}/statements`);
    const refused = await limited.call('flink', 'GET', `${limited.paths.sql}/statements`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
    await limited[Symbol.asyncDispose]();
  });
});

describe('journal', () => {
  it('tells reads from writes, with template and status', async () => {
    await create('a');
    await list();
    await client.call('schemaRegistry', 'POST', '/subjects/x', { schema: '"string"' });
    expect(client.simulator.journal.entries().map(({ method, template, status, write, plane }) => ({ method, template, status, write, plane }))).toEqual([
      { method: 'POST', template: '/kafka/v3/clusters/{cluster_id}/topics', status: 201, write: true, plane: 'kafka' },
      { method: 'GET', template: '/kafka/v3/clusters/{cluster_id}/topics', status: 200, write: false, plane: 'kafka' },
      { method: 'POST', template: '/subjects/{subject}', status: 404, write: false, plane: 'schema-registry' },
    ]);
    expect(client.simulator.journal.writes()).toHaveLength(1);
    expect(client.simulator.journal.timeline().map((entry) => entry.kind)).toEqual(['event', 'request', 'request', 'request']);
    client.simulator.journal.clear();
    expect(client.simulator.journal.timeline()).toEqual([]);
  });
});

describe('the control surface', () => {
  const control = (method: string, path: string, body?: unknown) => client.call('none', method, `/simulator${path}`, body);

  it('serves another process: description, clock, faults, snapshot, journal', async () => {
    expect((await control('GET', '')).body).toEqual(JSON.parse(JSON.stringify(client.simulator.description)));
    const { now } = (await control('GET', '/clock')).body;
    expect((await control('POST', '/clock', { advanceMs: 5_000 })).body.now).toBe(now + 5_000);
    expect((await control('POST', '/faults', { match: { plane: 'kafka', path: 'topics$' }, times: 1, effect: { kind: 'status', status: 500 } })).status).toBe(201);
    expect((await list()).status).toBe(500);
    expect((await control('POST', '/control', { action: 'addTopicByHand', arguments: ['x', { partitions: 2 }] })).status).toBe(200);
    expect((await control('GET', '/snapshot')).body.clusters['prod/lake'].topics.x).toMatchObject({ partitions: 2 });
    expect((await control('GET', '/journal')).body.map((entry: any) => entry.kind)).toEqual(['request', 'event']);
    expect((await control('DELETE', '/journal')).status).toBe(204);
    expect((await control('GET', '/journal')).body).toEqual([]);
    expect((await control('POST', '/control', { action: 'explode' })).status).toBe(400);
    expect((await control('GET', '/nowhere')).status).toBe(404);
  });
});

describe('the clock', () => {
  it('runs what is due in order, each at its own instant, also what is scheduled on the way', () => {
    const clock = createClock({ speed: 0, start: 0 });
    const seen: string[] = [];
    clock.schedule(20, () => seen.push(`b at ${clock.now()}`));
    clock.schedule(10, () => {
      seen.push(`a at ${clock.now()}`);
      clock.schedule(5, () => seen.push(`c at ${clock.now()}`));
    });
    clock.advance(100);
    expect(seen).toEqual(['a at 10', 'c at 15', 'b at 20']);
    expect(clock.now()).toBe(100);
  });

  it('runs faster than real time', async () => {
    const simulator = await startSimulator({ speed: 10_000 });
    const before = simulator.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(simulator.clock.now() - before).toBeGreaterThan(100_000);
    await simulator.stop();
  });
});
