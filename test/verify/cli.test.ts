import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCli } from '../../src/cli/program.js';
import { diskFiles } from '../../src/cli/io.js';
import { readConfig } from '../../src/config.js';
import { parseWorld, startSimulator } from '../../src/simulator/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { example } from '../support/estate.js';

describe('reconcile verify', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ seed: 1, speed: 400, world: parseWorld(example('demo.world.yaml')) });
  });
  afterAll(() => {
    rmSync(ledger, { recursive: true, force: true });
    return simulator.stop();
  });

  async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    const out = { stdout: '', stderr: '' };
    const cwd = process.cwd();
    const cli = createCli({ ...readConfig(), ci: true }, {
      stdout: (text) => void (out.stdout += text),
      stderr: (text) => void (out.stderr += text),
      cwd,
      isTty: false,
      color: false,
      columns: () => undefined,
      ...diskFiles(cwd),
      stopping: new AbortController().signal,
      abort: new AbortController().signal,
    });
    const code = await cli.run(args);
    return { code, ...out };
  }
  const ledger = mkdtempSync(join(tmpdir(), 'verify-'));
  const flags = (): readonly string[] => ['pipelines', `--simulate=${simulator.description.baseUrl}`, '--pipeline', 'shop', '--ledger', `file:${ledger}`];

  it('exits with 1 and the stage before anything is applied', async () => {
    const { code, stdout } = await run('verify', ...flags(), '--timeout', '0');
    expect(code).toBe(1);
    expect(stdout).toMatch(/Not proven: 2 of 2 tables, at connector \(2\)\.\n$/);
  });

  it.each([
    { name: 'a time that is none', args: ['verify', '--timeout', 'soon'], says: /--timeout soon is no duration/ },
    { name: 'a format that there is not', args: ['verify', '-o', 'github'], says: /Allowed choices are text, json, markdown/ },
    { name: 'a probe, which nothing can write', args: ['verify', '--probe'], says: /--probe needs a session that can write/ },
  ])('refuses $name', async ({ args, says }) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(64);
    expect(stderr).toMatch(says);
  });

  it('exits with 0 and proves every stage afterwards', async () => {
    expect((await run(...flags(), '--yes')).code).toBe(0);
    const { code, stdout } = await run('verify', ...flags(), '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ command: 'verify', proven: true, sentence: 'Proven: rows of 2 tables arrive.' });
    expect(code).toBe(0);
  });
});
