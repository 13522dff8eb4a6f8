import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../src/watch/events.js';
import { createWebhookReceiver } from '../../src/watch/webhook/receiver.js';
import { verifyDelivery } from '../../src/watch/webhook/verify.js';

const secret = 'It is a secret to everybody';
const body = Buffer.from(JSON.stringify({ ref: 'refs/heads/main' }));
const now = Date.parse('2026-11-22T12:00:00Z');
const hmac = (text: Buffer | string = body, key: string | Buffer = secret): string => createHmac('sha256', key).update(text).digest('hex');
const standard = (id: string, seconds: number, key: string | Buffer = secret): string => `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`;
const seconds = now / 1_000;

describe('signatures', () => {
  it("GitHub's own example holds", () => {
    const given = { headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' }, body: Buffer.from('Hello, World!') };
    expect(verifyDelivery(given, "It's a Secret to Everybody", now)).toMatchObject({ genuine: true, from: 'github' });
  });

  it.each([
    ['GitHub', { 'x-hub-signature-256': `sha256=${hmac()}`, 'x-github-event': 'push', 'x-github-delivery': 'a' }, 'github'],
    ['Gitea, which also sends the headers of GitHub', { 'x-gitea-signature': hmac(), 'x-gitea-event': 'push', 'x-gitea-delivery': 'a', 'x-hub-signature-256': `sha256=${hmac()}` }, 'gitea'],
    ['Forgejo', { 'x-forgejo-signature': hmac(), 'x-forgejo-event': 'push', 'x-forgejo-delivery': 'a' }, 'gitea'],
    ['GitLab by token', { 'x-gitlab-token': secret, 'x-gitlab-event': 'Push Hook', 'idempotency-key': 'a' }, 'gitlab'],
    ['GitLab by signature', { 'webhook-id': 'a', 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,AAAA ${standard('a', seconds)}`, 'x-gitlab-event': 'Push Hook' }, 'gitlab'],
  ])('%s', (_name, headers, from) => expect(verifyDelivery({ headers, body }, secret, now)).toMatchObject({ genuine: true, from, event: 'push', delivery: 'a' }));

  it('a key of GitLab that begins with whsec_ is base64', () => {
    const key = Buffer.from('0123456789abcdef');
    const headers = { 'webhook-id': 'a', 'webhook-timestamp': String(seconds), 'webhook-signature': standard('a', seconds, key), 'x-gitlab-event': 'Push Hook' };
    expect(verifyDelivery({ headers, body }, `whsec_${key.toString('base64')}`, now).genuine).toBe(true);
  });

  it.each([
    ['none', {}],
    ['of another secret', { 'x-hub-signature-256': `sha256=${hmac(body, 'guess')}` }],
    ['of another body', { 'x-hub-signature-256': `sha256=${hmac('{}')}` }],
    ['SHA-1 only', { 'x-hub-signature': 'sha1=0' }],
    ['without its prefix', { 'x-hub-signature-256': hmac() }],
    ['cut short', { 'x-hub-signature-256': `sha256=${hmac().slice(0, 10)}` }],
    ['a good one of GitHub beside a bad one of Gitea', { 'x-gitea-signature': hmac('{}'), 'x-hub-signature-256': `sha256=${hmac()}` }],
    ['an empty token', { 'x-gitlab-token': '' }],
    ['a token that begins right', { 'x-gitlab-token': secret.slice(0, -1) }],
    ['of GitLab, six minutes old', { 'webhook-id': 'a', 'webhook-timestamp': String(seconds - 360), 'webhook-signature': standard('a', seconds - 360) }],
    ['of GitLab, with another time', { 'webhook-id': 'a', 'webhook-timestamp': String(seconds), 'webhook-signature': standard('a', seconds - 360) }],
    ['of GitLab, with the token beside a bad signature', { 'webhook-id': 'a', 'webhook-timestamp': String(seconds), 'webhook-signature': 'v1,AAAA', 'x-gitlab-token': secret }],
  ])('%s is refused', (_name, headers) => expect(verifyDelivery({ headers, body }, secret, now).genuine).toBe(false));
});

describe('deliveries', () => {
  function receiver(read: () => Promise<string> = () => Promise.resolve(`${secret}\n`)) {
    const events: WatchEvent[] = [];
    let pushes = 0;
    const receive = createWebhookReceiver({ readSecret: read, now: () => now, branch: () => 'main', onPush: () => void (pushes += 1), log: (event) => void events.push(event) });
    return { receive, events, pushes: () => pushes };
  }
  const push = (id: string, payload: string = body.toString(), more: Readonly<Record<string, string>> = {}) => ({
    headers: { 'x-hub-signature-256': `sha256=${hmac(payload)}`, 'x-github-event': 'push', 'x-github-delivery': id, ...more },
    body: Buffer.from(payload),
  });

  it('of a push to the branch: look', async () => {
    const { receive, pushes } = receiver();
    expect(await receive(push('a'))).toEqual({ status: 202, text: 'looking at the branch' });
    expect(pushes()).toBe(1);
  });

  it.each([
    ['the same once more', push('a')],
    ['the same body under another id, which nobody signed', push('b')],
    ['another body under the same id', push('a', JSON.stringify({ ref: 'refs/heads/main', after: 'x' }))],
  ])('%s is a replay', async (_name, again) => {
    const { receive, pushes } = receiver();
    await receive(push('a'));
    expect(await receive(again)).toMatchObject({ status: 200, text: 'this delivery came before' });
    expect(pushes()).toBe(1);
  });

  it.each([
    ['another branch', push('a', JSON.stringify({ ref: 'refs/heads/other' })), 200],
    ['a tag of the same name', push('a', JSON.stringify({ ref: 'refs/tags/main' })), 200],
    ['a ping', push('a', '{}', { 'x-github-event': 'ping' }), 200],
    ['no JSON', push('a', 'ref=refs/heads/main'), 400],
    ['a stranger', { ...push('a'), headers: {} }, 401],
  ])('%s: nothing', async (_name, delivery, status) => {
    const { receive, pushes, events } = receiver();
    expect(await receive(delivery)).toMatchObject({ status });
    expect(pushes()).toBe(0);
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('may come as a form', async () => {
    const form = `payload=${encodeURIComponent(body.toString())}`;
    expect(await receiver().receive(push('a', form, { 'content-type': 'application/x-www-form-urlencoded' }))).toMatchObject({ status: 202 });
  });

  it('without a secret nothing is taken, not even what is signed with nothing', async () => {
    for (const read of [() => Promise.resolve(''), () => Promise.reject(new Error('gone'))]) expect(await receiver(read).receive({ headers: { 'x-hub-signature-256': `sha256=${hmac(body, '')}` }, body })).toMatchObject({ status: 503 });
  });
});
