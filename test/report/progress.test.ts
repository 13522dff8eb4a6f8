import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import type { StepResult } from '../../src/core/result.js';
import { stepId } from '../../src/core/step.js';
import type { StepOperation } from '../../src/core/step.js';
import { noProgress, progressAfter, progressLines } from '../../src/report/progress-state.js';
import { createProgress } from '../../src/report/progress.js';
import type { ProgressOptions } from '../../src/report/progress.js';
import { reports } from '../support/reports.js';
import { addressOf } from '../support/resources.js';

const { plan } = reports['create-all'].targets[0]!;
const connector = addressOf('connector', 'shop');
const table = addressOf('target-table', 'customers');
const topic = addressOf('source-topic', 'shop.public.orders');
const start = Date.UTC(2026, 0, 2, 12, 0, 0);

const started = (seconds: number, address = connector, operation: StepOperation = 'create'): RunEvent => ({ type: 'stepStarted', at: start + seconds * 1000, step: stepId(operation, address), operation, address });
const waiting = (seconds: number, saw: string, address = connector, operation: StepOperation = 'create'): RunEvent => ({ type: 'stepWaiting', at: start + seconds * 1000, step: stepId(operation, address), address, saw });
const ended = (seconds: number, result: StepResult, address = connector, operation: StepOperation = 'create'): RunEvent => ({ type: 'stepEnded', at: start + seconds * 1000, step: stepId(operation, address), operation, address, result });
const done = { status: 'succeeded', durationMs: 80_000 } as const;
const failed = { status: 'failed', durationMs: 900_000, error: 'not there\nyet \u001b[31m', code: 'CDC6003' } as const;

/** A progress display with a clock that follows the events. */
function aDisplay(options: Partial<ProgressOptions>) {
  const written: string[] = [];
  let now = start;
  const progress = createProgress({ write: (text) => written.push(text), isTty: false, color: false, now: () => now, columns: () => 60, ...options });
  progress.begin(plan!);
  return {
    written,
    progress,
    at(seconds: number) {
      now = start + seconds * 1000;
    },
    send(event: RunEvent) {
      now = event.at;
      progress(event);
    },
  };
}

describe('the state', () => {
  const groupOf = () => 'shop';
  const after = (...events: readonly RunEvent[]) => events.reduce((state, event) => progressAfter(state, event, groupOf), noProgress);

  it.each([
    { name: 'nothing', given: after(), want: [] },
    { name: 'one under way', given: after(started(0)), want: [['create', undefined, 1, 0, 0]] },
    { name: 'what was last seen', given: after(started(0), waiting(1, 'PROVISIONING'), waiting(2, 'RUNNING')), want: [['create', 'RUNNING', 1, 0, 0]] },
    { name: 'the longest stands for all', given: after(started(5), started(1, topic, 'await')), want: [['await', undefined, 2, 0, 0]] },
    { name: 'ended ones are counted', given: after(started(0), started(0, table), started(0, topic, 'await'), ended(1, done), ended(2, failed, table)), want: [['await', undefined, 1, 1, 1]] },
    { name: 'all ended', given: after(started(0), ended(1, done)), want: [] },
    { name: 'a wait of an unknown step', given: after(waiting(1, 'x')), want: [] },
    { name: 'cancelled', given: after(started(0), started(0, table), ended(1, { status: 'cancelled' })), want: [['create', undefined, 1, 0, 0]] },
  ])('$name', ({ given, want }) => {
    expect(progressLines(given, groupOf).map(({ longest, running, done: count, failed: broken }) => [longest.operation, longest.saw, running, count, broken])).toEqual(want);
  });
});

