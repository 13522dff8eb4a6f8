import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.js';
import type { DesiredResource } from '../../src/core/resource.js';
import type { Step } from '../../src/core/step.js';
import { settled } from '../support/clock.js';
import { aPlan, at, found, wanted } from '../support/toy-resources.js';
import { aGate, startApply } from './support/fakes.js';

function thing(name: string, needs: readonly string[] = [], parts: Partial<DesiredResource> = {}): DesiredResource {
  return wanted('thing', name, { spec: { name }, relations: { needs: needs.map((one) => at('thing', one)), leftBy: [] }, ...parts });
}

/** Two chains of three, and nothing that joins them. */
const chains: Plan = aPlan({ desired: [thing('a1'), thing('a2', ['a1']), thing('a3', ['a2']), thing('b1'), thing('b2', ['b1']), thing('b3', ['b2'])] });

describe('the order of an apply', () => {
  it('runs independent chains side by side: one that waits holds up nobody else', async () => {
    const rig = startApply(chains);
    await settled();
    expect(rig.requests()).toEqual(['create a1', 'create b1']);
    await rig.request('create a1');
    for (const step of ['create b1', 'create b2', 'create b3']) await rig.finish(step);
    expect([rig.requests(), rig.waits()]).toEqual([[], ['create a1']]);
    await rig.wait('create a1');
    for (const step of ['create a2', 'create a3']) await rig.finish(step);
    expect(await rig.results()).toEqual(Object.fromEntries(chains.steps.map((step) => [`create ${step.address.split('/')[2]!}`, 'succeeded'])));
  });

  it('starts a step only when all that it waits for has settled', async () => {
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b'), thing('c', ['a', 'b'])] }));
    await rig.finish('create a');
    await rig.request('create b');
    expect(rig.requests()).toEqual([]);
    await rig.wait('create b');
    expect(rig.requests()).toEqual(['create c']);
    await rig.finish('create c');
    expect((await rig.results())['create c']).toBe('succeeded');
  });

  it('counts requests against the concurrency, and not waiting', async () => {
    const rig = startApply(aPlan({ desired: ['a', 'b', 'c', 'd'].map((name) => thing(name)) }), { concurrency: 2 });
    await settled();
    expect(rig.requests()).toEqual(['create a', 'create b']);
    await rig.request('create a');
    expect([rig.requests(), rig.waits()]).toEqual([['create b', 'create c'], ['create a']]);
    await rig.request('create b');
    await rig.request('create c');
    expect([rig.requests(), rig.waits()]).toEqual([['create d'], ['create a', 'create b', 'create c']]);
    await rig.request('create d');
    for (const name of ['d', 'c', 'b', 'a']) await rig.wait(`create ${name}`);
    expect(Object.values(await rig.results())).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  });

  it('a failed request gives its place to the next', async () => {
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b')] }), { concurrency: 1 });
    await rig.request('create a', new Error('HTTP 400'));
    await rig.finish('create b');
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6001: HTTP 400', 'create b': 'succeeded' });
  });

  it('an empty plan is done at once', async () => {
    const rig = startApply(aPlan());
    expect([...(await rig.running)]).toEqual([]);
    expect(rig.events).toEqual([]);
  });
});

