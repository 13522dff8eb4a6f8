import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createHostGuard } from '../../src/confluent/hosts.js';
import { createTransport } from '../../src/confluent/transport.js';
import type { WireRequest } from '../../src/confluent/transport.js';
import { startLocalServer } from './support/local-server.js';
import type { LocalServer, ReceivedRequest } from './support/local-server.js';

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: (request: ReceivedRequest, response: ServerResponse) => void): Promise<LocalServer> {
  const server = await startLocalServer(answer);
  servers.push(server);
  return server;
}

const get = (url: string, more: Partial<WireRequest> = {}): WireRequest => ({ method: 'GET', url, headers: {}, authorization: 'Basic c2VjcmV0', ...more });
const transport = (allowedHosts: readonly string[], timeoutMs = 5000) => createTransport({ guard: createHostGuard({ allowedHosts }), version: '9', timeoutMs });

describe('one exchange', () => {
  test('sends exactly the body given, and a keep-alive header of its own making never', async () => {
    const server = await serve((_request, response) => response.end('{"ok":true}'));
    const body = '{"lsn":9223372036854775807}';
    const result = await transport(['127.0.0.1'])(get(`${server.origin}/a?b=%2F`, { method: 'POST', body, headers: { 'content-type': 'application/json' } }));
    expect(result).toMatchObject({ type: 'answer', status: 200, text: '{"ok":true}' });
    expect(server.received).toMatchObject([
      { method: 'POST', url: '/a?b=%2F', body, headers: { authorization: 'Basic c2VjcmV0', 'user-agent': 'cdc-reconciler/9', 'content-type': 'application/json' } },
    ]);
  });

  test.each([
    { name: 'announced', headers: { 'content-encoding': 'gzip' } },
    { name: 'unannounced', headers: {} },
  ])('reads gzip, $name', async ({ headers }) => {
    const server = await serve((_request, response) => response.writeHead(200, headers).end(gzipSync('{"zipped":1}')));
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ status: 200, text: '{"zipped":1}' });
  });

  test('broken gzip is an unreadable answer, not an exception', async () => {
    const server = await serve((_request, response) => response.end(gzipSync('{"zipped":1}').subarray(0, 12)));
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ type: 'answer', text: '' });
  });

  test('a body that is read in pieces is over when it is: a cancel after that harms nobody', async () => {
    const server = await serve((_request, response) => response.end('[1,2]'));
    const cancel = new AbortController();
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note);
    const pieces: string[] = [];
    const reader = () => ({ push: (chunk: Uint8Array) => void pieces.push(Buffer.from(chunk).toString()), end: () => pieces.join('') });
    expect(await transport(['127.0.0.1'])(get(server.origin, { reader, signal: cancel.signal }))).toMatchObject({ status: 200, read: { value: '[1,2]' } });
    cancel.abort(new Error('too late'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('uncaughtException', note);
    expect(uncaught).toEqual([]);
  });

  test('an error status is an answer', async () => {
    const server = await serve((_request, response) => response.writeHead(500).end('x'));
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ type: 'answer', status: 500 });
    expect(server.received).toHaveLength(1);
  });

  test('nobody listens: not sent', async () => {
    const server = await serve(() => undefined);
    await server.close();
    expect(await transport(['127.0.0.1'])(get(server.origin))).toEqual({ type: 'problem', kind: 'network', sent: false, message: expect.stringContaining('ECONNREFUSED') });
  });

  test('a socket dropped before the answer: sent', async () => {
    const server = await serve((_request, response) => response.destroy());
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ type: 'problem', kind: 'network', sent: true });
  });

  test('half a body: sent, and no answer', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"data":[');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ type: 'problem', kind: 'network', sent: true });
  });

  test('a slow answer: timeout, sent', async () => {
    const server = await serve(() => undefined);
    expect(await transport(['127.0.0.1'], 100)(get(server.origin))).toMatchObject({ type: 'problem', kind: 'timeout', sent: true });
  });

  test('an abort', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    expect(await transport(['127.0.0.1'])(get(server.origin, { signal: controller.signal }))).toMatchObject({ kind: 'cancelled' });
    expect(await transport(['127.0.0.1'])(get(server.origin, { signal: controller.signal }))).toMatchObject({ kind: 'cancelled' });
    expect(server.received).toHaveLength(1);
  });

  test('a host that is not allowed never sees a byte', async () => {
    const server = await serve((_request, response) => response.end());
    expect(await transport([])(get(server.origin))).toMatchObject({ kind: 'refusedHost', sent: false });
    expect(server.received).toHaveLength(0);
  });
});

