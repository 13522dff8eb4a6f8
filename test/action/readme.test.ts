import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildBinary } from '../change/support/binary.js';
import type { Binary } from '../change/support/binary.js';
import { startScene } from './support/scene.js';
import type { Scene } from './support/scene.js';

let binary: Binary;
let scene: Scene;
beforeAll(async () => {
  [binary, scene] = await Promise.all([buildBinary(), startScene()]);
}, 120_000);
afterAll(async () => {
  await scene.stop();
  await binary.remove();
});

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }[] }>>;
}

/** The Action's step as the README has it. */
function stepOfReadme(): Readonly<Record<string, string>> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, text] = /```yaml\n(# \.github\/workflows\/[^]*?)```/.exec(readme) ?? [];
  const steps = Object.values((parse(text ?? '') as Workflow).jobs).flatMap((job) => job.steps);
  return steps.find(({ uses }) => uses?.startsWith('ORG/cdc-reconciler@') === true)?.with ?? {};
}

it('the README\'s workflow over the files of "reconcile init": a plan as a comment, without any secret', async () => {
  execFileSync(process.execPath, [binary.path, 'init'], { cwd: scene.workspace });
  scene.commit({});
  const { code, outputs, log } = await scene.pull({ env: {}, with: stepOfReadme() });
  expect(code, log).toBe(0);
  expect(outputs).toMatchObject({ outcome: 'planned', changes: 'true' });
  expect(scene.github.comments).toHaveLength(1);
  expect(scene.github.comments[0]!.body).toContain('create');
}, 120_000);