describe('a failure', () => {
  it('skips its dependents with the root cause, and nothing else', async () => {
    const rig = startApply(chains);
    await rig.request('create a1', new Error('HTTP 400: bad class'));
    for (const step of ['create b1', 'create b2', 'create b3']) await rig.finish(step);
    expect(await rig.results()).toEqual({
      'create a1': 'failed CDC6001: HTTP 400: bad class',
      'create a2': 'skipped because of create a1',
      'create a3': 'skipped because of create a1',
      'create b1': 'succeeded',
      'create b2': 'succeeded',
      'create b3': 'succeeded',
    });
  });

  it.each([
    { name: 'the service reports a failure', end: { state: 'failed', saw: 'FAILED: no such slot' }, want: 'failed CDC6002: FAILED: no such slot' },
    { name: 'the time is over', end: { state: 'timeout', saw: 'PROVISIONING' }, want: 'failed CDC6003: not settled after 60 s; last seen: PROVISIONING' },
  ] as const)('while waiting: $name', async ({ end, want }) => {
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b', ['a'])] }));
    await rig.request('create a');
    await rig.wait('create a', end);
    expect(await rig.results()).toEqual({ 'create a': want, 'create b': 'skipped because of create a' });
    expect(rig.log).toContain('end create a badly');
  });

  it('says long budgets in minutes', async () => {
    const rig = startApply(aPlan({ actual: [found('thing', 'a', { spec: { name: 'a' } })] }));
    await rig.request('delete a');
    await rig.wait('delete a', { state: 'timeout', saw: 'still RUNNING' });
    expect(await rig.results()).toEqual({ 'delete a': 'failed CDC6003: not settled after 10 min; last seen: still RUNNING' });
  });

  it('the first of two root causes is told, once', async () => {
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b'), thing('c', ['a', 'b'])] }));
    await rig.request('create b', new Error('first'));
    await rig.request('create a', new Error('second'));
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6001: second', 'create b': 'failed CDC6001: first', 'create c': 'skipped because of create b' });
  });

  it('never throws: what a kind throws, text or error, at once or later, becomes a result', async () => {
    const at1 = startApply(aPlan({ desired: [thing('a')] }), {
      kind: {
        create: () => {
          throw new Error('at once');
        },
      },
    });
    expect(await at1.results()).toEqual({ 'create a': 'failed CDC6001: at once' });
    const text = startApply(aPlan({ desired: [thing('a')] }), { kind: { create: () => Promise.reject('only a text') } });
    expect(await text.results()).toEqual({ 'create a': 'failed CDC6001: only a text' });
  });
});

