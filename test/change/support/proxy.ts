import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '../../../src/simulator/index.js';

/** What the proxy does at a request: counted from 1, calls to the simulator's own surface left out. */
export interface ProxyHooks {
  /** Before the request reaches the account, which it does when this has resolved. */
  readonly before?: (count: number) => void | Promise<void>;
  /** When it has taken effect, before the answer goes out; `false` keeps the answer back for ever. */
  readonly after?: (count: number) => boolean;
}

export interface Proxy {
  readonly url: string;
  readonly count: number;
  hook(hooks: ProxyHooks): void;
  close(): Promise<void>;
}

/**
 * Stands between a client in another process and a simulator whose clock is moved by hand: every request moves it on, so a run
 * depends on nothing but its requests. The account's own addresses in answers become the proxy's.
 */
export async function startProxy(simulator: Simulator, msPerRequest: number): Promise<Proxy> {
  let count = 0;
  let hooks: ProxyHooks = {};
  const { baseUrl } = simulator.description;
  let url = '';

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    const own = (incoming.url ?? '').startsWith('/simulator');
    if (!own) count += 1;
    const number = count;
    if (!own) {
      await hooks.before?.(number);
      simulator.clock.advance(msPerRequest);
    }
    const answer = await forward(baseUrl, incoming, body);
    if (!own && hooks.after?.(number) === false) return;
    const text = answer.text.replaceAll(baseUrl, url);
    const { 'content-length': _length, ...headers } = answer.headers;
    outgoing.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(text) });
    outgoing.end(text);
  };

  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing).catch(() => outgoing.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    get count() {
      return count;
    },
    hook(next) {
      count = 0;
      hooks = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Forwarded {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function forward(baseUrl: string, incoming: IncomingMessage, body: Buffer): Promise<Forwarded> {
  const { connection: _connection, host: _host, ...headers } = incoming.headers;
  return new Promise((resolve, reject) => {
    const out = send(new URL(incoming.url ?? '/', baseUrl), { method: incoming.method, headers }, (answer) => {
      readAll(answer).then((text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: text.toString('utf8') }), reject);
    });
    out.once('error', reject);
    out.end(body);
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
