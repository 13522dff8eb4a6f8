import type { HostGuard } from '../confluent/hosts.js';
import { createTransport } from '../confluent/transport.js';
import type { WireAnswer, WireProblem } from '../confluent/transport.js';
import { retryDelay } from './retry.js';

/** How the REST API of GitHub answered. Nothing is thrown for what it says, since no answer of it may decide how a run ends. */
export type GithubAnswer<T> =
  | { readonly ok: true; readonly data: T; /** The address of the next page of a list. */ readonly next?: string }
  /** `status` is absent when there was no answer; `maybeDone`: the request may have been carried out all the same. */
  | { readonly ok: false; readonly status?: number; readonly why: string; readonly maybeDone: boolean };

export interface GithubClient {
  /** `path` below the API's address, or a `next` of an earlier answer. The type parameter is what GitHub's documentation promises; it is not checked. */
  send<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<GithubAnswer<T>>;
}

export interface GithubOptions {
  /** `https://api.github.com`, or what the runner says. */
  readonly apiUrl: string;
  readonly token: string;
  /** Version of this program, for the User-Agent. */
  readonly version: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Longest wait for one exchange, in milliseconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const MAX_WORDS = 300;

/** A client that talks to one GitHub and to nobody else: its token goes to the origin of `apiUrl` only, redirects included. */
export function createGithubClient(options: GithubOptions): GithubClient {
  const base = options.apiUrl.replace(/\/+$/, '');
  const transport = createTransport({ guard: onlyOrigin(base), version: options.version, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  const attempt = (method: 'GET' | 'POST' | 'PATCH', url: string, body: object | undefined) =>
    transport({
      method,
      url,
      authorization: `Bearer ${options.token}`,
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    send: async <T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<GithubAnswer<T>> => {
      const url = path.startsWith('/') ? `${base}${path}` : path;
      for (let count = 1; ; count += 1) {
        const answer = await attempt(method, url, body);
        const delay = count < ATTEMPTS ? retryDelay(answer, { method, attempt: count, now: options.now() }) : undefined;
        if (delay === undefined) return decode<T>(answer, options.token);
        await options.sleep(delay);
      }
    },
  };
}

/** The origin of the API, whatever it is: it comes from the runner, never from a document. */
function onlyOrigin(base: string): HostGuard {
  const { origin } = new URL(base);
  return {
    judge: (address) => {
      const url = URL.canParse(address) ? new URL(address) : undefined;
      if (url?.origin === origin && url.username === '' && url.password === '') return { allowed: true, url };
      return { allowed: false, reason: `it is not at ${origin}` };
    },
  };
}

function decode<T>(answer: WireAnswer | WireProblem, token: string): GithubAnswer<T> {
  if (answer.type === 'problem') return { ok: false, why: answer.message, maybeDone: answer.sent };
  const { status, headers, text } = answer;
  if (status >= 200 && status < 300) {
    const data = parsed(text);
    if (data === undefined) return { ok: false, status, why: 'GitHub answered with something that is not JSON', maybeDone: true };
    const next = /<([^>]+)>;\s*rel="next"/.exec(String(headers['link'] ?? ''))?.[1];
    return { ok: true, data: data as T, ...(next === undefined ? {} : { next }) };
  }
  const words = wordsOf(parsed(text)).replaceAll(token === '' ? '\0' : token, '***');
  return { ok: false, status, why: `GitHub answered ${status}${words === '' ? '' : `: ${words}`}`, maybeDone: status >= 500 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `message` and the messages below `errors`, of an error body in the shape that GitHub documents. */
function wordsOf(body: unknown): string {
  const { message, errors } = (body ?? {}) as { readonly message?: unknown; readonly errors?: unknown };
  const details = Array.isArray(errors) ? errors.map((error: { readonly message?: unknown }) => error?.message) : [];
  return [message, ...details].filter((part) => typeof part === 'string').join(': ').slice(0, MAX_WORDS);
}
