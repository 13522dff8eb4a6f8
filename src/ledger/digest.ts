import { createHmac, hkdfSync } from 'node:crypto';

/** Domain of the derived key: it serves nothing but these digests. */
const KEY_INFO = 'cdc-reconciler/ledger-digest/v1';
const DIGEST_LENGTH = 32;

export interface Digester {
  /** Thirty-two hex characters that change with the value and cannot be guessed from it without the Cloud API secret. */
  digest(value: string): string;
  /** Proves that two ledgers' digests have the same key: those of another key (a rotated secret) can be compared with nothing. */
  readonly keyCheck: string;
}

/**
 * Digests for values that are compared but never stored. The key is derived from the Cloud API secret, which a plan needs anyway.
 * @throws Error for an empty secret: digests would be open to guessing.
 */
export function createDigester(cloudSecret: string): Digester {
  if (cloudSecret === '') throw new Error('the Cloud API secret is empty');
  const key = Buffer.from(hkdfSync('sha256', cloudSecret, '', KEY_INFO, 32));
  const hmac = (text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex').slice(0, DIGEST_LENGTH);
  // The first word keeps the two apart: no value has the digest that the check has.
  return { digest: (value) => hmac(`value:${value}`), keyCheck: hmac('key-check') };
}
