import nock from 'nock';
import { createConfluentClients } from '../../../src/confluent/index.js';
import type { ConfluentClients, ConfluentOptions } from '../../../src/confluent/index.js';
import { createHostGuard } from '../../../src/confluent/hosts.js';
import { createFakeClock } from './fake-clock.js';

/** Hosts as discovery would report them. */
export const hosts = {
  management: 'https://api.confluent.cloud',
  metrics: 'https://api.telemetry.confluent.cloud',
  kafka: 'https://pkc-abc12.us-east-1.aws.confluent.cloud:443',
  schemaRegistry: 'https://psrc-abc12.us-east-1.aws.confluent.cloud',
  flink: 'https://flink.us-east-1.aws.confluent.cloud',
} as const;

export const planeKeys = ['cloud', 'kafka', 'schemaRegistry', 'flink', 'tableflow'] as const;
export type PlaneKey = (typeof planeKeys)[number];

/** The Authorization header that a plane's own credential makes. */
export function basicOf(key: PlaneKey): string {
  return `Basic ${Buffer.from(`${key}-key:${key}-s3cret`).toString('base64')}`;
}

const credential = (key: PlaneKey) => () => Promise.resolve({ key: `${key}-key`, secret: `${key}-s3cret` });

/** Clients with a clock that never really waits. */
export function makeClients(overrides: Partial<ConfluentOptions> = {}): ConfluentClients {
  return createConfluentClients({
    credentials: {
      cloud: credential('cloud'),
      tableflow: credential('tableflow'),
      kafka: credential('kafka'),
      schemaRegistry: credential('schemaRegistry'),
      flink: credential('flink'),
    },
    guard: createHostGuard({ allowedHosts: [] }),
    version: '1.2.3',
    clock: createFakeClock({ auto: true }),
    random: () => 0.5,
    ...overrides,
  });
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers the next requests to a host, whatever they are, with the replies in order, and keeps what was sent. */
export function serve(host: string, replies: readonly Reply[]): SentRequest[] {
  const sent: SentRequest[] = [];
  const queue = [...replies];
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    nock(host)
      .persist()
      .intercept(/.*/, method)
      .reply(function (path, body) {
        const headers = this.req.headers as unknown as Record<string, string | string[]>;
        sent.push({
          method,
          path,
          // nock parses only application/json
          body: typeof body === 'string' && body !== '' ? JSON.parse(body) : body,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
        });
        const reply = queue.shift();
        if (reply === undefined) return [599, 'more requests than replies'];
        const payload = reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
        return [reply.status ?? 200, payload, { 'content-type': 'application/json', ...reply.headers }];
      });
  }
  return sent;
}

/** Resolves to what a promise was rejected with; fails when it was not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown;
  }
  throw new Error('expected a rejection');
}
