import { describe, expect, it } from 'vitest';
import type { ComponentStatus, PipelineStatus } from '../../src/core/pipeline-status.js';
import { paletteOf } from '../../src/report/palette.js';
import { statusLines } from '../../src/report/result-text.js';
import { targetSentence } from '../../src/report/sentence.js';
import { reports } from '../support/reports.js';

const part = (name: string, more: Partial<ComponentStatus> = {}): ComponentStatus => ({ kind: 'connector', address: `connector/lkc-1/${name}` as ComponentStatus['address'], name, health: 'degraded', state: 'FAILED', ...more });
const signature = { code: 'CDC7101' as const, title: 'The replication slot is in use', fix: ['Look who reads it.', 'Let it go.'] };
const status = (components: readonly ComponentStatus[]): PipelineStatus => ({ pipeline: 'shop', health: 'degraded', components, tables: [] });
const textOf = (components: readonly ComponentStatus[]): string => statusLines(status(components), paletteOf(false)).join('\n');

describe('the status of a pipeline', () => {
  it('tells every step against a known failure, once', () => {
    const text = textOf([part('a', { detail: 'slot "a" is active', signature }), part('b', { signature })]);
    expect(text.match(/Look who reads it/g)).toHaveLength(3);
    expect(text).toContain('  CDC7101: The replication slot is in use\n    1. Look who reads it.\n    2. Let it go.');
  });

  it('tells no steps where nothing is known', () => expect(textOf([part('a', { detail: 'unheard of' })])).not.toMatch(/^ +1\. /m));

  it('does not speak of a dry run', () => {
    const [target] = reports.mixed.targets;
    expect(targetSentence({ ...target!, outcome: 'planned' }, { ...reports.mixed, command: 'status', dryRun: true })).toMatch(/ Not as the files say\.$/);
  });
});
