import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/report/json.js';
import { sentenceOf } from '../../src/report/sentence.js';
import { expectGolden } from '../support/golden.js';
import { reports } from '../support/reports.js';

const golden = new URL('golden/', import.meta.url);

describe.each(Object.entries(reports))('JSON of %s', (name, report) => {
  const text = renderJson(report);
  const document = JSON.parse(text) as { sentence: string; outcome: string; targets: { plan?: { changes: unknown[]; steps: unknown[] }; results?: unknown[] }[] };

  it('is the golden file', () => expectGolden(golden, `${name}.json`, text));

  it('has every change, step and result', () => {
    expect(document.sentence).toBe(sentenceOf(report));
    expect(document.outcome).toBe(report.outcome);
    for (const [at, target] of report.targets.entries()) {
      expect(document.targets[at]!.plan?.changes.length).toBe(target.plan?.changes.length);
      expect(document.targets[at]!.plan?.steps.length).toBe(target.plan?.steps.length);
      expect(document.targets[at]!.results?.length).toBe(target.results?.size);
    }
  });

  it('shows secrets as such, and not where they come from', () => {
    expect(text).toMatch(name === 'nothing-to-do' ? /"outcome"/ : /"database\.password": "\(secret\)"/);
    expect(text.replace(/"placeholders": \[[^\]]*\]/, '')).not.toContain('PG_PASSWORD');
    expect(text).not.toContain('****');
  });
});
