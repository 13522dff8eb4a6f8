import { describe, expect, it } from 'vitest';
import { codes } from '../../../src/core/codes/index.js';
import { diagnose, explainFailure, signatures } from '../../../src/core/signatures/index.js';
import type { Signature } from '../../../src/core/signatures/index.js';
import { innocent, samples } from './samples.js';
import { cpuMs } from '../../support/cpu.js';

const all = Object.entries<Signature>(signatures);

describe('diagnose', () => {
  it.each(samples.map((sample) => ({ ...sample, says: sample.facts.text || JSON.stringify(sample.facts) })))('$code: $says', ({ code, facts, captures }) => {
    const [first] = diagnose(facts);
    expect(first?.code).toBe(code);
    if (captures !== undefined) expect(first?.captures).toMatchObject(captures);
  });

  it('has a sample for every signature', () => {
    expect([...new Set(samples.map(({ code }) => code))].sort()).toEqual(Object.keys(signatures).sort());
  });

  it.each(innocent.map((facts) => ({ facts, name: JSON.stringify(facts) })))('finds nothing in $name', ({ facts }) => expect(diagnose(facts)).toEqual([]));

  it('looks only where a signature shows', () => {
    for (const { code, facts } of samples) {
      for (const where of ['connector', 'statement', 'tableflow', 'target-table', 'source-topic', 'subject', 'compute-pool'] as const) {
        const found = diagnose({ ...facts, where }).map((match) => match.code);
        if (!(signatures[code] as Signature).where.includes(where)) expect(found, `${code} at ${where}`).not.toContain(code);
      }
    }
  });

  it('fills what was captured into the steps, and leaves a place for what was not', () => {
    const withNames = diagnose({ where: 'connector', text: 'replication slot "shop" is active for PID 42' })[0];
    expect(withNames?.fix.join('\n')).toContain('pg_terminate_backend(42)');
    const without = diagnose({ where: 'connector', text: 'replication slot "shop" is active' })[0];
    expect(without?.fix.join('\n')).toContain('pg_terminate_backend(<pid>)');
  });

  it('takes a text of any length in no time', () => {
    const time = cpuMs(() => {
      for (const filler of ['a', ' ', 'binlog ', "Table '", 'subject ', 'topic x that ', 'bucket s3 ']) {
        for (const where of ['connector', 'statement', 'tableflow'] as const) diagnose({ where, text: filler.repeat(20_000) });
      }
    });
    expect(time).toBeLessThan(6_000);
  });
});

describe('explainFailure', () => {
  it.each([
    { kind: 'connector', text: 'DEGRADED: all replication slots are in use', want: 'CDC7104' },
    { kind: 'connector', text: 'PROVISIONING', context: { waitedMs: 1_200_000 }, want: 'CDC7001' },
    { kind: 'connector', text: 'PROVISIONING', context: { waitedMs: 1_000 }, want: undefined },
    { kind: 'decode-statement', text: 'DEGRADED', want: 'CDC7329' },
    { kind: 'decode-statement', text: '', context: { state: 'DEGRADED' }, want: 'CDC7329' },
    { kind: 'target-table', text: "Cannot create table because the Schema Registry subject `o-key` doesn't match the existing one.", want: 'CDC7306' },
    { kind: 'tableflow-topic', text: 'SUSPENDED: a record at partition 1 offset 2 with a null value', want: 'CDC7401' },
    { kind: 'unheard-of', text: 'DEGRADED', want: undefined },
    { kind: 'connector', text: 'HTTP 500', want: undefined },
  ])('$kind: $text: $want', ({ kind, text, context, want }) => expect(explainFailure(kind, text, context)?.code).toBe(want));
});

describe('the registry', () => {
  it('explains every code like all others', () => {
    for (const [code] of all) expect(codes).toHaveProperty(code);
  });

  it.each(all.map(([code, signature]) => ({ code, signature })))('$code says what happened and what to do', ({ signature }) => {
    expect(signature.title).not.toMatch(/[.!]$/);
    expect(signature.explanation).toMatch(/[.:]$/);
    expect(signature.fix.length).toBeGreaterThan(0);
    expect(signature.where.length).toBeGreaterThan(0);
  });
});
