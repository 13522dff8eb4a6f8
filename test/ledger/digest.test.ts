import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDigester } from '../../src/ledger/digest.js';

describe('createDigester', () => {
  const one = createDigester('cloud-secret-1');
  const other = createDigester('cloud-secret-2');

  it('gives the same value the same digest, under the same secret only', () => {
    expect(one.digest('hunter2')).toMatch(/^[0-9a-f]{32}$/);
    expect(createDigester('cloud-secret-1').digest('hunter2')).toBe(one.digest('hunter2'));
    expect(one.digest('hunter3')).not.toBe(one.digest('hunter2'));
    expect(other.digest('hunter2')).not.toBe(one.digest('hunter2'));
    expect(other.keyCheck).not.toBe(one.keyCheck);
  });

  it('stays the same from release to release: else every secret would be sent again', () => {
    expect(one.digest('hunter2')).toBe('21709311f0f928319a4bfee71026e431');
    expect(one.keyCheck).toBe('6de6c0032ff3468827e38c07cb5a8c71');
  });

  it('does not use the secret itself as the key, and no value has the digest of the key check', () => {
    expect(one.digest('hunter2')).not.toBe(createHmac('sha256', 'cloud-secret-1').update('hunter2').digest('hex').slice(0, 32));
    expect(one.digest('key-check')).not.toBe(one.keyCheck);
    expect(one.digest('')).not.toBe(one.keyCheck);
  });

  it('refuses an empty secret', () => {
    expect(() => createDigester('')).toThrow('empty');
  });
});