describe('in a log', () => {
  it('tells starts, ends, and what is seen every ten seconds at most', () => {
    const { send, written } = aDisplay({});
    send(started(0));
    for (const [second, saw] of [[2, 'PROVISIONING'], [5, 'x'], [11, 'DEGRADED'], [14, 'y'], [22, 'RUNNING']] as const) send(waiting(second, saw));
    send({ type: 'polled', at: start, waiting: 3 });
    send(ended(80, done));
    send(started(80, topic, 'await'));
    send(ended(980, failed, topic, 'await'));
    expect(written).toEqual([
      '12:00:00Z start  create connector/lkc-7xk2q0/shop\n',
      '12:00:11Z wait   create connector/lkc-7xk2q0/shop: DEGRADED\n',
      '12:00:22Z wait   create connector/lkc-7xk2q0/shop: RUNNING\n',
      '12:01:20Z done   create connector/lkc-7xk2q0/shop in 1 min 20 s\n',
      '12:01:20Z start  await source-topic/lkc-7xk2q0/shop.public.orders\n',
      '12:16:20Z FAILED await source-topic/lkc-7xk2q0/shop.public.orders after 15 min: CDC6003 not there\\nyet \\u001b[31m\n',
    ]);
  });

  it('tells later what came too soon, though nothing new is seen', () => {
    const { send, written } = aDisplay({});
    send(started(0));
    send(waiting(3, 'PROVISIONING'));
    for (const seconds of [6, 9, 12, 60, 600]) send({ type: 'polled', at: start + seconds * 1000, waiting: 1 });
    expect(written.slice(1)).toEqual(['12:00:12Z wait   create connector/lkc-7xk2q0/shop: PROVISIONING\n']);
  });

  it('is silent after close', () => {
    const { send, written, progress } = aDisplay({});
    progress.close();
    send(started(0));
    expect(written).toEqual([]);
  });
});

describe('on a terminal', () => {
  const clear = '\r\u001b[2K\u001b[1A\r\u001b[2K';

  it('redraws one line per pipeline', () => {
    const { send, at, written, progress } = aDisplay({ isTty: true });
    send(started(0));
    send(waiting(1, 'PROVISIONING'));
    at(80);
    progress.tick();
    progress.tick();
    send(ended(81, done));
    expect(written).toEqual([
      'shop  connector/shop creating 0s · 0/17 steps\n',
      `${clear}shop  connector/shop PROVISIONING 1s · 0/17 steps\n`,
      `${clear}shop  connector/shop PROVISIONING 1m20s · 0/17 steps\n`,
      clear,
    ]);
  });

  it('draws ten times a second at most, and what came in between at the next tick', () => {
    const { send, at, written, progress } = aDisplay({ isTty: true });
    send(started(0));
    for (let i = 1; i < 50; i += 1) send(waiting(i / 1000, `state ${i}`));
    expect(written).toHaveLength(1);
    at(0.2);
    progress.tick();
    expect(written).toHaveLength(2);
    expect(written[1]).toContain('state 49');
  });

  it('leaves failures above the area, and nothing else behind', () => {
    const { send, written, progress } = aDisplay({ isTty: true });
    send(started(0));
    send(started(1, topic, 'await'));
    send(ended(2, failed, topic, 'await'));
    progress.close();
    progress.close();
    progress.tick();
    expect(written.slice(2)).toEqual([
      `${clear}failed await source-topic/lkc-7xk2q0/shop.public.orders: not there\\nyet \\u001b[31m\nshop  connector/shop creating 2s · 0/17 steps, 1 failed\n`,
      clear,
    ]);
  });

  it.each([20, 30, 60, 200])('never fills a line of %d columns', (columns) => {
    const { send, written } = aDisplay({ isTty: true, columns: () => columns });
    send(started(0));
    send(waiting(1, 'x'.repeat(300)));
    for (const line of written.join('').replace(/\r?\u001b\[\d*[A-Z]/g, '').trimEnd().split('\n')) expect(line.length).toBeLessThan(Math.max(columns, 21));
  });

  it('keeps the area small', () => {
    const { written, progress } = aDisplay({ isTty: true, rows: 2 });
    const names = ['a', 'b', 'c', 'd'];
    progress.begin({ ...plan!, steps: [], changes: plan!.changes.slice(0, 4).map((change, at) => ({ ...change, pipeline: names[at]! })) });
    const addresses = plan!.changes.slice(0, 4).map((change) => change.address);
    for (const [at, address] of addresses.entries()) progress({ ...started(0, address), at: start + at });
    progress({ type: 'stepEnded', at: start, step: stepId('create', addresses[0]!), operation: 'create', address: addresses[0]!, result: failed });
    expect(written.at(-1)!.trimEnd().split('\n').at(-1)).toBe('and 2 more pipelines');
  });
});
