import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/report/sentence.js';
import { renderText } from '../../src/report/text.js';
import { expectGolden } from '../support/golden.js';
import { reports } from '../support/reports.js';

const files = new Map([['pipelines/shop.yaml', ['apiVersion: cdc-reconciler/v1', 'kind: Pipeline', 'metadata: { name: shop }', ...Array.from({ length: 18 }, () => ''), '    - from: public.orders'].join('\n')]]);
const golden = new URL('golden/', import.meta.url);

describe.each(Object.entries(reports))('text of %s', (name, report) => {
  const text = renderText(report, { color: false, files });

  it('is the golden file', () => expectGolden(golden, `${name}.txt`, text));

  it('ends in the one stable sentence', () => {
    expect(text.trimEnd().split('\n').at(-1)).toBe(sentenceOf(report));
  });

  it('says the same with colours', () => {
    const colored = renderText(report, { color: true, files });
    expect(colored).toContain('\u001b[');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(text);
  });
});
