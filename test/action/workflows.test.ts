import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionFile } from './support/run-step.js';

const root = new URL('../../', import.meta.url);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>>;
}

/** Ours, and those that people copy from the documentation. */
const files: readonly (readonly [name: string, text: string])[] = [
  ...readdirSync(new URL('.github/workflows/', root)).map((name) => [name, readFileSync(new URL(`.github/workflows/${name}`, root), 'utf8')] as const),
  ...['docs/github-actions.md', 'README.md'].flatMap((document) =>
    [...readFileSync(new URL(document, root), 'utf8').matchAll(/```yaml\n# (\.github\/workflows\/\S+)\n([^]*?)```/g)].map((block) => [`${document}: ${block[1]!}`, block[2]!] as const),
  ),
];

it.each(['ci.yml', 'docs/', 'README.md'])('there are some of %s', (where) => expect(files.some(([name]) => name.startsWith(where))).toBe(true));

describe.each(files)('%s', (_name, text) => {
  const workflow = parse(text) as Workflow;
  const jobs = Object.values(workflow.jobs);

  it('pins what it uses by commit, with the version beside it', () => {
    const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    // ORG stands for where people have this repository.
    expect(uses.filter((line) => !/uses: (?:\.\/|ORG\/cdc-reconciler@v1)$|uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('gives each job what it needs and nothing by default, and ends it in time', () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.concurrency).toBeDefined();
    for (const job of jobs) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('never hands secrets to a stranger', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    expect(Object.keys(workflow.on)).not.toContain('workflow_run');
    if (!('pull_request' in workflow.on)) return;
    for (const job of jobs) expect(Object.entries(job.permissions!).filter(([scope, right]) => right === 'write' && scope !== 'pull-requests')).toEqual([]);
  });

  it('puts no expression into a script', () => expect(jobs.flatMap(({ steps }) => steps.filter(({ run }) => run?.includes('${{') === true))).toEqual([]));

  it('gives the action only inputs that it has', () => {
    const inputs = jobs.flatMap(({ steps }) => steps.filter(({ uses }) => uses === './' || uses?.startsWith('ORG/') === true).flatMap((step) => Object.keys(step.with ?? {})));
    expect(inputs.filter((name) => !(name in actionFile.inputs))).toEqual([]);
  });
});

it('the documentation tells every input and output', () => {
  const text = readFileSync(new URL('docs/github-actions.md', root), 'utf8');
  const names = [...Object.keys(actionFile.inputs), ...Object.keys(actionFile.outputs)];
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
