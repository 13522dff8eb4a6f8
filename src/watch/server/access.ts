import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request shows the token: as a bearer token, or as the password of basic authentication, which is what a browser can ask for.
 * Takes the same time whatever is wrong with it.
 */
export function showsToken({ headers }: Pick<IncomingMessage, 'headers'>, token: string): boolean {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(headers.authorization ?? '') ?? [];
  const shown = scheme.toLowerCase() === 'basic' ? passwordOf(credentials) : scheme.toLowerCase() === 'bearer' ? credentials : '';
  const same = timingSafeEqual(digest(shown), digest(token));
  return same && token !== '';
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(bind: string): boolean {
  return bind === 'localhost' || bind === '::1' || /^127\./.test(bind);
}

/**
 * A page of a stranger can make a name of its own lead to 127.0.0.1 and then read what is served there without a password. It cannot change the Host
 * header, which names the stranger.
 */
export function comesByLoopbackName({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return loopbackHosts.has(host) || /^127(\.\d{1,3}){3}$/.test(host);
}
