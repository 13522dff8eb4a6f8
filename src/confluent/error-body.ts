import type { ApiError, CallSite } from './errors.js';
import { redact } from './redact.js';

/** What an error body says, in whichever of the five shapes it came (confluent-api.md 1.3). */
interface ErrorBody {
  readonly message?: string;
  /** Only from a known shape; a page of HTML has none. */
  readonly code?: string;
}

/** An answer that is not a success, as far as errors need it. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  /** What was sent with the request and must not come back in a message. */
  readonly secrets: readonly string[];
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

const longestMessage = 500;
const longestCode = 100;

/** Reads an error body: `errors[]`, `error{}`, `error_code`, `code`, or a page of HTML. Never throws, never cuts. */
function parseErrorBody(text: string, secrets: readonly string[]): ErrorBody {
  const body = parseObject(text);
  // Redacted before the markup goes, and with it the parts of a secret that look like markup.
  if (body === undefined) return plainText(redact(text, secrets));
  const first = asRecord(Array.isArray(body['errors']) ? body['errors'][0] : undefined);
  if (first) return entry(first['detail'] ?? first['title'], first['code'] ?? first['status'] ?? 'error');
  const nested = asRecord(body['error']);
  const message = body['message'] ?? nested?.['message'] ?? body['error'];
  const code = body['error_code'] ?? body['code'] ?? nested?.['code'] ?? nested?.['error_code'];
  return entry(message, code);
}

/**
 * Maps a failed answer to the closed union of errors. Two texts override the status: a duplicate topic is a 400 on the
 * Kafka plane (confluent-api.md 4), and a reached quota comes under several statuses (1.3).
 */
export function errorFromAnswer(site: CallSite, answer: FailedAnswer): ApiError {
  const { message = `the service answered ${answer.status} without a message`, code } = parseErrorBody(answer.body, answer.secrets);
  const facts = {
    ...site,
    // Redacted before it is cut: half a secret is still a secret.
    message: shorten(redact(message, answer.secrets)),
    status: answer.status,
    ...(code === undefined ? {} : { code: redact(code, answer.secrets).slice(0, longestCode) }),
    ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  };
  if (isQuota(answer.status, message)) return { ...facts, kind: 'invalid', quota: true };
  if (code === '40002' && /already exists/i.test(message)) return { ...facts, kind: 'conflict' };
  // Schema Registry: a hard delete before the soft one. The subject is there, so this must never read as absent.
  if (code === '40405' || code === '40407') return { ...facts, kind: 'conflict' };
  return { ...facts, ...kindOfStatus(answer.status) };
}

function kindOfStatus(status: number) {
  switch (status) {
    case 400:
    case 402:
    case 405:
    case 413:
    case 415:
    case 422:
      return { kind: 'invalid', quota: status === 402 } as const;
    case 401:
      return { kind: 'unauthorized' } as const;
    case 403:
      return { kind: 'forbidden' } as const;
    case 404:
    case 410:
      return { kind: 'notFound' } as const;
    case 408:
      return { kind: 'timeout', sent: true } as const;
    case 409:
    case 412:
      return { kind: 'conflict' } as const;
    case 429:
      return { kind: 'rateLimited' } as const;
    default:
      return { kind: status >= 500 && status !== 501 ? 'unavailable' : 'unexpected' } as const;
  }
}

function isQuota(status: number, message: string): boolean {
  return status === 402 || (status >= 400 && status < 500 && /is currently limited to/i.test(message));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function entry(message: unknown, code: unknown): ErrorBody {
  return {
    ...(typeof message === 'string' && message !== '' ? { message } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
  };
}

/** The title of a page, or the words that are left without markup. */
function plainText(text: string): ErrorBody {
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1];
  const words = (title ?? text.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')).replace(/\s+/g, ' ').trim();
  return words === '' ? {} : { message: words };
}

function shorten(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
