import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A delivery, as it came: header names in lower case. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export type WebhookSender = 'github' | 'gitlab' | 'gitea';

export type Verification =
  | {
      readonly genuine: true;
      readonly from: WebhookSender;
      /** What is pushed is a push; everything else is thanked for. */
      readonly event: string;
      /** The sender's id of this delivery. */
      readonly delivery?: string;
      /** The same for the same delivery, whatever its headers say. */
      readonly mark: string;
    }
  | { readonly genuine: false; readonly reason: string };

/** GitLab's signed deliveries carry their time (Standard Webhooks); older ones are replays. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Whether a delivery comes from somebody who knows the secret. GitHub: HMAC-SHA256 of the body in `X-Hub-Signature-256`. Gitea and Forgejo: the
 * same in `X-Gitea-Signature` or `X-Forgejo-Signature`. GitLab: the secret itself in `X-Gitlab-Token`, or a signature over id, time and body in
 * `webhook-signature`. Every comparison takes the same time whatever is wrong. `now`: milliseconds since the epoch.
 */
export function verifyDelivery(delivery: Delivery, secret: string, now: number): Verification {
  const { headers, body } = delivery;
  const gitea = textOf(headers['x-forgejo-signature']) ?? textOf(headers['x-gitea-signature']);
  if (gitea !== undefined) return signed('gitea', gitea, body, secret, { event: headers['x-forgejo-event'] ?? headers['x-gitea-event'], delivery: headers['x-forgejo-delivery'] ?? headers['x-gitea-delivery'] });
  const github = textOf(headers['x-hub-signature-256']);
  if (github !== undefined) {
    if (!github.startsWith('sha256=')) return { genuine: false, reason: 'X-Hub-Signature-256 is no sha256 signature' };
    return signed('github', github.slice('sha256='.length), body, secret, { event: headers['x-github-event'], delivery: headers['x-github-delivery'] });
  }
  if (textOf(headers['webhook-signature']) !== undefined) return verifyStandard(delivery, secret, now);
  const token = textOf(headers['x-gitlab-token']);
  if (token !== undefined) return verifyToken(delivery, token, secret);
  return { genuine: false, reason: 'no signature: the webhook has no secret, or is of an unknown kind' };
}

function signed(from: WebhookSender, signature: string, body: Buffer, secret: string, about: { readonly event: Delivery['headers'][string]; readonly delivery: Delivery['headers'][string] }): Verification {
  const expected = createHmac('sha256', secret).update(body).digest('hex');
  if (!same(signature.toLowerCase(), expected)) return { genuine: false, reason: 'the signature is wrong' };
  return genuine(from, textOf(about.event) ?? '', textOf(about.delivery), expected);
}

/** https://www.standardwebhooks.com: `v1,<base64>` over `id.timestamp.body`, several of them separated by blanks. */
function verifyStandard({ headers, body }: Delivery, secret: string, now: number): Verification {
  const id = textOf(headers['webhook-id']) ?? '';
  const timestamp = textOf(headers['webhook-timestamp']) ?? '';
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  const given = (textOf(headers['webhook-signature']) ?? '').split(' ').filter((part) => part.startsWith('v1,')).map((part) => part.slice('v1,'.length));
  // Every one is compared, so that the time tells nothing.
  const right = given.slice(0, 10).map((signature) => same(signature, expected)).includes(true);
  if (!right) return { genuine: false, reason: 'the signature is wrong' };
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1_000) > TOLERANCE_MS) return { genuine: false, reason: 'the delivery is more than five minutes old, or the clocks differ' };
  return genuine('gitlab', eventOf(headers['x-gitlab-event']), id, expected);
}

function verifyToken({ headers, body }: Delivery, token: string, secret: string): Verification {
  if (!same(token, secret)) return { genuine: false, reason: 'the token is wrong' };
  const delivery = textOf(headers['idempotency-key']) ?? textOf(headers['x-gitlab-event-uuid']);
  // Nothing is signed: what was sent is all that tells two deliveries apart.
  return genuine('gitlab', eventOf(headers['x-gitlab-event']), delivery, createHash('sha256').update(delivery ?? '').update(body).digest('hex'));
}

function genuine(from: WebhookSender, event: string, delivery: string | undefined, mark: string): Verification {
  return { genuine: true, from, event, mark, ...(delivery === undefined ? {} : { delivery: delivery.slice(0, 100) }) };
}

/** GitLab writes `Push Hook` where others write `push`. */
function eventOf(header: Delivery['headers'][string]): string {
  return (textOf(header) ?? '').toLowerCase().replace(/ hook$/, '').replaceAll(' ', '_');
}

/** Digests first: they are equally long, so that not even the length is told. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
