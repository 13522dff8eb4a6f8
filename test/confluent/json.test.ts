import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLossless, stringifyLossless } from '../../src/confluent/json.js';

function holdsBigInteger(text: string): boolean {
  let found = false;
  JSON.parse(text, (_key, value: unknown) => {
    found ||= Number.isInteger(value) && !Number.isSafeInteger(value);
    return value;
  });
  return found;
}

describe('lossless JSON', () => {
  test.each([
    { name: 'a safe integer stays a number', text: '{"a":9007199254740991}', want: { a: 9007199254740991 } },
    { name: 'one beyond becomes bigint', text: '{"a":9007199254740993}', want: { a: 9007199254740993n } },
    { name: 'negative too', text: '[-9223372036854775808]', want: [-9223372036854775808n] },
    { name: 'fractions and exponents stay numbers', text: '[1.5,1e3,-2E-2]', want: [1.5, 1000, -0.02] },
    { name: 'digits in strings and names are text', text: '{"99999999999999999999":"99999999999999999999"}', want: { '99999999999999999999': '99999999999999999999' } },
    { name: 'escapes', text: '{"a\\"1":"\\\\","b":"x\\"99999999999999999999"}', want: { 'a"1': '\\', b: 'x"99999999999999999999' } },
    { name: 'a string that looks like the mark', text: '["\\u000012","\\u0000\\u00001",99999999999999999999]', want: ['\u000012', '\0\u00001', 99999999999999999999n] },
    { name: 'a name that looks like the mark', text: '{"\\u00001" : 1}', want: { '\u00001': 1 } },
    { name: 'whitespace', text: ' { "a" : [ 99999999999999999999 ] } ', want: { a: [99999999999999999999n] } },
  ])('$name', ({ text, want }) => {
    expect(parseLossless(text)).toEqual(want);
  });

  test.each(['', '{', '[1,]', '<html>', '{"a":01}'])('refuses %j as JSON.parse does', (text) => {
    expect(() => parseLossless(text)).toThrow(SyntaxError);
  });

  test('an alteration is written with numbers, not strings', () => {
    expect(stringifyLossless({ offset: { lsn: 9223372036854775807n, file: '1', none: undefined, gap: [undefined, null] } })).toBe(
      '{"offset":{"lsn":9223372036854775807,"file":"1","gap":[null,null]}}',
    );
  });

  test('reads what it writes', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null), fc.integer(), fc.bigInt().filter((n) => !Number.isSafeInteger(Number(n))), fc.array(tie('any')), fc.dictionary(fc.string(), tie('any'))),
    })).any;
    fc.assert(fc.property(value, (given) => {
      expect(parseLossless(stringifyLossless(given))).toEqual(given);
    }), { numRuns: 300 });
  });

  test('agrees with JSON where there is no big integer', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 2 }), (given, indent) => {
      const text = JSON.stringify(given, null, indent);
      fc.pre(!holdsBigInteger(text));
      expect(parseLossless(text)).toEqual(JSON.parse(text));
      expect(JSON.parse(stringifyLossless(given))).toEqual(JSON.parse(text));
    }), { numRuns: 300 });
  });
});
