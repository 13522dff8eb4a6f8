import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import { buildPlan, continuedPlan, isEmpty, withDiagnostics } from '../../src/core/plan.js';
import type { DeferredTable } from '../../src/core/plan.js';
import { aPlan, at, changesInput, found, foundAs, wanted } from '../support/toy-resources.js';

const waiting: DeferredTable = { pipeline: 'shop', table: 'public.customers', target: 'customers', waitsFor: 'firstRecord' };
const thing = wanted('thing', 'a');
const table = wanted('table', 'customers', { relations: { needs: [at('thing', 'a')], leftBy: [] } });
const diagnostic = (code: Diagnostic['code'], summary: string): Diagnostic => ({ code, severity: 'warning', summary });

const first = buildPlan({ ...changesInput({ desired: [thing] }), target: 'dev', deferred: [waiting] });
const second = aPlan({ desired: [thing, table], actual: [foundAs(thing)] });

describe('a plan with tables that wait', () => {
  it('lists them, frozen', () => {
    expect(first.deferred).toEqual([waiting]);
    expect(Object.isFrozen(first.deferred)).toBe(true);
    expect(aPlan().deferred).toEqual([]);
  });
});

describe('a continued plan', () => {
  const both = continuedPlan(first, second);

  it('keeps what was done first, and adds what was planned after it', () => {
    expect(both.changes.map(({ address, type }) => [address, type])).toEqual([[at('thing', 'a'), 'create'], [at('table', 'customers'), 'create']]);
    expect(both.summary).toMatchObject({ create: 2, noop: 0 });
    expect(both.deferred).toEqual([]);
  });

  it('keeps the fingerprint under which it was allowed, and is frozen', () => {
    expect(both.fingerprint).toBe(first.fingerprint);
    for (const part of [both, both.changes, both.steps, both.diagnostics, both.summary]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('puts the later steps into later layers, and no step in twice', () => {
    const deepest = Math.max(...first.steps.map(({ layer }) => layer));
    const added = both.steps.filter(({ id }) => !first.steps.some((step) => step.id === id));
    expect(added.length).toBeGreaterThan(0);
    expect(added.every(({ layer }) => layer > deepest)).toBe(true);
    expect(new Set(both.steps.map(({ id }) => id)).size).toBe(both.steps.length);
    expect(continuedPlan(first, first).steps).toEqual(first.steps);
  });

  it('takes the second\'s word on what the first left alone, and keeps it where the second has none', () => {
    const edited = wanted('thing', 'b', { spec: { soft: 2 } });
    const still = aPlan({ desired: [wanted('thing', 'b'), wanted('thing', 'c')], actual: [found('thing', 'b'), found('thing', 'c')] });
    const later = aPlan({ desired: [edited], actual: [found('thing', 'b', { spec: { soft: 1 } })] });
    const joined = continuedPlan(still, later);
    expect(joined.changes.map(({ address, type }) => [address, type])).toEqual([[at('thing', 'b'), 'update'], [at('thing', 'c'), 'noop']]);
    expect(joined.steps.map(({ layer }) => layer)).toEqual(later.steps.map(({ layer }) => layer));
    expect(isEmpty(still) && !isEmpty(joined)).toBe(true);
  });

  it('says a warning of both once', () => {
    const joined = continuedPlan(withDiagnostics(first, [diagnostic('CDC5404', 'before')]), withDiagnostics(second, [diagnostic('CDC5404', 'before'), diagnostic('CDC5303', 'new')]));
    expect(joined.diagnostics.map(({ code, summary }) => [code, summary])).toEqual([['CDC5404', 'before'], ['CDC5303', 'new']]);
  });
});
