import { gunzipSync } from 'node:zlib';
import got, { RequestError, TimeoutError } from 'got';
import type { HostGuard } from './hosts.js';
import type { Method } from './planes.js';

/** One request, ready to send. `authorization` goes to hosts that the guard allows and nowhere else. */
export interface WireRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: string;
  readonly body?: string;
  /** Takes the body of a success piece by piece, instead of `text`. Asked for anew by every attempt. */
  readonly reader?: () => BodyReader;
  readonly signal?: AbortSignal;
}

/** Reads a body that is too large to be held whole. */
export interface BodyReader {
  push(chunk: Uint8Array): void;
  /** @throws Error when what came is not what was promised. */
  end(): unknown;
}

export interface WireAnswer {
  readonly type: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** What `reader` made of the body. */
  readonly read?: { readonly value: unknown } | { readonly problem: string };
}

/** No answer. `sent: false` means that no byte of the request can have reached the service. */
export interface WireProblem {
  readonly type: 'problem';
  readonly kind: 'network' | 'timeout' | 'cancelled' | 'refusedHost' | 'unexpected';
  readonly message: string;
  readonly sent: boolean;
}

export type Transport = (request: WireRequest) => Promise<WireAnswer | WireProblem>;

export interface TransportOptions {
  readonly guard: HostGuard;
  /** Version of this program, for the User-Agent. */
  readonly version: string;
  /** Longest wait for one whole exchange, in milliseconds. */
  readonly timeoutMs: number;
}

const maxRedirects = 5;
const maxDecompressedBytes = 256 * 1024 * 1024;
const connectTimeoutMs = 10_000;

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);
const connectPhases = new Set(['lookup', 'connect', 'secureConnect']);

/**
 * Sends one request and follows its redirects by hand, because the Flink gateway redirects to hosts that are no subdomains
 * and wants the credential there too (confluent-api.md 2): every hop is judged first, and only then does the
 * Authorization header go along. Never retries, never throws; got's own errors, which carry headers and bodies, stay in here.
 */
export function createTransport(options: TransportOptions): Transport {
  return async (request) => {
    let target = request.url;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const verdict = options.guard.judge(target);
      if (!verdict.allowed) {
        const what = hop === 0 ? 'no credential is sent' : 'the redirect is not followed';
        return problem('refusedHost', `${what}: ${verdict.reason}`, false);
      }
      const answer = await exchange(verdict.url, request, options);
      if (answer.type === 'problem' || !isRedirect(answer.status)) return answer;
      const next = redirectTarget(verdict.url, request.method, answer);
      if (typeof next !== 'string') return next;
      target = next;
    }
    return problem('unexpected', `more than ${maxRedirects} redirects`, true);
  };
}

async function exchange(url: URL, request: WireRequest, options: TransportOptions): Promise<WireAnswer | WireProblem> {
  try {
    if (request.reader !== undefined) return await streamed(got.stream(url, gotOptions(request, options)), request.reader);
    const response = await got(url, { ...gotOptions(request, options), responseType: 'buffer' });
    return { type: 'answer', status: response.statusCode, headers: response.headers, text: decode(response.body, response.headers) };
  } catch (error) {
    return problemOf(error, url, request.signal);
  }
}

function gotOptions(request: WireRequest, options: TransportOptions) {
  return {
    method: request.method,
    headers: { ...request.headers, authorization: request.authorization, 'user-agent': `cdc-reconciler/${options.version}` },
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: {
      lookup: connectTimeoutMs,
      connect: connectTimeoutMs,
      secureConnect: connectTimeoutMs,
      request: options.timeoutMs,
    },
  } as const;
}

/** The body of a success goes to a reader as it comes; any other is held, since it says what is wrong. */
async function streamed(stream: ReturnType<typeof got.stream>, reader: () => BodyReader): Promise<WireAnswer> {
  const held: Uint8Array[] = [];
  const sink = reader();
  let live = true;
  // got goes on to listen to the signal when all is read. An 'error' then, with nobody to take it, would end the process and print the request.
  stream.on('error', () => undefined);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      // Before the first piece there is a status; and what is gzip without saying so cannot be read in pieces.
      if (held.length === 0 && live) live = isSuccess(stream.response?.statusCode) && !(chunk[0] === 0x1f && chunk[1] === 0x8b);
      if (live) sink.push(chunk);
      else held.push(chunk);
    }
  } finally {
    stream.destroy();
  }
  const { statusCode, headers } = stream.response!;
  const text = held.length === 0 ? '' : decode(Buffer.concat(held), headers);
  if (!isSuccess(statusCode)) return { type: 'answer', status: statusCode, headers, text };
  if (!live) sink.push(Buffer.from(text));
  return { type: 'answer', status: statusCode, headers, text, read: outcomeOf(sink) };
}

function outcomeOf(reader: BodyReader): NonNullable<WireAnswer['read']> {
  try {
    return { value: reader.end() };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** Bodies may be gzip without saying so (confluent-api.md 1.3); got has already undone what the header announces. */
function decode(body: Uint8Array, headers: WireAnswer['headers']): string {
  const gzipped = headers['content-encoding'] === undefined && body[0] === 0x1f && body[1] === 0x8b;
  if (!gzipped) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    return gunzipSync(body, { maxOutputLength: maxDecompressedBytes }).toString('utf8');
  } catch {
    return '';
  }
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Method and body are kept on every hop, except that 303 means "now GET", which is not what a write asked for. */
function redirectTarget(from: URL, method: Method, answer: WireAnswer): string | WireProblem {
  const location = answer.headers['location'];
  if (typeof location !== 'string' || !URL.canParse(location, from.href)) {
    return problem('unexpected', `status ${answer.status} without a usable Location`, true);
  }
  if (answer.status === 303 && method !== 'GET') return problem('unexpected', 'a write was answered with 303', true);
  // Only a relative location is resolved: an absolute one goes to the guard as it was written.
  const target = URL.canParse(location) ? location : new URL(location, from).href;
  if (from.protocol === 'https:' && new URL(target).protocol !== 'https:') {
    return problem('refusedHost', 'the redirect is not followed: it leaves TLS', true);
  }
  return target;
}

function problemOf(error: unknown, url: URL, signal: AbortSignal | undefined): WireProblem {
  if (signal?.aborted) return problem('cancelled', 'the request was cancelled', true);
  if (error instanceof TimeoutError) {
    return problem('timeout', `no answer from ${url.host} in time (${error.event})`, !connectPhases.has(error.event));
  }
  const code = error instanceof RequestError ? error.code : 'unknown';
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return problem('unexpected', `no trusted TLS connection to ${url.host} (${code})`, false);
  }
  return problem('network', `no connection to ${url.host}, or it broke (${code})`, !neverConnected.has(code));
}

function problem(kind: WireProblem['kind'], message: string, sent: boolean): WireProblem {
  return { type: 'problem', kind, message, sent };
}
