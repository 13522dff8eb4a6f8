import { describe, expect, it } from 'vitest';
import { backOffMs, jittered } from '../../src/watch/back-off.js';
import type { SyncWindow } from '../../src/watch/contract.js';
import { decide } from '../../src/watch/schedule.js';
import type { Decision, TargetMemory } from '../../src/watch/schedule.js';
import { windowState } from '../../src/watch/windows.js';

const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;
const nightly: SyncWindow = { kind: 'allow', schedule: '0 22 * * *', durationMs: 8 * HOUR, timeZone: 'Europe/Berlin' };
const lunch: SyncWindow = { kind: 'deny', schedule: '0 12 * * *', durationMs: HOUR, timeZone: 'UTC' };

describe('windows', () => {
  it.each([
    { name: 'none: always open', given: [], now: '2026-07-01T12:00:00Z', want: { open: true } },
    { name: 'an allow, before it opens', given: [nightly], now: '2026-07-01T19:59:59Z', want: { open: false, changesAt: at('2026-07-01T20:00:00Z') } },
    { name: 'an allow, at the second it opens', given: [nightly], now: '2026-07-01T20:00:00Z', want: { open: true, changesAt: at('2026-07-02T04:00:00Z') } },
    { name: 'an allow over midnight', given: [nightly], now: '2026-07-02T03:59:59Z', want: { open: true, changesAt: at('2026-07-02T04:00:00Z') } },
    { name: 'an allow, at the second it closes', given: [nightly], now: '2026-07-02T04:00:00Z', want: { open: false, changesAt: at('2026-07-02T20:00:00Z') } },
    { name: 'an hour later in winter', given: [nightly], now: '2026-01-01T20:30:00Z', want: { open: false, changesAt: at('2026-01-01T21:00:00Z') } },
    { name: 'a deny, closed', given: [lunch], now: '2026-07-01T11:00:00Z', want: { open: true, changesAt: at('2026-07-01T12:00:00Z') } },
    { name: 'a deny, open', given: [lunch], now: '2026-07-01T12:30:00Z', want: { open: false, changesAt: at('2026-07-01T13:00:00Z') } },
    { name: 'a deny beats an allow', given: [{ ...lunch, kind: 'allow' as const }, lunch], now: '2026-07-01T12:30:00Z', want: { open: false, changesAt: at('2026-07-01T13:00:00Z') } },
    { name: 'one of two allows', given: [nightly, { ...lunch, kind: 'allow' as const }], now: '2026-07-01T12:30:00Z', want: { open: true, changesAt: at('2026-07-01T13:00:00Z') } },
    { name: 'one that never comes', given: [{ ...nightly, schedule: '0 0 30 2 *' }], now: '2026-07-01T12:30:00Z', want: { open: false } },
  ])('$name', ({ given, now, want }) => expect(windowState(given, at(now))).toEqual(want));
});

describe('what comes next', () => {
  const now = at('2026-07-01T12:30:00Z');
  const calm: TargetMemory = { settings: { name: 'prod', suspend: false, syncWindows: [] }, failures: 0, onlyLooked: false, awaitsApproval: false };
  const shut = { ...calm.settings, syncWindows: [lunch] };
  const cases: readonly { readonly name: string; readonly given: Partial<TargetMemory>; readonly want: Decision }[] = [
    { name: 'a commit', given: { pending: 'commit', due: { at: now + HOUR, because: 'interval' } }, want: { do: 'run', trigger: 'commit', apply: true } },
    { name: 'a commit does not wait for the end of a back-off', given: { pending: 'commit', failures: 3, due: { at: now + HOUR, because: 'retry' } }, want: { do: 'run', trigger: 'commit', apply: true } },
    { name: 'nothing is due', given: { due: { at: now + 1, because: 'interval' } }, want: { do: 'wait', phase: 'waiting', until: now + 1 } },
    { name: 'the interval is over', given: { due: { at: now, because: 'interval' } }, want: { do: 'run', trigger: 'interval', apply: true } },
    { name: 'a back-off', given: { failures: 1, due: { at: now + 5, because: 'retry' } }, want: { do: 'wait', phase: 'backing-off', until: now + 5 } },
    { name: 'a back-off that is over', given: { failures: 1, due: { at: now, because: 'retry' } }, want: { do: 'run', trigger: 'retry', apply: true } },
    { name: 'an approval is missing', given: { awaitsApproval: true, due: { at: now + 5, because: 'interval' } }, want: { do: 'wait', phase: 'awaiting-approval', until: now + 5 } },
    { name: 'suspended, whatever is due', given: { settings: { ...calm.settings, suspend: true }, pending: 'commit', due: { at: 0, because: 'retry' } }, want: { do: 'wait', phase: 'suspended' } },
    { name: 'outside the windows a commit is only looked at', given: { settings: shut, pending: 'commit' }, want: { do: 'run', trigger: 'commit', apply: false } },
    { name: 'outside the windows, until one opens', given: { settings: shut, onlyLooked: true, due: { at: now + HOUR, because: 'interval' } }, want: { do: 'wait', phase: 'outside-window', until: at('2026-07-01T13:00:00Z') } },
    { name: 'a window has opened after a look', given: { onlyLooked: true, due: { at: now + HOUR, because: 'interval' } }, want: { do: 'run', trigger: 'window', apply: true } },
  ];
  it.each(cases)('$name', ({ given, want }) => expect(decide({ ...calm, ...given }, now)).toEqual(want));
});

describe('back-off', () => {
  it.each([
    [1, 0, 500], [1, 0.999999, 1_000], [2, 0.999999, 2_000], [3, 0, 2_000], [4, 0.999999, 8_000], [5, 0.999999, 10_000], [1_000_000, 0, 5_000],
  ])('failure %i with chance %d waits %i ms', (failures, random, want) => expect(backOffMs({ firstMs: 1_000, maxMs: 10_000 }, failures, random)).toBe(want));
  it.each([[0, 900], [0.5, 1_000], [0.999999, 1_100]])('jitter with chance %d', (random, want) => expect(jittered(1_000, 0.1, random)).toBe(want));
});
