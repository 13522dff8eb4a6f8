import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from '../../src/report/html/markup.js';
import { renderHtml } from '../../src/report/html/index.js';
import { layoutPlan, MAX_NODES } from '../../src/report/html/graph-layout.js';
import { sentenceOf } from '../../src/report/sentence.js';
import { expectGolden } from '../support/golden.js';
import { aPlan, reports } from '../support/reports.js';
import { aPipeline } from '../support/resources.js';

const golden = new URL('golden/', import.meta.url);

describe.each(Object.entries(reports))('page of %s', (name, report) => {
  const page = renderHtml(report);

  it('is the golden file', () => expectGolden(golden, `${name}.html`, page));

  it('says the one sentence, and is complete', () => {
    expect(page).toContain(escapeHtml(sentenceOf(report)));
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">[^]*<\/html>\n$/);
  });

  it('asks nobody for anything, and runs nothing', () => {
    expect(page).not.toMatch(/<(script|iframe|object|embed|form|base)\b/i);
    expect(page).not.toMatch(/\b(src|srcset|action|data)=/i);
    expect(page).not.toMatch(/\son\w+=|\sstyle=|@import|url\(/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to!).filter((to) => !to.startsWith('#') && !to.startsWith('data:image/svg+xml,'))).toEqual([]);
  });

  it('has each id once', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('markup', () => {
  it.each([
    ['<b>', '&lt;b&gt;'],
    ['"\'`&', '&quot;&#39;&#96;&amp;'],
    ['a\u202eb\u0000', 'a\\u202eb\\u0000'],
    ['&lt;', '&amp;lt;'],
  ])('%j is text', (text, want) => expect(html`<p>${text}</p>`.text).toBe(`<p>${want}</p>`));

  it('takes lists, numbers, other markup, and nothing', () => {
    expect(html`${[html`<i>${1}</i>`, undefined, ['<', '>']]}`.text).toBe('<i>1</i>&lt;&gt;');
  });
});

describe('the drawing of a plan', () => {
  const planOf = (pipelines: number, tables: number) =>
    aPlan(Array.from({ length: pipelines }, (_, at) => aPipeline({ name: `p${at}`, tables: Array.from({ length: tables }, (_table, table) => ({ from: `public.t${at}_${table}`, to: `t${at}_${table}` })) })).flat(), []);

  it.each([[1, 1], [1, 3], [1, 30], [12, 30]])('%i pipelines of %i tables: few enough nodes, each right of what it waits for, no two in one place', (pipelines, tables) => {
    const layout = layoutPlan(planOf(pipelines, tables))!;
    expect(layout.nodes.length).toBeLessThanOrEqual(MAX_NODES);
    for (const [from, to] of layout.edges) expect(layout.nodes[from]!.column).toBeLessThan(layout.nodes[to]!.column);
    expect(new Set(layout.nodes.map(({ column, row }) => `${column} ${row}`)).size).toBe(layout.nodes.length);
  });

  it('draws no arrow that a longer way says too', () => {
    const { edges } = layoutPlan(planOf(1, 1))!;
    const next = (from: number): number[] => edges.filter(([start]) => start === from).map(([, end]) => end);
    for (const [from, to] of edges) expect(next(from).filter((other) => other !== to).some((other) => reaches(other, to, next))).toBe(false);
  });

  it('draws nothing where there is nothing, or too much', () => {
    expect(layoutPlan(planOf(0, 0))).toBeUndefined();
    expect(layoutPlan(planOf(60, 1))).toBeUndefined();
  });
});

function reaches(from: number, to: number, next: (node: number) => number[]): boolean {
  return from === to || next(from).some((node) => reaches(node, to, next));
}
