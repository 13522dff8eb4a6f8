import { describe, expect, it } from 'vitest';
import { buildPlan, isApplicable, isEmpty, isRefused, PLAN_FORMAT_VERSION, withDiagnostics } from '../../src/core/plan.js';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import { gravestOutcome } from '../../src/core/report.js';
import type { Outcome } from '../../src/core/result.js';
import { aPlan, changesInput, found, foundAs, wanted } from '../support/toy-resources.js';

const warning: Diagnostic = { code: 'CDC5002', severity: 'warning', summary: 'odd' };
const error: Diagnostic = { code: 'CDC5001', severity: 'error', summary: 'no' };
const observed = { management: 'observed' } as const;
const nothing = { create: 0, appear: 0, adopt: 0, conflict: 0, update: 0, replace: 0, delete: 0, noop: 0, blocked: 0 };

describe('the summary', () => {
  it('counts resources by what happens to them; an observed one that stays does not count', () => {
    const desired = [
      wanted('thing', 'new'),
      wanted('left', 'comes', observed),
      wanted('left', 'stays', observed),
      wanted('thing', 'same'),
      wanted('thing', 'edited', { spec: { soft: 1 } }),
      wanted('thing', 'rebuilt', { spec: { chainWide: 1 }, pipeline: 'shop', chain: 'x' }),
      wanted('left', 'rebuilt', { ...observed, pipeline: 'shop', chain: 'x' }),
    ];
    const actual = [
      foundAs(desired[2]!), foundAs(desired[3]!),
      foundAs(desired[4]!, { spec: { soft: 0 } }), foundAs(desired[5]!, { spec: { chainWide: 0 } }), foundAs(desired[6]!),
      found('thing', 'gone'),
    ];
    expect(aPlan({ desired, actual }).summary).toEqual({ ...nothing, create: 1, appear: 1, update: 1, replace: 2, delete: 1, noop: 1 });
  });

  it('counts what is blocked', () => {
    expect(aPlan({ desired: [wanted('thing', 'a')], unread: new Map([['thing', 'down']]) }).summary).toEqual({ ...nothing, blocked: 1 });
  });
});

describe('the predicates', () => {
  const empty = aPlan({ desired: [wanted('thing', 'a')], actual: [found('thing', 'a')] });
  const full = aPlan({ desired: [wanted('thing', 'a')] });
  const blocked = aPlan({ desired: [wanted('thing', 'a')], unread: new Map([['thing', 'down']]) });
  const orphaned = aPlan({ actual: [found('thing', 'a')], deletable: () => false });
  it.each([
    { name: 'nothing to do', plan: empty, want: { empty: true, refused: false, applicable: false } },
    { name: 'only orphans', plan: orphaned, want: { empty: true, refused: false, applicable: false } },
    { name: 'something to do', plan: full, want: { empty: false, refused: false, applicable: true } },
    { name: 'something to do, with a warning', plan: withDiagnostics(full, [warning]), want: { empty: false, refused: false, applicable: true } },
    { name: 'refused', plan: withDiagnostics(full, [warning, error]), want: { empty: false, refused: true, applicable: false } },
    { name: 'nothing to do, and refused', plan: withDiagnostics(empty, [error]), want: { empty: true, refused: true, applicable: false } },
    { name: 'something that is not ours', plan: aPlan({ desired: [wanted('thing', 'a')], actual: [found('thing', 'a', { owned: false })] }), want: { empty: false, refused: false, applicable: false } },
    { name: 'blocked: neither empty nor applicable', plan: blocked, want: { empty: false, refused: false, applicable: false } },
  ])('$name', ({ plan, want }) => expect({ empty: isEmpty(plan), refused: isRefused(plan), applicable: isApplicable(plan) }).toEqual(want));
});

describe('a plan', () => {
  const plan = aPlan({ desired: [wanted('thing', 'a')], actual: [found('thing', 'b')] });

  it('is data: frozen, and the same after a round trip through JSON', () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(plan.formatVersion).toBe(PLAN_FORMAT_VERSION);
    for (const part of [plan, plan.changes, plan.steps, plan.orphans, plan.diagnostics, plan.summary]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('does not touch its input', () => {
    const input = changesInput({ desired: Object.freeze([wanted('thing', 'b'), wanted('thing', 'a')]), actual: Object.freeze([found('thing', 'z'), found('thing', 'y')]) });
    expect(() => buildPlan({ ...input, target: 'dev' })).not.toThrow();
  });

  it('gets more diagnostics without changing', () => {
    const more = withDiagnostics(withDiagnostics(plan, [warning]), [error]);
    expect(more.diagnostics).toEqual([warning, error]);
    expect(Object.isFrozen(more) && Object.isFrozen(more.diagnostics)).toBe(true);
    expect(more.fingerprint).toBe(plan.fingerprint);
    expect(plan.diagnostics).toEqual([]);
    expect(withDiagnostics(plan, [])).toBe(plan);
  });
});

describe('the gravest outcome', () => {
  const byGravity: readonly Outcome[] = ['refused', 'failed', 'partial', 'changed', 'planned', 'converged'];
  it.each(byGravity.flatMap((worse, i) => byGravity.slice(i).map((better) => [worse, better] as const)))('%s, %s', (worse, better) => {
    expect(gravestOutcome([better, worse])).toBe(worse);
    expect(gravestOutcome([worse, better, better])).toBe(worse);
  });
  it('of nothing is converged', () => expect(gravestOutcome([])).toBe('converged'));
});
