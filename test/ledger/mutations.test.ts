import { describe, expect, it } from 'vitest';
import type { Fingerprint } from '../../src/core/fingerprint.js';
import { stepId } from '../../src/core/step.js';
import { emptyLedger } from '../../src/ledger/document.js';
import type { LedgerDocument } from '../../src/ledger/document.js';
import * as mutations from '../../src/ledger/mutations.js';
import { addressOf, entryOf } from './support.js';

const { adopt, beginRun, beginStep, endRun, endStep, endStepCreated, endStepDeleted, forget, forgetTopic, recordWriteMode, setDigests, setKeyCheck } = mutations;
const empty = emptyLedger('prod');
const run = { id: 'run-1', fingerprint: 'abc' as Fingerprint, startedAt: '2026-01-01T00:00:00.000Z', documents: 'd0c', destroys: [] };
const a = entryOf('a');
const b = entryOf('b');
const owned = adopt(empty, [a, b]);
const running = beginRun(owned, { ...run, doomed: [] });
const create = stepId('create', a.address);
const remove = stepId('delete', a.address);
const other = stepId('update', b.address);
const withSteps = (...steps: readonly string[]): LedgerDocument => ({ ...running, run: { ...run, steps } });

describe('mutations', () => {
  it.each([
    { name: 'a run begins with no steps', got: beginRun(withSteps(create), { ...run, id: 'run-2', doomed: [] }).run, want: { ...run, id: 'run-2', steps: [] } },
    { name: 'what a run deletes is marked, and old marks go', got: beginRun(adopt(empty, [{ ...a, doomed: true }, b]), { ...run, doomed: [b.address, addressOf('unknown')] }).resources, want: { [a.address]: a, [b.address]: { ...b, doomed: true } } },
    { name: 'a step is recorded', got: beginStep(running, create).run?.steps, want: [create] },
    { name: 'a step is recorded once', got: beginStep(withSteps(create), create).run?.steps, want: [create] },
    { name: 'a step ends', got: endStep(withSteps(create, other), create), want: withSteps(other) },
    { name: 'a created resource is ours, and its steps end', got: endStepCreated({ ...withSteps(create, remove, other), resources: {} }, { ...a, remoteId: 'lcc-1' }), want: { ...withSteps(remove, other), resources: { [a.address]: { ...a, remoteId: 'lcc-1' } } } },
    { name: 'a deleted resource is no longer ours, and its steps end', got: endStepDeleted(withSteps(create, remove, stepId('stop', a.address), other), a.address), want: { ...withSteps(create, other), resources: { [b.address]: b } } },
    { name: 'a step ends without a run', got: endStepCreated(empty, a), want: { ...empty, resources: { [a.address]: a } } },
    { name: 'forgotten resources are no longer ours', got: forget(owned, [a.address, addressOf('unknown')]).resources, want: { [b.address]: b } },
    { name: 'adoption keeps how each became ours', got: adopt(owned, [{ ...a, by: 'adopted' }]).resources[a.address]?.by, want: 'adopted' },
    { name: 'write modes gather', got: recordWriteMode(recordWriteMode(recordWriteMode(empty, 't', 'APPEND'), 't', 'UPSERT'), 't', 'APPEND').writeModes, want: { t: ['APPEND', 'UPSERT'] } },
    { name: 'a topic may be called constructor', got: recordWriteMode(empty, 'constructor', 'APPEND').writeModes['constructor'], want: ['APPEND'] },
    { name: 'a deleted topic has no write modes', got: forgetTopic({ ...empty, writeModes: { t: ['APPEND'], u: ['UPSERT'] } }, 't').writeModes, want: { u: ['UPSERT'] } },
    { name: 'digests belong to a resource', got: setDigests(owned, a.address, { password: 'f00' }).resources[a.address], want: { ...a, digests: { password: 'f00' } } },
    { name: 'digests of nothing are dropped', got: setDigests(owned, addressOf('unknown'), { password: 'f00' }), want: owned },
    { name: 'another key makes digests worthless', got: setKeyCheck({ ...setDigests(owned, a.address, { password: 'f00' }), keyCheck: 'old' }, 'new'), want: { ...owned, keyCheck: 'new' } },
    { name: 'the same key keeps digests', got: setKeyCheck({ ...setDigests(owned, a.address, { p: 'f' }), keyCheck: 'k' }, 'k').resources[a.address]?.digests, want: { p: 'f' } },
    { name: 'a run ends, and so do its marks', got: endRun(beginRun(owned, { ...run, doomed: [a.address] })), want: owned },
    { name: 'a run that did not finish stays, with what it may delete', got: endRun(beginRun(owned, { ...run, doomed: [a.address, b.address], destroys: [a.address, b.address] }), { unfinished: new Set([a.address]), complete: false }), want: { ...adopt(empty, [{ ...a, doomed: true }, b]), run: { ...run, destroys: [a.address, b.address], steps: [] } } },
    { name: 'a run whose step may have acted stays', got: endRun(withSteps(create)), want: withSteps(create) },
  ])('$name', ({ got, want }) => {
    expect(got).toEqual(want);
  });

  it('none changes what it is given', () => {
    const frozen = JSON.stringify(running);
    endRun(endStepDeleted(endStepCreated(beginStep(running, create), a), a.address));
    expect(JSON.stringify(running)).toBe(frozen);
  });

  it('a step outside a run is a mistake', () => {
    expect(() => beginStep(empty, create)).toThrow('outside a run');
  });
});
