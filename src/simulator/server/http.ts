import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiFailure } from './answer.js';
import type { ApiResponse } from './answer.js';

/** The body and headers of one request, read whole. */
export interface RawRequest {
  readonly method: string;
  /** As sent, with the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** How to answer: normally, half of it, or by closing the socket. Delays are real milliseconds. */
export type Delivery =
  | { readonly kind: 'answer'; readonly response: ApiResponse; readonly delayMs: number }
  | { readonly kind: 'truncated'; readonly response: ApiResponse; readonly delayMs: number }
  | { readonly kind: 'drop' };

/** Serves `respond` over HTTP; resolves with the server and its port once it listens. */
export async function listen(host: string, port: number, respond: (request: RawRequest) => Delivery): Promise<{ server: Server; port: number }> {
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing, respond).catch(() => outgoing.destroy());
  });
  // As load balancers do; Node's own five seconds cut off clients that compute for that long.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Closes the server and every connection to it. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, respond: (request: RawRequest) => Delivery): Promise<void> {
  const text = await readText(incoming);
  const delivery = respond({ method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers: singleHeaders(incoming), text });
  if (delivery.kind === 'drop') {
    outgoing.destroy();
    return;
  }
  if (delivery.delayMs > 0) await sleep(delivery.delayMs);
  if (outgoing.destroyed) return;
  const payload = encodeBody(delivery.response);
  outgoing.writeHead(delivery.response.status, {
    ...(payload === undefined ? {} : { 'content-type': delivery.response.contentType ?? 'application/json' }),
    'content-length': payload === undefined ? 0 : payload.length,
    ...delivery.response.headers,
  });
  if (delivery.kind === 'truncated' && payload !== undefined) {
    outgoing.write(payload.subarray(0, Math.floor(payload.length / 2)), () => outgoing.destroy());
    return;
  }
  outgoing.end(payload);
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function singleHeaders(incoming: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

function encodeBody(response: ApiResponse): Buffer | undefined {
  if (response.body === undefined) return undefined;
  const isText = typeof response.body === 'string' && !(response.contentType ?? 'json').includes('json');
  return Buffer.from(isText ? String(response.body) : JSON.stringify(response.body, plainValue));
}

/** JSON has neither 64-bit integers nor bytes: they travel as text and base64. */
export function plainValue(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

/** The JSON body of a request, `undefined` when there is none. Throws a 400 on broken JSON. */
export function parseBody(text: string, contentType: string | undefined): unknown {
  if (text.trim() === '') return undefined;
  if (contentType !== undefined && !contentType.includes('json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiFailure(400, 'the request body is not valid JSON');
  }
}