describe('what a step does', () => {
  it('a replace deletes what there was and creates what is wanted', async () => {
    const rig = startApply(aPlan({ desired: [thing('a', [], { spec: { name: 'new', hard: 1 } })], actual: [found('thing', 'a', { spec: { name: 'old', hard: 0 } })] }));
    await rig.request('delete old');
    await rig.wait('delete old');
    await rig.finish('create new');
    expect(rig.log).toEqual(['request delete old', 'wait delete old', 'end delete a well', 'request create new', 'wait create new', 'end create a well']);
    expect(await rig.results()).toEqual({ 'delete a': 'succeeded', 'create a': 'succeeded' });
    expect(Object.fromEntries(rig.remoteIds)).toEqual({ [at('thing', 'a')]: 'id-new' });
  });

  const job = (way: string) => wanted('job', 'j', { spec: { name: 'new', way, sql: 'new' } });
  const oldJob = found('job', 'j', { spec: { name: 'old', sql: 'old' }, remoteId: 'old-id' as never });

  it('a restart stops the old one, sees the new one run, and only then deletes the old one', async () => {
    const rig = startApply(aPlan({ desired: [job('restart')], actual: [oldJob] }));
    for (const step of ['stop old', 'create new', 'delete old']) await rig.finish(step);
    expect(rig.log.filter((line) => !line.startsWith('end'))).toEqual(['request stop old', 'wait stop old', 'request create new', 'wait create new', 'request delete old', 'wait delete old']);
    expect(await rig.results()).toEqual({ 'stop j': 'succeeded', 'create j': 'succeeded', 'delete j': 'succeeded' });
  });

  it('a carry-over prepares the new one with the old one\'s id, stops the old one, awaits the new one, deletes the old one', async () => {
    const from: unknown[] = [];
    const rig = startApply(aPlan({ desired: [job('carryOver')], actual: [oldJob] }), {
      kind: {
        create: async (_spec, _remote, carryOver) => {
          from.push(carryOver?.from?.remoteId);
          return {};
        },
      },
    });
    await rig.wait('prepare new');
    await rig.finish('stop old');
    await rig.wait('await new');
    await rig.finish('delete old');
    expect(from).toEqual(['old-id']);
    expect(new Set(Object.values(await rig.results()))).toEqual(new Set(['succeeded']));
  });

  it('a new one that does not come up leaves the old one in place', async () => {
    const rig = startApply(aPlan({ desired: [job('restart')], actual: [oldJob] }));
    await rig.finish('stop old');
    await rig.request('create new');
    await rig.wait('create new', { state: 'failed', saw: 'FAILED: no such column' });
    expect(await rig.results()).toEqual({ 'stop j': 'succeeded', 'create j': 'failed CDC6002: FAILED: no such column', 'delete j': 'skipped because of create j' });
  });

  it('an adoption writes the ledger and nothing else', async () => {
    const rig = startApply(aPlan({ adopt: true, desired: [thing('a')], actual: [found('thing', 'a', { owned: false })] }));
    expect(await rig.results()).toEqual({ 'adopt a': 'succeeded' });
    expect(rig.log).toEqual(['end adopt a well']);
  });

  it('an update sends the fields that differ, and the id', async () => {
    const sent: unknown[] = [];
    const rig = startApply(aPlan({ desired: [thing('a', [], { spec: { name: 'a', soft: 1 } })], actual: [found('thing', 'a', { spec: { name: 'a', soft: 0 }, remoteId: 'lcc-1' as never })] }), {
      kind: { update: async (input) => void sent.push(input) },
    });
    await rig.wait('update a');
    await rig.running;
    expect(sent).toMatchObject([{ desired: { name: 'a', soft: 1 }, before: { name: 'a', soft: 0 }, fields: [{ path: 'soft' }], remoteId: 'lcc-1' }]);
  });

  it('an await makes no request', async () => {
    const rig = startApply(aPlan({ desired: [wanted('left', 'x', { management: 'observed', spec: { name: 'x' } })] }));
    await rig.wait('await x');
    expect(rig.log).toEqual(['wait await x', 'end await x well']);
    expect(await rig.results()).toEqual({ 'await x': 'succeeded' });
  });

  it('a kind that is only observed cannot be created', async () => {
    const rig = startApply(aPlan({ desired: [thing('a')] }), { kind: { title: 'source topic', create: undefined as never } });
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6001: a source topic is only observed: nothing to create' });
  });

  it('tidies up when it has settled; that this fails is harmless', async () => {
    const tidied: string[] = [];
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b')] }), {
      kind: {
        tidy: async (operation, reference) => {
          tidied.push(`${operation} ${reference.address}`);
          throw new Error('left lying');
        },
      },
    });
    await rig.request('create a');
    await rig.request('create b');
    await rig.wait('create a', { state: 'failed', saw: 'FAILED' });
    await rig.wait('create b');
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6002: FAILED', 'create b': 'succeeded' });
    expect(tidied).toEqual([`create ${at('thing', 'b')}`]);
  });
});

describe('the journal', () => {
  it('is written ahead: a failing begin prevents the request', async () => {
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b', ['a']), thing('c')] }), {
      journal: {
        begin: async (step) => {
          if (step.address === at('thing', 'a')) throw new Error('ledger: the lease is lost');
        },
      },
    });
    await rig.finish('create c');
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6001: ledger: the lease is lost', 'create b': 'skipped because of create a', 'create c': 'succeeded' });
    expect(rig.log.filter((line) => line.includes(' a'))).toEqual([]);
  });

  it('is done before the request starts, and written again after the wait', async () => {
    const order: string[] = [];
    const journal = {
      begin: async () => {
        await settled();
        order.push(`begin, ${rig.requests().length} in flight`);
      },
      end: async () => void order.push('end'),
    };
    const rig = startApply(aPlan({ desired: [thing('a')] }), { journal });
    await settled();
    await settled();
    await rig.request('create a');
    expect(order).toEqual(['begin, 0 in flight']);
    await rig.wait('create a');
    expect(order).toEqual(['begin, 0 in flight', 'end']);
  });

  it('of many steps is begun together, while requests keep to the concurrency', async () => {
    const begun: string[] = [];
    const opened = aGate<void>();
    const journal = {
      begin: async (step: Step) => {
        begun.push(step.address);
        await opened.promise;
      },
    };
    const names = ['a', 'b', 'c', 'd'];
    const rig = startApply(aPlan({ desired: names.map((name) => thing(name)) }), { journal, concurrency: 1 });
    expect(begun).toEqual(names.map((name) => at('thing', name)));
    opened.open(undefined);
    for (const name of names) {
      await settled();
      expect(rig.requests()).toEqual([`create ${name}`]);
      await rig.finish(`create ${name}`);
    }
    expect(Object.values(await rig.results())).toEqual(names.map(() => 'succeeded'));
  });

  it('a failing end fails the step', async () => {
    const rig = startApply(aPlan({ desired: [thing('a')] }), { journal: { end: () => Promise.reject(new Error('disk full')) } });
    await rig.finish('create a');
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6001: disk full' });
  });
});

