import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWorld, startSimulator } from '../../src/simulator/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { example } from '../support/estate.js';
import { runCli } from '../support/run-cli.js';

describe('reconcile verify', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ seed: 1, speed: 400, world: parseWorld(example('demo.world.yaml')) });
  });
  afterAll(() => {
    rmSync(ledger, { recursive: true, force: true });
    return simulator.stop();
  });

  const run = (...args: readonly string[]) => runCli(args);
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
    { name: 'a probe that no table has', args: ['verify', '--probe', '--simulate', '--timeout', '0'], says: /--probe needs a table that says what may be written/ },
    { name: 'a password instead of its variable', args: ['verify', '--probe-password-env', 'my secret', '--probe', '--simulate', '--timeout', '0'], says: /--probe needs a table|--probe-password-env/ },
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
