import { describe, expect, it } from 'vitest';
import type { StepResult } from '../../src/core/result.js';
import type { StepId } from '../../src/core/step.js';
import { sentenceOf } from '../../src/report/sentence.js';
import { aReport, aTarget, reports } from '../support/reports.js';

const planned = reports['create-all'].targets[0]!;
const counts = 'Plan a41c9e0d27b5: 10 create, 0 update, 0 replace, 0 delete, 0 unchanged, 8 awaited.';
const ended = (...results: readonly StepResult[]) => new Map(results.map((result, at) => [`create a/b/${at}` as StepId, result]));
const done = { status: 'succeeded', durationMs: 1 } as const;
const failed = { status: 'failed', durationMs: 1, error: 'no', code: 'CDC6001' } as const;

describe('the one sentence', () => {
  it.each([
    { name: 'nothing to do', given: aReport({ ...reports['nothing-to-do'].targets[0]!, pipelines: [] }), want: 'Nothing to do: 10 resources are as the files say.' },
    { name: 'nothing to do, not well', given: reports['nothing-to-do'], want: 'Nothing to do: 10 resources are as the files say. 1 of 1 pipeline is not healthy.' },
    { name: 'nothing left to destroy', given: aReport({ outcome: 'converged' }, { command: 'destroy' }), want: 'Nothing to do: nothing of it is left.' },
    { name: 'a dry run', given: reports['create-all'], want: `${counts} Nothing applied (--dry-run).` },
    { name: 'before the question', given: { ...reports['create-all'], dryRun: false }, want: `${counts} Nothing applied yet.` },
    { name: 'applied', given: aReport({ ...planned, outcome: 'changed', durationMs: 41_000 }), want: `${counts} Applied in 41 s.` },
    { name: 'applied to the simulator', given: reports.simulated, want: `${counts} Applied to the simulator in 41 s.` },
    { name: 'failed', given: aReport({ ...planned, outcome: 'partial', results: ended(failed, { status: 'skipped', because: 'create a/b/0' as StepId }, done) }), want: 'Failed: 1 step failed, 1 skipped, 1 done.' },
    { name: 'failed and stopped', given: aReport({ ...planned, outcome: 'partial', results: ended(failed, { status: 'cancelled' }, { status: 'notRun' }) }), want: 'Failed: 1 step failed, 0 skipped, 0 done, 2 not run.' },
    { name: 'stopped', given: aReport({ ...planned, outcome: 'partial', results: ended(done, { status: 'cancelled' }) }), want: 'Stopped: 1 step done, 1 not run.' },
    { name: 'an account that cannot be found', given: aReport({ outcome: 'failed' }), want: 'Failed: no plan could be made, nothing was changed.' },
    { name: 'an account read in part', given: aReport({ ...planned, outcome: 'partial' }), want: `${counts} Nothing applied (--dry-run): the account could be read only in part.` },
    { name: 'refused', given: reports.refused, want: 'Refused: CDC5001; plan a41c9e0d27b5 was not applied, nothing was changed.' },
    { name: 'documents that are wrong', given: aReport(undefined, { diagnostics: [{ code: 'CDC1001', severity: 'error', summary: 'x' }] }), want: 'Refused: CDC1001; no plan was made, nothing was changed.' },
    {
      name: 'several targets',
      given: { ...reports['create-all'], targets: [planned, aTarget({ outcome: 'converged' }), aTarget({ outcome: 'failed' }), aTarget({ outcome: 'converged' })] },
      want: '4 targets: 1 failed, 1 planned, 2 converged.',
    },
  ])('$name', ({ given, want }) => expect(sentenceOf(given)).toBe(want));
});
