import nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { RequestEvent } from '../../src/confluent/caller.js';
import { createHostGuard } from '../../src/confluent/hosts.js';
import { retryAfterOf } from '../../src/confluent/headers.js';
import { isolateNetwork } from './support/client-cases.js';
import { hosts, makeClients, rejectionOf, serve } from './support/clients.js';
import { createFakeClock } from './support/fake-clock.js';

const topics = '/kafka/v3/clusters/lkc-1/topics';
const page = { body: { data: [] } };
const html429 = { status: 429, body: '<html><title>Too Many Requests</title></html>' };

describe('a call', () => {
  isolateNetwork();

  test('that is answered 404 counts against the limit, and what the answer tells of it is heard', async () => {
    const clock = createFakeClock({ auto: true });
    const registry = makeClients({ clock }).schemaRegistry(hosts.schemaRegistry);
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' };
    serve(hosts.schemaRegistry, [{ status: 404, headers, body: { error_code: 40408, message: 'none' } }, { body: { compatibilityLevel: 'FULL' } }]);
    const start = clock.now();
    expect(await registry.getSubjectConfig('a')).toBeUndefined();
    expect(clock.now() - start).toBe(0);
    expect(await registry.getSubjectConfig('b')).toEqual({ compatibilityLevel: 'FULL' });
    expect(clock.now() - start).toBe(9_000);
  });

  test('is retried, paused by the hint, counted and reported', async () => {
    const clock = createFakeClock({ auto: true });
    const events: RequestEvent[] = [];
    const clients = makeClients({ clock, onRequest: (event) => events.push(event) });
    const sent = serve(hosts.management, [
      { status: 429, headers: { 'retry-after': '7', 'x-request-id': 'r-1' }, body: { errors: [{ status: '429', detail: 'slow down' }] } },
      { status: 503, body: 'busy' },
      page,
    ]);
    const start = clock.now();
    await clients.management.listEnvironments();
    expect(sent).toHaveLength(3);
    expect(clock.now() - start).toBe(7000 + 1000);
    expect(clients.calls.snapshot().management).toEqual({ calls: 3, retries: 2, rateLimited: 1 });
    expect(clients.calls.snapshot().kafka).toEqual({ calls: 0, retries: 0, rateLimited: 0 });
    expect(clients.calls.total()).toEqual({ calls: 3, retries: 2, rateLimited: 1 });
    const site = { plane: 'management', method: 'GET', path: '/org/v2/environments', durationMs: 0 };
    expect(events).toEqual([
      { ...site, attempt: 1, status: 429, requestId: 'r-1', failure: 'rateLimited' },
      { ...site, attempt: 2, status: 503, failure: 'unavailable' },
      { ...site, attempt: 3, status: 200 },
    ]);
  });

  test('429 on a plane without hints backs off by itself', async () => {
    const clock = createFakeClock({ auto: true });
    const clients = makeClients({ clock, random: () => 0 });
    const sent = serve(hosts.kafka, [html429, html429, page]);
    const start = clock.now();
    await clients.kafka(hosts.kafka, 'lkc-1').listTopics();
    expect(sent).toHaveLength(3);
    expect(clock.now() - start).toBe(1000 + 2000);
  });

  test('a create after 429 is sent again, after a broken connection it is not', async () => {
    const sent = serve(hosts.kafka, [html429, { status: 201, body: {} }]);
    await makeClients().kafka(hosts.kafka, 'lkc-1').createTopic({ topic_name: 't' });
    expect(sent).toHaveLength(2);
    nock.cleanAll();
    nock(hosts.kafka).post(topics).replyWithError(new Error('reset'));
    const rest = nock(hosts.kafka).post(topics).reply(201, {});
    expect(await rejectionOf(makeClients().kafka(hosts.kafka, 'lkc-1').createTopic({ topic_name: 't' }))).toMatchObject({ error: { kind: 'network', sent: true } });
    expect(rest.isDone()).toBe(false);
  });

  test('gives up after five attempts', async () => {
    const sent = serve(hosts.kafka, Array.from({ length: 9 }, () => ({ status: 500, body: 'x' })));
    expect(await rejectionOf(makeClients().kafka(hosts.kafka, 'lkc-1').listTopics())).toMatchObject({ error: { kind: 'unavailable', status: 500 } });
    expect(sent).toHaveLength(5);
  });

  test('asks for the credential anew at every attempt', async () => {
    let asked = 0;
    const cloud = () => Promise.resolve({ key: 'k', secret: `s${(asked += 1)}` });
    const never = () => Promise.reject(new Error('wrong plane'));
    const clients = makeClients({ credentials: { cloud, tableflow: never, kafka: never, schemaRegistry: never, flink: never } });
    const sent = serve(hosts.management, [{ status: 500, body: 'x' }, page]);
    await clients.management.listEnvironments();
    expect(sent.map(({ headers }) => Buffer.from(headers['authorization']!.slice(6), 'base64').toString())).toEqual(['k:s1', 'k:s2']);
  });

  test('an unresolvable credential fails the call as it is and sends nothing', async () => {
    const never = () => Promise.reject(new Error('KAFKA_KEY is not set'));
    const clients = makeClients({ credentials: { cloud: never, tableflow: never, kafka: never, schemaRegistry: never, flink: never } });
    const sent = serve(hosts.kafka, [page]);
    for (const _ of [1, 2, 3, 4, 5, 6]) await expect(clients.kafka(hosts.kafka, 'lkc-1').listTopics()).rejects.toThrow('KAFKA_KEY is not set');
    expect(sent).toHaveLength(0);
    expect(clients.limits.counters()).toMatchObject({ [`kafka ${hosts.kafka}`]: { active: 0 } });
  });

  test('an abort while it waits for a retry ends it as cancelled', async () => {
    const controller = new AbortController();
    const clients = makeClients({ clock: createFakeClock(), signal: controller.signal, onRequest: () => setImmediate(() => controller.abort('a reason that is no Error')) });
    serve(hosts.management, [{ status: 503, headers: { 'retry-after': '60' }, body: 'x' }]);
    expect(await rejectionOf(clients.management.listEnvironments())).toMatchObject({ error: { kind: 'cancelled', path: '/org/v2/environments' } });
    expect(await rejectionOf(clients.management.listEnvironments())).toMatchObject({ error: { kind: 'cancelled' } });
  });

  test('one throttled plane does not stall another', async () => {
    const clock = createFakeClock();
    const clients = makeClients({ clock });
    const flink = serve(hosts.flink, [{ status: 429, body: 'x' }]);
    const registry = serve(hosts.schemaRegistry, [{ body: [] }, { body: [] }]);
    const stalled = clients.flink(hosts.flink, 'o', 'e').listStatements();
    stalled.catch(() => undefined);
    await clients.schemaRegistry(hosts.schemaRegistry).listSubjects();
    await clients.schemaRegistry(hosts.schemaRegistry).listSubjects();
    expect([flink.length, registry.length]).toEqual([1, 2]);
  });

  test('the next page of a list goes before those who came after the list', async () => {
    const flink = makeClients({ limiter: { startConcurrency: 1, maxConcurrency: 1 } }).flink(hosts.flink, 'o', 'e');
    const statement = { body: { name: 's' } };
    const sent = serve(hosts.flink, [{ body: { data: [], metadata: { next: '/list?page_token=p2' } } }, statement, page, statement, statement]);
    // The first is sent at once when the page is answered: nobody knows yet that there is another.
    await Promise.all([flink.listStatements(), flink.getStatement('a'), flink.getStatement('b'), flink.getStatement('c')]);
    expect(sent.map(({ path }) => /statements\/(\w)|page_token=(\w+)/.exec(path)?.slice(1).join('') ?? 'p1')).toEqual(['p1', 'a', 'p2', 'b', 'c']);
  });

  test('a document cannot make a host receive a credential', async () => {
    const clients = makeClients({ guard: createHostGuard({ allowedHosts: [] }) });
    const stolen = serve('https://evil.example', [page]);
    expect(await rejectionOf(clients.kafka('https://evil.example', 'lkc-1').listTopics())).toMatchObject({ error: { kind: 'refusedHost' } });
    expect(stolen).toHaveLength(0);
    expect(clients.calls.total().calls).toBe(0);
  });

  test.each([
    { name: 'everything at one address', body: '{"data":[' },
    { name: 'a page of HTML', body: '<html>maintenance</html>' },
  ])('a success that is not JSON is no list: $name', async ({ body }) => {
    serve(hosts.kafka, [{ body }]);
    expect(await rejectionOf(makeClients().kafka(hosts.kafka, 'lkc-1').listTopics())).toMatchObject({ error: { kind: 'unexpected', status: 200 } });
  });
});

describe('retryAfterOf', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  test.each([
    { name: 'seconds', headers: { 'retry-after': '3' }, want: 3000 },
    { name: 'a date', headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, want: 5000 },
    { name: 'a date gone by', headers: { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, want: 0 },
    { name: 'nonsense', headers: { 'retry-after': 'soon' }, want: undefined },
    { name: 'negative seconds', headers: { 'retry-after': '-5x' }, want: undefined },
    { name: 'the reset of a 429', headers: { 'x-ratelimit-reset': '9' }, want: 9000 },
    { name: 'the reset of anything else', status: 503, headers: { 'x-ratelimit-reset': '9' }, want: undefined },
    { name: 'nothing', headers: {}, want: undefined },
  ])('$name', ({ headers, status = 429, want }) => {
    expect(retryAfterOf({ status, headers }, now)).toBe(want);
  });
});
