import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentPolicy } from '../../report/html/page.js';
import type { Leadership } from '../leader/index.js';
import type { WatchState } from '../state.js';
import { comesByLoopbackName, isLoopback, showsToken } from './access.js';
import { aliveVerdict, readyVerdict } from './alive.js';
import type { Verdict } from './alive.js';
import { plainText, securityHeaders } from './answers.js';
import type { Answer } from './answers.js';
import { readBody } from './body.js';
import { createWatchMetrics } from './metrics.js';
import { statusPage } from './page.js';
import { refreshScript } from './script.js';
import { statusDocument } from './status-json.js';

/** What a git host sends is handed on whole; it is bounded here and judged there. */
export interface WebhookRoute {
  /** `/webhook`. */
  readonly path: string;
  readonly maxBytes: number;
  readonly receive: (delivery: { readonly headers: IncomingMessage['headers']; readonly body: Buffer }) => Promise<{ readonly status: number; readonly text: string }>;
}

export interface WatchServerOptions {
  readonly state: () => WatchState;
  /** Loopback unless the user says otherwise. */
  readonly bind: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Set: page, status and metrics are shown to who knows it. Read anew for every request: it may rotate. */
  readonly readToken?: () => Promise<string>;
  readonly webhook?: WebhookRoute;
  /** With leader election. */
  readonly leadership?: () => Leadership;
  /** When the loop last moved, in milliseconds since the epoch. */
  readonly lastBeat?: () => number;
  readonly clock: { now(): number };
}

export interface WatchServer {
  readonly url: string;
  /** Counts runs; to be called when the state changes, so that none is missed between two scrapes. */
  observe(): void;
  /** Stops listening; requests in flight get a second to end. */
  close(): Promise<void>;
}

const statusPolicy = `${contentPolicy(refreshScript)}; frame-ancestors 'none'`;

/**
 * Serves health, metrics and the status page. It reads and never writes, except for the webhook that is handed in.
 * @throws Error when the port is taken or the address is not this machine's.
 */
export async function createWatchServer(options: WatchServerOptions): Promise<WatchServer> {
  const metrics = createWatchMetrics();
  const respond = createResponder(options, metrics);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 }, (request, response) => {
    respond(request)
      .catch(() => plainText(500, 'this could not be answered'))
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  });
  server.maxConnections = 256;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.bind, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.bind.includes(':') ? `[${options.bind}]` : options.bind}:${port}/`,
    observe: () => metrics.observe(options.state()),
    close: () =>
      new Promise((resolve) => {
        const hurry = setTimeout(() => server.closeAllConnections(), 1_000);
        server.close(() => {
          clearTimeout(hurry);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function createResponder(options: WatchServerOptions, metrics: ReturnType<typeof createWatchMetrics>): (request: IncomingMessage) => Promise<Answer> {
  const { state, readToken, webhook, leadership, lastBeat, clock } = options;
  const guarded: Readonly<Record<string, () => Promise<Answer> | Answer>> = {
    '/': () => ({ status: 200, type: 'text/html; charset=utf-8', body: statusPage(state(), leadership?.(), clock.now()), headers: { 'content-security-policy': statusPolicy } }),
    '/status.json': () => ({ status: 200, type: 'application/json', body: `${JSON.stringify(statusDocument(state(), leadership?.()), null, 2)}\n` }),
    '/metrics': async () => {
      const { type, text } = await metrics.render(state(), leadership?.());
      return { status: 200, type, body: text };
    },
  };
  // Whoever starts and stops containers has no token, and learns nothing here.
  const open: Readonly<Record<string, () => Verdict>> = {
    '/healthz': () => aliveVerdict(state(), clock.now(), lastBeat?.()),
    '/readyz': () => readyVerdict(state()),
  };
  return async (request) => {
    const path = (request.url ?? '/').split('?')[0]!;
    if (webhook !== undefined && path === webhook.path) return receive(request, webhook);
    const verdict = Object.hasOwn(open, path) ? open[path]! : undefined;
    const page = Object.hasOwn(guarded, path) ? guarded[path]! : undefined;
    if (verdict === undefined && page === undefined) return plainText(404, 'there is nothing here');
    if (request.method !== 'GET' && request.method !== 'HEAD') return plainText(405, 'this is only to be read', { allow: 'GET, HEAD' });
    if (verdict !== undefined) return plainText(verdict().ok ? 200 : 503, verdict().text);
    if (readToken === undefined) return isLoopback(options.bind) && !comesByLoopbackName(request) ? plainText(421, 'without a token this is served under loopback names only') : page!();
    const token = (await readToken().catch(() => '')).trim();
    return showsToken(request, token) ? page!() : plainText(401, 'a token is needed', { 'www-authenticate': 'Basic realm="cdc-reconciler", charset="UTF-8"' });
  };
}

async function receive(request: IncomingMessage, { maxBytes, receive: take }: WebhookRoute): Promise<Answer> {
  if (request.method !== 'POST') return plainText(405, 'webhooks are posted', { allow: 'POST' });
  const body = await readBody(request, maxBytes);
  if (body === undefined) return plainText(413, `more than ${maxBytes} bytes`, { connection: 'close' });
  const { status, text } = await take({ headers: request.headers, body });
  return plainText(status, text);
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...securityHeaders, 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
  // What is still being sent to us is not waited for.
  if (!request.complete) response.once('finish', () => request.destroy());
}
