import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { isolateNetwork } from './support/client-cases.js';
import { basicOf, hosts, makeClients, rejectionOf } from './support/clients.js';
import { createHostGuard } from '../../src/confluent/hosts.js';

describe('redirects between Confluent hosts', () => {
  isolateNetwork();
  const from = '/sql/v1/organizations/o/environments/e/statements/s';

  test('the Flink gateway may send us to a host that is no subdomain, with its credential', async () => {
    nock(hosts.flink).get(from).reply(307, '', { location: `https://gw-7.eu.private.confluent.cloud${from}` });
    const target = nock('https://gw-7.eu.private.confluent.cloud').get(from).matchHeader('authorization', basicOf('flink')).reply(200, { name: 's' });
    await expect(makeClients().flink(hosts.flink, 'o', 'e').getStatement('s')).resolves.toEqual({ name: 's' });
    expect(target.isDone()).toBe(true);
  });

  test.each([
    { name: 'a foreign host', location: 'https://confluent.cloud.evil.com/', allowedHosts: [] },
    { name: 'plain http on a Confluent host', location: `http://flink.us-east-1.aws.confluent.cloud${from}`, allowedHosts: [] },
    { name: 'plain http even on an allowed host', location: 'http://127.0.0.1:1/', allowedHosts: ['127.0.0.1'] },
  ])('but not to $name', async ({ location, allowedHosts }) => {
    nock(hosts.flink).get(from).reply(307, '', { location });
    const clients = makeClients({ guard: createHostGuard({ allowedHosts }) });
    expect(await rejectionOf(clients.flink(hosts.flink, 'o', 'e').getStatement('s'))).toMatchObject({ error: { kind: 'refusedHost' } });
  });
});
