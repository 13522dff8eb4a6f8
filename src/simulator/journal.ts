import type { SimClock } from './clock.js';
import type { Plane } from './server/planes.js';

/** One request as the simulator saw it. `at` is simulated epoch ms, `durationMs` real. Secrets in `body` are masked. */
export interface JournalRequest {
  readonly kind: 'request';
  readonly sequence: number;
  readonly at: number;
  readonly plane: Plane;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly template: string;
  /** 0 when the connection was dropped before an answer. */
  readonly status: number;
  /** Whether the operation changes the account (a lookup by POST does not). */
  readonly write: boolean;
  readonly body: unknown;
  readonly durationMs: number;
}

/** Something that happened inside the account, such as `connector shop RUNNING`. */
export interface JournalEvent {
  readonly kind: 'event';
  readonly sequence: number;
  readonly at: number;
  readonly text: string;
}

export type JournalEntry = JournalRequest | JournalEvent;

export interface Journal {
  /** The requests, in order. */
  entries(): readonly JournalRequest[];
  /** The requests that were writes. */
  writes(): readonly JournalRequest[];
  /** The domain events, in order. */
  events(): readonly JournalEvent[];
  /** Requests and events together: shows which state was reached before which request came. */
  timeline(): readonly JournalEntry[];
  clear(): void;
}

export interface WritableJournal extends Journal {
  record(request: Omit<JournalRequest, 'kind' | 'sequence' | 'body'> & { readonly body: unknown }): void;
  event(text: string): void;
}

/** An empty journal on this clock. */
export function createJournal(clock: SimClock): WritableJournal {
  let timeline: JournalEntry[] = [];
  let sequence = 0;
  const requests = (): JournalRequest[] => timeline.filter((entry) => entry.kind === 'request');
  return {
    entries: requests,
    writes: () => requests().filter((entry) => entry.write),
    events: () => timeline.filter((entry) => entry.kind === 'event'),
    timeline: () => [...timeline],
    clear() {
      timeline = [];
    },
    record(request) {
      timeline.push({ kind: 'request', sequence: ++sequence, ...request, body: maskSecrets(request.body) });
    },
    event(text) {
      timeline.push({ kind: 'event', sequence: ++sequence, at: clock.now(), text });
    },
  };
}

const SECRET_NAME = /(password|secret|passphrase|sslkey|wallet|\.api\.key$|^aws\.access\.key)/i;
const NOT_SECRET = /^secret\.manager/i;
export const MASK = '****************';

/** The same value with every string under a secret's name replaced by asterisks. */
function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' && SECRET_NAME.test(name) && !NOT_SECRET.test(name) ? MASK : maskSecrets(inner),
    ]),
  );
}
