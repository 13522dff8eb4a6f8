import type { WatchLog } from '../events.js';
import { verifyDelivery } from './verify.js';
import type { Delivery } from './verify.js';

/** Larger bodies are not read: GitHub sends at most 25 MB, of which we need a few words. Those of a push are far below. */
export const MAX_WEBHOOK_BYTES = 5 * 1024 * 1024;

export interface WebhookAnswer {
  readonly status: number;
  /** One line of text for the sender's own log; nothing that helps to guess. */
  readonly text: string;
}

export interface ReceiverOptions {
  /** Read anew for each delivery: secrets are rotated. */
  readonly readSecret: () => Promise<string>;
  readonly now: () => number;
  /** The watched branch; empty until it is known. */
  readonly branch: () => string;
  /** A push came: look at the remote soon. */
  readonly onPush: () => void;
  readonly log: WatchLog;
}

/** Deliveries that are remembered, to tell replays. */
const REMEMBERED = 1_000;

/**
 * Takes what a git host sends. A delivery is only ever a hint to look at the remote, which is then asked itself: nothing of its content is
 * believed but the name of the branch. A delivery that came before is thanked for and does nothing.
 */
export function createWebhookReceiver(options: ReceiverOptions): (delivery: Delivery) => Promise<WebhookAnswer> {
  const seen = new Set<string>();
  const isReplay = (marks: readonly string[]): boolean => {
    const known = marks.some((mark) => seen.has(mark));
    for (const mark of marks) seen.add(mark);
    for (const oldest of seen) {
      if (seen.size <= REMEMBERED) break;
      seen.delete(oldest);
    }
    return known;
  };
  return async (delivery) => {
    const { readSecret, now, branch, onPush, log } = options;
    const secret = (await readSecret().catch(() => '')).trim();
    const answer = (status: number, text: string, from = 'unknown', id?: string): WebhookAnswer => {
      log({ event: 'webhook', from, status, result: text, ...(id === undefined ? {} : { delivery: id }) });
      return { status, text };
    };
    if (secret === '') return answer(503, 'the webhook secret cannot be read');
    const verified = verifyDelivery(delivery, secret, now());
    if (!verified.genuine) return answer(401, verified.reason);
    const { from, event, delivery: id, mark } = verified;
    const ref = refOf(delivery);
    if (ref === 'unreadable') return answer(400, 'the body is not JSON', from, id);
    if (event !== 'push') return answer(200, 'only pushes are of interest', from, id);
    if (isReplay([mark, ...(id === undefined ? [] : [`${from} ${id}`])])) return answer(200, 'this delivery came before', from, id);
    if (ref !== undefined && branch() !== '' && ref !== `refs/heads/${branch()}`) return answer(200, 'another branch', from, id);
    onPush();
    return answer(202, 'looking at the branch', from, id);
  };
}

/** The pushed ref, if the payload names one. GitHub can send JSON in a form. */
function refOf({ headers, body }: Delivery): string | undefined {
  const text = body.toString('utf8');
  const isForm = String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  try {
    const payload: unknown = JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
    const ref = typeof payload === 'object' && payload !== null ? (payload as { readonly ref?: unknown }).ref : undefined;
    return typeof ref === 'string' ? ref : undefined;
  } catch {
    return 'unreadable';
  }
}
