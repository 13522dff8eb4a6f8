import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongsToSlug, statementName, statementSlug } from '../../src/flink/statement-name.js';
import type { StatementPurpose } from '../../src/flink/statement-name.js';

const purpose = fc.constantFrom<StatementPurpose>('decode', 'create', 'drop', 'alter', 'verify', 'read');
const name = fc.oneof(fc.string({ maxLength: 80 }), fc.stringMatching(/^[a-zA-Z0-9_.-]{1,80}$/), fc.stringMatching(/^[ab-]{1,4}$/));
const subject = fc.record({ pipeline: name, table: name, purpose });

describe('statement names', () => {
  it('reads well for ordinary names', () => {
    expect(statementName({ pipeline: 'shop', table: 'customers', purpose: 'decode', content: 'INSERT' })).toMatch(/^shop--customers--decode-[0-9a-f]{10}$/);
    expect(statementSlug({ pipeline: 'shop', table: 'order_items', purpose: 'decode' })).toMatch(/^shop--order-items--decode--[0-9a-f]{8}$/);
  });

  it('are legal and at most 72 characters', () => {
    fc.assert(fc.property(subject, fc.string(), (input, content) => {
      const result = statementName({ ...input, content });
      expect(result).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      expect(result.length).toBeLessThanOrEqual(72);
      expect(belongsToSlug(result, statementSlug(input))).toBe(true);
      expect(statementName({ ...input, content })).toBe(result);
    }));
  });

  it('have slugs that no two subjects share, and belong to no other slug', () => {
    fc.assert(fc.property(subject, subject, fc.string(), (a, b, content) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(statementSlug(a)).not.toBe(statementSlug(b));
      expect(belongsToSlug(statementName({ ...a, content }), statementSlug(b))).toBe(false);
    }), { numRuns: 2000 });
  });

  it.each([
    [{ pipeline: 'a-b', table: 'c' }, { pipeline: 'a', table: 'b-c' }],
    [{ pipeline: 'a', table: 'order_items' }, { pipeline: 'a', table: 'order-items' }],
    [{ pipeline: 'a', table: 'Orders' }, { pipeline: 'a', table: 'orders' }],
    [{ pipeline: 'p'.repeat(80), table: 'x' }, { pipeline: 'p'.repeat(81), table: 'x' }],
    [{ pipeline: '日本', table: 'x' }, { pipeline: '中国', table: 'x' }],
    [{ pipeline: 'a--b', table: 'c' }, { pipeline: 'a', table: 'b--c' }],
  ])('tell %j from %j', (a, b) => {
    expect(statementSlug({ ...a, purpose: 'decode' })).not.toBe(statementSlug({ ...b, purpose: 'decode' }));
  });

  it('change with the content', () => {
    const base = { pipeline: 'shop', table: 't', purpose: 'decode' } as const;
    expect(statementName({ ...base, content: 'a' })).not.toBe(statementName({ ...base, content: 'b' }));
  });

  it.each(['shop--t--decode', 'shop--t--decode-', 'shop--t--decode-0123456789a', 'shop--t--decode-x123456789', 'xshop--t--decode-0123456789'])(
    '%s is no name of the slug shop--t--decode', (other) => expect(belongsToSlug(other, 'shop--t--decode')).toBe(false),
  );
});
