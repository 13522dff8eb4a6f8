import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, remoteId } from '../../src/core/address.js';
import { assertNever } from '../../src/core/assert-never.js';
import { isSecretReference, secretReference } from '../../src/core/secret.js';

describe('addresses', () => {
  it.each([
    { text: 'connector/lkc-7xk2/shop-postgres', want: { kind: 'connector', scope: 'lkc-7xk2', name: 'shop-postgres' } },
    { text: 'source-topic/lkc-1/shop.public.orders', want: { kind: 'source-topic', scope: 'lkc-1', name: 'shop.public.orders' } },
    { text: 'subject/env-1/a/b/c', want: { kind: 'subject', scope: 'env-1', name: 'a/b/c' } },
    { text: 'subject/env-1/two\nlines', want: { kind: 'subject', scope: 'env-1', name: 'two\nlines' } },
  ])('$text there and back', ({ text, want }) => {
    expect(parseAddress(text)).toEqual(want);
    expect(formatAddress(want)).toBe(text);
  });

  it.each(['', 'connector', 'connector/lkc-1', 'connector/lkc-1/', '/lkc-1/x', 'connector//x'])('refuses "%s"', (text) => {
    expect(() => parseAddress(text)).toThrow(`not a resource address: ${text}`);
  });

  it('keeps a remote id as it is', () => expect(remoteId('lcc-1')).toBe('lcc-1'));
});

describe('secret references', () => {
  it.each([
    [secretReference('${env:A}'), true],
    [{ type: 'secret', reference: '${file:x}' }, true],
    ['${env:A}', false],
    [{ type: 'other' }, false],
    [null, false],
    [undefined, false],
  ])('%j: %s', (value, want) => expect(isSecretReference(value)).toBe(want));
});

it('assertNever says what came from outside', () => {
  expect(() => assertNever({ odd: 1 } as never)).toThrow('unexpected value: {"odd":1}');
});
