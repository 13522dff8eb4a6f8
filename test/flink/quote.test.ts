import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuotable, quoteIdentifier, quoteLiteral } from '../../src/flink/quote.js';
import { tokeniseSql } from '../../src/flink/sql-text.js';

const attacks = [
  'customers', '`; DROP TABLE `customers', "'; DROP TABLE x --", 'a``b', "it''s", '`', "'", '/* x */', '-- x', 'a.b', '日本', '"', '\\', "\\'", '$(rm)', '/*+ OPTIONS() */',
];

describe('quoting', () => {
  it.each(attacks)('keeps %j one identifier and one literal', (text) => {
    const identifier = tokeniseSql(quoteIdentifier(text));
    expect(identifier).toHaveLength(1);
    expect(identifier[0]!.kind).toBe('quoted');
    expect(identifier[0]!.text.slice(1, -1).replaceAll('``', '`')).toBe(text);
    const literal = tokeniseSql(quoteLiteral(text));
    expect(literal).toHaveLength(1);
    expect(literal[0]!.kind).toBe('literal');
    expect(literal[0]!.text.slice(1, -1).replaceAll("''", "'")).toBe(text);
  });

  it.each(['a\nb', 'a\0b', 'a\tb', 'a\u007fb', 'a\u0085b', 'a\u2028b', '\r'])('refuses control characters: %j', (text) => {
    expect(() => quoteIdentifier(text)).toThrow('control character');
    expect(() => quoteLiteral(text)).toThrow('control character');
    expect(isQuotable(text)).toBe(false);
  });

  it('refuses an empty identifier, not an empty literal', () => {
    expect(() => quoteIdentifier('')).toThrow('empty');
    expect(quoteLiteral('')).toBe("''");
  });

  it('always gives one token', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter(isQuotable), (text) => {
      return tokeniseSql(quoteIdentifier(text)).length === 1 && tokeniseSql(quoteLiteral(text)).length === 1;
    }));
  });
});
