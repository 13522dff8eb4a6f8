import { inspect } from 'node:util';
import nock from 'nock';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createHostGuard } from '../../src/confluent/hosts.js';
import type { ConfluentClients } from '../../src/confluent/index.js';
import { redact, secretValues } from '../../src/confluent/redact.js';
import { isolateNetwork } from './support/client-cases.js';
import { basicOf, hosts, makeClients, rejectionOf } from './support/clients.js';

const password = 'p"a\\ss/w  rd+Ü<b>n&ique';
const config = { name: 'shop', 'connector.class': 'PostgresCdcSourceV2', 'database.password': password, 'kafka.api.secret': 'kafka-api-s3cret' };
const path = '/connect/v1/environments/env-1/clusters/lkc-1/connectors/shop/config';
const put = (clients: ConfluentClients) => clients.connect('env-1', 'lkc-1').putConfig('shop', config);

/** Everything that must not show up in a failure, in the forms it may take. */
const secrets = ['cloud-s3cret', 'cloud-key', basicOf('cloud'), basicOf('cloud').slice('Basic '.length), password, JSON.stringify(password).slice(1, -1), encodeURIComponent(password), 'n&ique', 'n&amp;ique', 'kafka-api-s3cret'];
const echo = `bad value ${password} for database.password; sent ${basicOf('cloud')} by cloud-key:cloud-s3cret with ${encodeURIComponent(password)} and kafka-api-s3cret`;

const onPut = () => nock(hosts.management).persist().put(path);
const failures: readonly { readonly name: string; readonly arrange: () => unknown; readonly clients?: ConfluentClients; readonly kind: string }[] = [
  { name: 'errors[] that echo', arrange: () => onPut().reply(400, { errors: [{ status: '400', detail: echo }] }), kind: 'invalid' },
  { name: 'error{} that echoes', arrange: () => onPut().reply(403, { error: { code: 403, message: echo } }), kind: 'forbidden' },
  { name: 'error_code that echoes', arrange: () => onPut().reply(500, { error_code: 500, message: echo }), kind: 'unavailable' },
  { name: 'a page that echoes', arrange: () => onPut().reply(401, `<html><body>${echo}</body></html>`), kind: 'unauthorized' },
  { name: 'a page that echoes JSON', arrange: () => onPut().reply(502, `proxy could not send ${JSON.stringify(config)}`), kind: 'unavailable' },
  { name: 'a page that echoes HTML', arrange: () => onPut().reply(401, `<p>${password.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</p>`), kind: 'unauthorized' },
  { name: 'a code that echoes', arrange: () => onPut().reply(409, { code: echo, message: 'no' }), kind: 'conflict' },
  { name: 'a broken connection', arrange: () => onPut().replyWithError(new Error(`socket hang up ${echo}`)), kind: 'network' },
  { name: 'a timeout', arrange: () => onPut().delay(500).reply(200), clients: makeClients({ timeoutMs: 20 }), kind: 'timeout' },
  { name: 'a refused redirect', arrange: () => onPut().reply(307, '', { location: `https://x:${encodeURIComponent(password)}@evil.example/` }), kind: 'refusedHost' },
  { name: 'a refused host', arrange: () => undefined, clients: makeClients({ hosts: { management: 'https://x:kafka-api-s3cret@evil.example' }, guard: createHostGuard({ allowedHosts: [] }) }), kind: 'refusedHost' },
];

describe('no failure holds a credential', () => {
  isolateNetwork();

  test.each(failures)('$name', async ({ arrange, clients = makeClients(), kind }) => {
    arrange();
    const thrown = await rejectionOf(put(clients));
    expect(thrown).toMatchObject({ name: 'ApiFailure', error: { kind, path: '/connect/v1/environments/{environment}/clusters/{cluster}/connectors/{name}/config' } });
    const lines: string[] = [];
    pino({ base: null }, { write: (line: string) => lines.push(line) }).error({ err: thrown }, 'failed');
    const error = thrown as Error & { cause?: unknown };
    const forms = [
      inspect(thrown, { depth: 20, showHidden: true }), JSON.stringify(thrown), String(thrown), error.stack ?? '', inspect(error.cause, { showHidden: true }), lines.join(),
    ];
    expect(forms[1]).toContain(kind);
    expect(lines).toHaveLength(1);
    for (const form of forms) for (const secret of secrets) expect(form).not.toContain(secret);
  });

  test('a failed exchange keeps its reason', async () => {
    onPut().reply(400, { code: 400, message: `bad value ${password} for slot.name` });
    expect(await rejectionOf(put(makeClients()))).toMatchObject({ error: { message: 'bad value *** for slot.name' } });
  });
});

describe('redact', () => {
  test('finds what a body names as secret, at any depth', () => {
    const body = { config: { 'database.password': 'a', 'aws.secret.access.key': 'b', 'output.key.format': 'JSON', 'kafka.api.key': 'c', list: [{ token: 'd' }], password: '' }, n: 1 };
    expect(secretValues(body)).toEqual(['a', 'b', 'c', 'd']);
    expect(secretValues(undefined)).toEqual([]);
  });

  test('a secret inside another leaves nothing of the longer one', () => {
    expect(redact('abcdef', ['bcd', 'abcdef'])).toBe('***');
  });
});
