import type { AddressInfo } from 'node:net';
import type { Transport } from '../../../src/confluent/transport.js';
import type { Delivery, RawRequest } from '../../../src/simulator/server/http.js';

/*
 * A wire without sockets, for the tests that make a million requests. The client's transport and the simulator's listener
 * are the only two files that it stands in for; what they do with real sockets is tested in test/confluent and test/simulator.
 */

type Respond = (request: RawRequest) => Delivery;

const servers = new Map<string, Respond>();
/** Far from 80, which a URL would leave out. */
let ports = 10_000;

/** Stands in for `listen` of the simulator's server/http.ts. */
export function listen(host: string, _port: number, respond: Respond): Promise<{ server: Closable; port: number }> {
  ports += 1;
  const address = `${host}:${ports}`;
  servers.set(address, respond);
  return Promise.resolve({ server: { address: () => ({ port: ports }) as AddressInfo, forget: () => servers.delete(address) }, port: ports });
}

interface Closable {
  readonly address: () => AddressInfo;
  readonly forget: () => void;
}

export function close(server: Closable): Promise<void> {
  server.forget();
  return Promise.resolve();
}

/** Stands in for `createTransport` of the client's transport.ts. */
export function createTransport(): Transport {
  return (request) => {
    const url = new URL(request.url);
    const respond = servers.get(url.host);
    if (respond === undefined) return Promise.resolve({ type: 'problem', kind: 'network', message: `nobody listens at ${url.host}`, sent: false });
    const delivery = respond({
      method: request.method,
      target: `${url.pathname}${url.search}`,
      headers: { ...request.headers, authorization: request.authorization },
      text: request.body ?? '',
    });
    if (delivery.kind !== 'answer') return Promise.resolve({ type: 'problem', kind: 'network', message: 'the connection broke', sent: true });
    const { status, headers, body, contentType } = delivery.response;
    const isText = typeof body === 'string' && !(contentType ?? 'json').includes('json');
    const text = body === undefined ? '' : isText ? String(body) : JSON.stringify(body, plainValue);
    const lower = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    return Promise.resolve({ type: 'answer', status, headers: { 'content-type': contentType ?? 'application/json', ...lower }, text });
  };
}

/** As the simulator's own server writes them: 64-bit integers as text, bytes as base64. */
function plainValue(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
