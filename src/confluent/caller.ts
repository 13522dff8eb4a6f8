import { addressOf } from './address.js';
import type { Addressed } from './address.js';
import type { CallCounter } from './calls.js';
import type { Clock } from './clock.js';
import { errorFromAnswer } from './error-body.js';
import { ApiFailure, apiErrorOf, unexpected } from './errors.js';
import type { ApiError, CallSite } from './errors.js';
import { numberHeader, retryAfterOf, textHeader } from './headers.js';
import { parseLossless, stringifyLossless } from './json.js';
import type { Credential, CredentialProvider, Method, Plane } from './planes.js';
import type { Outcome, RateLimiter } from './rate-limit.js';
import { secretValues } from './redact.js';
import { withRetry } from './retry.js';
import type { RetryPolicy } from './retry.js';
import type { BodyReader, Transport, WireAnswer, WireProblem } from './transport.js';

/** One call of a client, as data. */
export interface ApiCall extends Addressed {
  readonly method: Method;
  readonly body?: unknown;
  /** Of both the request's body and the answer. Default `application/json`. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Keeps integers beyond 2^53 as bigint. */
  readonly lossless?: boolean;
  /**
   * Continues a call that has been answered, as the next page of a list does: it waits in line no second time. A list of ten
   * pages would otherwise wait ten times for the writes before it, and every step that waits for what the list tells.
   */
  readonly continues?: boolean;
  /** See `decideRetry`. Default: by method. */
  readonly idempotent?: boolean;
  /** Reads a body that is too large to be held whole; what it makes of it is the answer. */
  readonly reader?: () => BodyReader;
  /** `nothing`: whatever the answer's body holds is ignored. Default `json`. */
  readonly answers?: 'json' | 'nothing';
}

/**
 * Makes one call of a plane: waits for the limiter, sends, retries, decodes. The type parameter is the wire shape that the
 * OpenAPI document promises; it is not checked here.
 * @throws ApiFailure, and whatever the credential provider throws.
 */
export interface Caller {
  readonly plane: Plane;
  readonly clock: Clock;
  <T>(call: ApiCall): Promise<T>;
}

/** One attempt, for logs and progress: no header, no body, no ids. `durationMs` includes neither waiting nor retries. */
export interface RequestEvent extends CallSite {
  readonly attempt: number;
  readonly durationMs: number;
  readonly status?: number;
  readonly requestId?: string;
  readonly failure?: ApiError['kind'];
}

export interface CallerOptions {
  readonly plane: Plane;
  readonly baseUrl: string;
  readonly credentials: CredentialProvider;
  readonly transport: Transport;
  readonly limiter: RateLimiter;
  readonly calls: CallCounter;
  readonly retryPolicy: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
}

/** Builds the caller of one plane at one base URL. */
export function createCaller(options: CallerOptions): Caller {
  const { plane, clock, random, signal, retryPolicy } = options;
  const run = async <T>(call: ApiCall): Promise<T> => {
    const site: CallSite = { plane, method: call.method, path: call.path };
    const url = urlOf(options.baseUrl, site, call);
    try {
      const answer = await withRetry((attempt) => attemptOnce(options, { ...call, url }, site, attempt), {
        method: call.method,
        policy: retryPolicy,
        clock,
        random,
        ...(call.idempotent === undefined ? {} : { idempotent: call.idempotent }),
        ...(signal === undefined ? {} : { signal }),
      });
      return decode(site, call, answer) as T;
    } catch (thrown) {
      if (apiErrorOf(thrown) === undefined && signal?.aborted) throw cancelled(site);
      throw thrown;
    }
  };
  return Object.assign(run, { plane, clock });
}

/** One attempt: permit, credential, exchange, verdict. The permit goes back whatever happens. */
async function attemptOnce(options: CallerOptions, call: AddressedCall, site: CallSite, attempt: number): Promise<WireAnswer> {
  const { plane, clock, calls, limiter, signal } = options;
  const permit = await limiter.acquire(`${plane} ${options.baseUrl}`, signal, call.continues === true ? 'kept' : 'new');
  let outcome: Outcome = { type: 'failed' };
  try {
    const credential = await options.credentials();
    const startedAt = clock.now();
    const result = await send(options, call, credential);
    if (result.type === 'answer' || result.kind !== 'refusedHost') calls.countCall(plane, attempt);
    const error = result.type === 'problem' ? errorFromProblem(site, result) : errorOf(site, call, credential, result, clock);
    outcome = outcomeOf(result, error);
    if (outcome.type === 'rateLimited') calls.countRateLimited(plane);
    options.onRequest?.(eventOf(site, attempt, clock.now() - startedAt, result, error));
    if (error !== undefined) throw new ApiFailure(error);
    return result as WireAnswer;
  } finally {
    permit.release(outcome);
  }
}

