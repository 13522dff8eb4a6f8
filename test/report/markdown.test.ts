import { describe, expect, it } from 'vitest';
import { codeCell, codeSpan, commentWord, escapeProse, fenceFor, htmlCode } from '../../src/report/markdown-escape.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { expectGolden } from '../support/golden.js';
import { aPlan, aReport, reports, resultsOf } from '../support/reports.js';
import { actualOf, aPipeline, aPool, rangeAt } from '../support/resources.js';

const golden = new URL('golden/', import.meta.url);
const blobUrl = 'https://github.com/acme/cdc/blob/0123abc/';

describe.each(Object.entries(reports))('markdown of %s', (name, report) => {
  it('is the golden file', () => expectGolden(golden, `${name}.md`, renderMarkdown(report, { blobUrl })));
});

describe('escaping', () => {
  it.each([
    { name: 'markup', given: '*a* _b_ `c` [d](e) ~f~ |g|', want: '\\*a\\* \\_b\\_ \\`c\\` \\[d\\]\\(e\\) \\~f\\~ \\|g\\|' },
    { name: 'html', given: '<img src=x onerror=y> &lt;', want: '&lt;img src=x onerror=y&gt; &amp;lt;' },
    { name: 'mentions', given: '@octocat and a@b', want: '@&#8203;octocat and a@&#8203;b' },
    { name: 'references', given: 'fixes #12, acme/x#3, GH-4', want: 'fixes #&#8203;12, acme/x#&#8203;3, GH-&#8203;4' },
    { name: 'links', given: 'https://evil.example www.evil.example', want: 'https:&#8203;//evil.example www&#8203;.evil.example' },
    { name: 'links after an underscore', given: '_www.evil.example', want: '\\_www&#8203;.evil.example' },
    { name: 'pictures', given: ':white_check_mark: a:b', want: ':&#8203;white\\_check\\_mark: a:b' },
    { name: 'lines', given: 'a\n\n# b', want: 'a\\\\n\\\\n#&#8203; b' },
    { name: 'a list', given: '- a', want: '&#8203;- a' },
    { name: 'what turns text around', given: 'a\u202eb', want: 'a\\\\u202eb' },
  ])('prose: $name', ({ given, want }) => expect(escapeProse(given)).toBe(want));

  it.each([
    { name: 'plain', given: 'shop', want: '`shop`' },
    { name: 'backticks', given: 'a``b', want: '```a``b```' },
    { name: 'a backtick at the end', given: 'a`', want: '`` a` ``' },
    { name: 'lines', given: 'a\nb', want: '`a\\nb`' },
    { name: 'nothing', given: '', want: '``` ```' },
  ])('code: $name', ({ given, want }) => expect(codeSpan(given)).toBe(want));

  it('keeps a table cell whole', () => expect(codeCell('a|b')).toBe('`a\\|b`'));

  it('keeps html lines, fences and comments closed to what is inside them', () => {
    expect(htmlCode('</summary><b>"&')).toBe('<code>&lt;/summary&gt;&lt;b&gt;&quot;&amp;</code>');
    expect(fenceFor(['a', '```', 'b````'])).toBe('`````');
    expect(commentWord('x --> <b>')).toBe('x-b-');
  });
});

const hostile = ['`````', '</code></details><script>', '@octocat #1', 'a|b\n\n```\n# owned', '--><img src=x>', '$\\{1}\u202e'];

describe('hostile names', () => {
  it.each(hostile)('%j is never markup', (name) => {
    const tables = [{ from: `public.${name}`, to: `t${name}`, columns: { id: 'INT', [name]: 'STRING' } }];
    const desired = [aPool(), ...aPipeline({ name: `p${name}`, tables })];
    const plan = aPlan(desired, []);
    const text = renderMarkdown(aReport({
      target: name,
      plan,
      results: resultsOf(plan.steps, new Map([[plan.steps[0]!.id, { status: 'failed', durationMs: 1, error: name, code: 'CDC6001' }]])),
      pipelines: [{ pipeline: name, health: 'degraded', components: [{ kind: 'connector', address: desired[1]!.address, name, health: 'degraded', state: name, detail: name }], tables: [], testStatement: name }],
      diagnostics: [{ code: 'CDC5001', severity: 'warning', summary: name, detail: name, fix: name, range: rangeAt(name, 3) }],
      impacts: [{ pipeline: name, table: name, target: name, severity: 'loss', effects: ['dropped'], because: { path: name, address: name, origin: rangeAt(name, 1) }, reversible: false }],
      outcome: 'partial',
    }), { blobUrl });
    const outside = outsideCode(text);
    expect(outside).not.toMatch(/<(?!\/?(?:details|summary|code|sub)>|br>|!-- cdc-reconciler:[\w.,-]* -->)/);
    expect(outside).not.toMatch(/@(?!&#8203;)|#(?!&#8203;|L\d|8203)/);
    expect(outside).not.toMatch(/<script|^\s*(?:#|```)/m);
    expect(text).not.toContain('\u202e');
    expect(count(outside, '<details>')).toBe(count(outside, '</details>'));
  });
});

describe('the limit', () => {
  const tables = Array.from({ length: 120 }, (_, at) => ({ from: `public.table_${at}`, to: `table_${at}` }));
  const big = ['one', 'two', 'three'].flatMap((name) => aPipeline({ name, tables: tables.map(({ from, to }) => ({ from, to: `${name}_${to}` })) }));
  const report = aReport({ plan: aPlan([aPool(), ...big], big.map((resource) => actualOf(resource, { spec: {} })).slice(0, 5)) });

  it.each([1_000_000, 65_000, 20_000, 3_000])('of %d characters is kept, with its markup whole', (limit) => {
    const text = renderMarkdown(report, { limit });
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(count(text, '<details>')).toBe(count(text, '</details>'));
    expect(count(text, '```') % 2).toBe(0);
    expect(text.includes('Too long for one comment')).toBe(limit < 1_000_000);
    expect(text).toContain('--expect-plan a41c9e0d27b5');
  });

  it('fills what it may fill', () => expect(renderMarkdown(report, { limit: 20_000 }).length).toBeGreaterThan(18_000));
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The text without fenced blocks, code spans and the contents of code elements, as GitHub reads it. */
function outsideCode(text: string): string {
  return text
    .replace(/^(`{3,})diff\n[^]*?\n\1$/gm, '')
    .replace(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    .replace(/<code>[^<]*<\/code>/g, '');
}