describe('redirects', () => {
  /** Two servers; the first redirects to the second. */
  async function pair(status: number, location: (second: LocalServer) => string): Promise<{ first: LocalServer; second: LocalServer }> {
    const second = await serve((_request, response) => response.end('{"from":"second"}'));
    const first = await serve((request, response) =>
      request.url === '/here' ? response.end('{"from":"first"}') : response.writeHead(status, { location: location(second) }).end(),
    );
    return { first, second };
  }
  const hostOf = (server: LocalServer) => new URL(server.origin).host;

  test.each([301, 302, 303, 307, 308])('%i of a read to an allowed host keeps the credential', async (status) => {
    const { first, second } = await pair(status, ({ origin }) => `${origin}/there`);
    const result = await transport([hostOf(first), hostOf(second)])(get(first.origin));
    expect(result).toMatchObject({ text: '{"from":"second"}' });
    expect(second.received).toMatchObject([{ method: 'GET', url: '/there', headers: { authorization: 'Basic c2VjcmV0' } }]);
  });

  test('to a host that is not allowed: not followed at all', async () => {
    const { first, second } = await pair(307, ({ origin }) => `${origin}/there`);
    const result = await transport([hostOf(first)])(get(first.origin));
    expect(result).toMatchObject({ kind: 'refusedHost', message: expect.stringContaining('the redirect is not followed') });
    expect(second.received).toHaveLength(0);
  });

  test.each([307, 308, 301, 302])('%i of a write keeps method and body', async (status) => {
    const { first, second } = await pair(status, ({ origin }) => `${origin}/there`);
    await transport([hostOf(first), hostOf(second)])(get(first.origin, { method: 'PUT', body: '{"a":1}' }));
    expect(second.received).toMatchObject([{ method: 'PUT', body: '{"a":1}' }]);
  });

  test('303 of a write is not followed', async () => {
    const { first, second } = await pair(303, ({ origin }) => `${origin}/there`);
    expect(await transport(['127.0.0.1'])(get(first.origin, { method: 'POST', body: '{}' }))).toMatchObject({ kind: 'unexpected' });
    expect(second.received).toHaveLength(0);
  });

  test('a relative location stays on its host', async () => {
    const { first } = await pair(307, () => '/here');
    expect(await transport([hostOf(first)])(get(first.origin))).toMatchObject({ text: '{"from":"first"}' });
  });

  test.each([
    { name: 'user information', location: ({ origin }: LocalServer) => origin.replace('//', '//user:hunter2@'), kind: 'refusedHost' },
    { name: 'another scheme', location: () => 'file:///etc/passwd', kind: 'refusedHost' },
    { name: 'a scheme-relative foreign host', location: () => '//evil.example/x', kind: 'refusedHost' },
    { name: 'a backslash host', location: () => 'http://evil.example\\@127.0.0.1/', kind: 'refusedHost' },
    { name: 'nonsense', location: () => 'http://[', kind: 'unexpected' },
  ])('to $name', async ({ location, kind }) => {
    const { first, second } = await pair(307, location);
    const result = await transport(['127.0.0.1'])(get(first.origin));
    expect(result).toMatchObject({ kind });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(second.received).toHaveLength(0);
  });

  test('five hops and no more', async () => {
    let hops = 0;
    const server = await serve((_request, response) => {
      hops += 1;
      response.writeHead(307, { location: `/hop-${hops}` }).end();
    });
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ kind: 'unexpected', message: 'more than 5 redirects' });
    expect(hops).toBe(6);
  });

  test('without a location', async () => {
    const server = await serve((_request, response) => response.writeHead(302).end());
    expect(await transport(['127.0.0.1'])(get(server.origin))).toMatchObject({ kind: 'unexpected' });
  });
});