type AddressedCall = ApiCall & { readonly url: string };

function send(options: CallerOptions, call: AddressedCall, credential: Credential): Promise<WireAnswer | WireProblem> {
  const mediaType = call.mediaType ?? 'application/json';
  return options.transport({
    method: call.method,
    url: call.url,
    authorization: `Basic ${encodeBasic(credential)}`,
    headers: { accept: mediaType, ...(call.body === undefined ? {} : { 'content-type': mediaType }), ...call.headers },
    ...(call.body === undefined ? {} : { body: stringifyLossless(call.body) }),
    ...(call.reader === undefined ? {} : { reader: call.reader }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

function encodeBasic(credential: Credential): string {
  return Buffer.from(`${credential.key}:${credential.secret}`, 'utf8').toString('base64');
}

function urlOf(baseUrl: string, site: CallSite, call: ApiCall): string {
  try {
    return addressOf(baseUrl, call);
  } catch (thrown) {
    throw new ApiFailure({ ...site, kind: 'invalid', quota: false, message: (thrown as TypeError).message });
  }
}

function errorFromProblem(site: CallSite, { kind, message, sent }: WireProblem): ApiError {
  return kind === 'network' || kind === 'timeout' ? { ...site, kind, message, sent } : { ...site, kind, message };
}

/** The error that an answer stands for, without a trace of what we sent. */
function errorOf(site: CallSite, call: ApiCall, credential: Credential, answer: WireAnswer, clock: Clock): ApiError | undefined {
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const secrets = [credential.key, credential.secret, encodeBasic(credential), ...secretValues(call.body)];
  const retryAfterMs = retryAfterOf(answer, clock.now());
  const requestId = textHeader(answer, 'x-request-id');
  return errorFromAnswer(site, {
    status: answer.status,
    body: answer.text,
    secrets,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function outcomeOf(result: WireAnswer | WireProblem, error: ApiError | undefined): Outcome {
  if (result.type === 'problem') return { type: 'failed' };
  if (error?.kind === 'rateLimited') {
    return { type: 'rateLimited', ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }) };
  }
  // A refusal on the merits, a 404 say, was let through by the limit, and counted against it, as any answer is.
  if (error !== undefined && result.status >= 500) return { type: 'failed' };
  const remaining = numberHeader(result, 'x-ratelimit-remaining');
  const reset = numberHeader(result, 'x-ratelimit-reset');
  const limit = numberHeader(result, 'x-ratelimit-limit');
  return {
    type: 'succeeded',
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : { resetMs: reset * 1000 }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function eventOf(site: CallSite, attempt: number, durationMs: number, result: WireAnswer | WireProblem, error: ApiError | undefined): RequestEvent {
  const requestId = result.type === 'answer' ? textHeader(result, 'x-request-id') : undefined;
  return {
    ...site,
    attempt,
    durationMs,
    ...(result.type === 'answer' ? { status: result.status } : {}),
    ...(requestId === undefined ? {} : { requestId }),
    ...(error === undefined ? {} : { failure: error.kind }),
  };
}

function decode(site: CallSite, call: ApiCall, answer: WireAnswer): unknown {
  if (call.answers === 'nothing') return undefined;
  if (answer.read !== undefined) {
    if ('problem' in answer.read) throw unexpected(site, answer.read.problem, answer.status);
    return answer.read.value;
  }
  try {
    return call.lossless ? parseLossless(answer.text) : JSON.parse(answer.text);
  } catch {
    // A success that we cannot read is never taken for an empty list.
    throw unexpected(site, 'the answer is not JSON', answer.status);
  }
}

function cancelled(site: CallSite): ApiFailure {
  return new ApiFailure({ ...site, kind: 'cancelled', message: 'the request was cancelled' });
}
