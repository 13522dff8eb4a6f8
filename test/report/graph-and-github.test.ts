import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.js';
import { renderGithub } from '../../src/report/github.js';
import { renderMermaid } from '../../src/report/mermaid.js';
import { sentenceOf } from '../../src/report/sentence.js';
import { expectGolden } from '../support/golden.js';
import { aPlan, aReport, reports } from '../support/reports.js';
import { actualOf, aPipeline, aPool } from '../support/resources.js';

const golden = new URL('golden/', import.meta.url);

describe('mermaid', () => {
  it.each(['create-all', 'mixed', 'nothing-to-do'] as const)('of %s is the golden file', (name) => {
    expectGolden(golden, `${name}.mmd`, renderMermaid(reports[name].targets[0]!.plan!));
  });

  it('has a node per step and an arrow per edge', () => {
    const { plan } = reports.mixed.targets[0]!;
    const text = renderMermaid(plan!);
    expect(text.match(/^ {4}s\d+\["/gm)).toHaveLength(plan!.steps.length);
    expect(text.match(/ --> /g)).toHaveLength(plan!.steps.flatMap((step) => step.waitsFor).length);
  });

  it('makes one node of a table when there are many steps', () => {
    const tables = Array.from({ length: 40 }, (_, at) => ({ from: `public.t${at}`, to: `t${at}` }));
    const text = renderMermaid(aPlan([aPool(), ...aPipeline({ name: 'big', tables })], []));
    expect(text.match(/^ {4}s\d+\["/gm)).toHaveLength(42);
    expect(text).toContain('["build public.t7<br/>8 steps"]');
    expect(text).not.toMatch(/(s\d+) --> \1$/m);
  });

  it.each(['"]; click s1 "javascript:alert(1)"', 'end', '<img src=x>', '`a`', '#quot;', 'a\nb --> c', '%%{init: {}}%%'])('labels hold %j harmlessly', (name) => {
    const text = renderMermaid(aPlan(aPipeline({ name, tables: [{ from: name, to: name }] }), []));
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(?:flowchart LR| {2}subgraph g\d+\["[^"<>`]*"\]| {4}s\d+\["[\w-]+ [\w-]+<br\/>[^"<>`]*"\]| {2}end| {2}s\d+ --> s\d+| {2}(?:classDef|class) [\w,:# -]+)$/);
    }
  });

  it('is the same for the same plan', () => {
    const { plan } = reports.mixed.targets[0]!;
    expect(renderMermaid(plan!)).toBe(renderMermaid(structuredClone(plan) as Plan));
  });
});

describe('github', () => {
  it.each(Object.entries(reports))('of %s is the golden file', (name, report) => {
    const text = renderGithub(report);
    expectGolden(golden, `${name}.github.txt`, text);
    expect(text.trimEnd().split('\n').at(-1)).toBe(sentenceOf(report));
  });

  it('cannot be made to say another command', () => {
    const name = 'x\n::error::owned\r::set-env name=A::b,line=9%0A';
    const desired = aPipeline({ name, tables: [] });
    const before = actualOf(desired[0]!);
    const plan = aPlan([], [before], { deletable: name });
    const lines = renderGithub(aReport({ plan })).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::warning title=1 resource would be replaced or deleted::/);
    expect(lines[0]).not.toMatch(/[\r\n]/);
  });
});