describe('being stopped', () => {
  it('lets what is in flight finish, starts nothing more, and cancels the rest', async () => {
    const stop = new AbortController();
    const rig = startApply(chains, { stopping: stop.signal });
    await rig.request('create a1');
    await settled();
    stop.abort();
    await rig.request('create b1');
    await rig.wait('create b1');
    expect([rig.requests(), rig.waits()]).toEqual([[], ['create a1']]);
    await rig.wait('create a1');
    expect(await rig.results()).toEqual({ 'create a1': 'succeeded', 'create b1': 'succeeded', 'create a2': 'cancelled', 'create a3': 'cancelled', 'create b2': 'cancelled', 'create b3': 'cancelled' });
  });

  it('whoever is in the ledger and waits for a place makes no request', async () => {
    const stop = new AbortController();
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b')] }), { stopping: stop.signal, concurrency: 1 });
    await settled();
    stop.abort();
    await rig.finish('create a');
    expect(await rig.results()).toEqual({ 'create a': 'succeeded', 'create b': 'cancelled' });
    expect(rig.log.filter((line) => line.includes(' b'))).toEqual([]);
  });

  it('before the start: everything is cancelled and nothing is called', async () => {
    const rig = startApply(chains, { stopping: AbortSignal.abort() });
    expect(new Set(Object.values(await rig.results()))).toEqual(new Set(['cancelled']));
    expect(rig.log).toEqual([]);
  });

  it('a failure keeps its place among the cancelled', async () => {
    const stop = new AbortController();
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b', ['a']), thing('c'), thing('d', ['c'])] }), { stopping: stop.signal });
    await rig.request('create a');
    stop.abort();
    await rig.wait('create a', { state: 'failed', saw: 'FAILED' });
    await rig.finish('create c');
    expect(await rig.results()).toEqual({ 'create a': 'failed CDC6002: FAILED', 'create b': 'skipped because of create a', 'create c': 'succeeded', 'create d': 'cancelled' });
  });

  it('a wait that is aborted is cancelled, and so is what comes after it', async () => {
    const abort = new AbortController();
    const rig = startApply(aPlan({ desired: [thing('a'), thing('b', ['a'])] }), { abort: abort.signal, stopping: abort.signal });
    await rig.request('create a');
    abort.abort();
    await rig.wait('create a', { state: 'cancelled', saw: 'PROVISIONING' });
    expect(await rig.results()).toEqual({ 'create a': 'cancelled', 'create b': 'cancelled' });
  });
});

it('tells its progress: each step starts and ends once, with times', async () => {
  const rig = startApply(aPlan({ desired: [thing('a')] }));
  await rig.request('create a');
  await rig.clock.advance(5_000);
  await rig.wait('create a');
  const [step] = [...(await rig.running).keys()];
  const base = { step, operation: 'create', address: at('thing', 'a') };
  expect(rig.events).toEqual([
    { type: 'stepStarted', at: 1_000_000, ...base },
    { type: 'stepEnded', at: 1_005_000, ...base, result: { status: 'succeeded', saw: 'RUNNING', durationMs: 5_000 } },
  ]);
});
