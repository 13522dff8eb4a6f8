import { randomUUID } from 'node:crypto';
import type { SimClock } from '../clock.js';
import type { TrafficCounter } from '../conditions.js';
import type { FaultBox, FaultEffect } from '../faults.js';
import type { WritableJournal } from '../journal.js';
import { ApiFailure, renderFailure } from './answer.js';
import type { ApiResponse } from './answer.js';
import { parseBody } from './http.js';
import type { Delivery, RawRequest } from './http.js';
import type { Verdict } from './limiter.js';
import { credentialOf, planeOf } from './planes.js';
import type { Credentials, Plane } from './planes.js';
import type { Match } from './router.js';

/** One request with its answer as they went over the wire, secrets and all: for contract tests only. */
export interface Exchange {
  readonly plane: Plane;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly requestBody: unknown;
  /** 0 when the connection was dropped before an answer. */
  readonly status: number;
  readonly responseBody: unknown;
}

/** What one request needs from the rest of the simulator. */
export interface Dispatcher {
  readonly clock: SimClock;
  readonly journal: WritableJournal;
  readonly faults: FaultBox;
  readonly credentials: Credentials;
  readonly limiter: (plane: Plane) => Verdict;
  readonly find: (method: string, path: string) => Match | undefined;
  /** Brings the account up to date before anybody looks at it. */
  readonly settle: () => void;
  readonly traffic: TrafficCounter;
  /** Real milliseconds. */
  readonly latencyMs: () => number;
  readonly baseUrl: () => string;
  readonly observe?: (exchange: Exchange) => void;
}

interface Incoming {
  readonly raw: RawRequest;
  readonly url: URL;
  readonly plane: Plane;
  readonly match: Match | undefined;
  readonly requestId: string;
}

/** Answers one request of any plane: faults, credential, quota, handler, journal, in that order. */
export function dispatch(house: Dispatcher, raw: RawRequest): Delivery {
  const startedAt = performance.now();
  house.settle();
  const url = new URL(raw.target, house.baseUrl());
  const plane = planeOf(url.pathname);
  const incoming: Incoming = { raw, url, plane, match: house.find(raw.method, url.pathname), requestId: randomUUID().replaceAll('-', '') };
  const effect = house.faults.strike(plane, raw.method, raw.target);
  const before = effect === undefined ? undefined : answerBefore(effect, incoming);
  const response = before ?? handle(house, incoming, effect?.kind === 'staleList' ? effect.ms : 0);
  const delivery = effect?.kind === 'drop' ? ({ kind: 'drop' } as const) : deliver(house, effect, response);
  const answer: { readonly status: number; readonly body?: unknown } = delivery.kind === 'drop' ? { status: 0 } : delivery.response;
  const write = incoming.match?.route.write ?? raw.method !== 'GET';
  house.traffic.count(plane, answer.status, write);
  house.observe?.({ plane, method: raw.method, path: raw.target, requestBody: quietBody(raw), status: answer.status, responseBody: answer.body });
  house.journal.record({
    at: house.clock.now(),
    plane,
    method: raw.method,
    path: raw.target,
    template: incoming.match?.route.template ?? url.pathname,
    status: answer.status,
    write,
    body: quietBody(raw),
    durationMs: Math.round((performance.now() - startedAt) * 1_000) / 1_000,
  });
  return delivery;
}

/** The answer of a fault that strikes before the request has an effect. */
function answerBefore(effect: FaultEffect, incoming: Incoming): ApiResponse | undefined {
  const fail = (status: number, detail: string): ApiResponse =>
    renderFailure(incoming.plane, incoming.raw.method, new ApiFailure(status, detail), incoming.requestId);
  switch (effect.kind) {
    case 'drop':
      return { status: 0 };
    case 'status': {
      const headers = effect.headers === undefined ? {} : { headers: effect.headers };
      const usual = fail(effect.status, `simulated fault: ${effect.status}`);
      return { ...usual, ...(effect.body === undefined ? {} : { body: effect.body }), ...headers };
    }
    case 'rateLimit': {
      const seconds = effect.retryAfterSeconds ?? 1;
      const headers = { 'Retry-After': String(seconds), 'X-RateLimit-Limit': '10', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(seconds) };
      return { ...fail(429, 'too many requests'), ...(effect.withHeaders ? { headers } : {}) };
    }
    case 'unreadable':
      return fail(403, 'the principal may not read this');
    case 'deleteError':
      return incoming.raw.method === 'DELETE' ? { status: 200, body: { error: { code: 500, message: effect.message } } } : undefined;
    case 'dropAfter':
    case 'statusAfter':
    case 'slow':
    case 'staleList':
    case 'truncate':
      return undefined;
  }
}

function deliver(house: Dispatcher, effect: FaultEffect | undefined, response: ApiResponse): Delivery {
  const delayMs = house.latencyMs() + (effect?.kind === 'slow' ? effect.ms : 0);
  switch (effect?.kind) {
    case 'dropAfter':
      return { kind: 'drop' };
    case 'truncate':
      return { kind: 'truncated', response, delayMs };
    case 'statusAfter':
      return { kind: 'answer', response: { status: effect.status, body: { message: 'simulated fault after the effect' } }, delayMs };
    default:
      return { kind: 'answer', response, delayMs };
  }
}

/** The ordinary way of a request: credential, quota, route, handler. */
function handle(house: Dispatcher, incoming: Incoming, staleMs: number): ApiResponse {
  const { raw, url, plane, match, requestId } = incoming;
  const verdict = house.limiter(plane);
  const headers = { 'X-Request-Id': requestId, ...verdict.headers };
  try {
    authorize(house.credentials, plane, raw.headers['authorization']);
    if (verdict.refused) throw new ApiFailure(429, 'too many requests');
    if (match === undefined) throw new ApiFailure(404, `no such operation: ${raw.method} ${url.pathname}`);
    const body = parseBody(raw.text, raw.headers['content-type']);
    const request = { plane, method: raw.method, path: raw.target, url, params: match.params, query: url.searchParams, headers: raw.headers, body, staleMs };
    const response = match.route.handle(request);
    house.settle();
    return { ...response, headers: { ...headers, ...response.headers } };
  } catch (error) {
    const failure = error instanceof ApiFailure ? error : new ApiFailure(500, `simulator error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const rendered = renderFailure(plane, raw.method, failure, requestId);
    return { ...rendered, headers: { ...headers, ...rendered.headers, ...(failure.status === 401 ? { 'WWW-Authenticate': 'Basic realm="api-key"' } : {}) } };
  }
}

/** Every plane takes its own key and no other (confluent-api.md 1.1). */
function authorize(credentials: Credentials, plane: Plane, header: string | undefined): void {
  const { key, secret } = credentials[credentialOf[plane]];
  const wanted = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  if (header !== wanted) throw new ApiFailure(401, header === undefined ? 'no credentials were sent' : 'invalid API key: it does not belong to this API');
}

function quietBody(raw: RawRequest): unknown {
  try {
    return parseBody(raw.text, raw.headers['content-type']);
  } catch {
    return raw.text;
  }
}
