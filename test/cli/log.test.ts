import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.js';

const shop = ['pipelines', '--target', 'prod', '--pipeline', 'shop', '--simulate'];
const lines = (stderr: string): readonly Readonly<Record<string, unknown>>[] => stderr.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of a command', () => {
  it('is there when asked for, in the place of progress, and the report is what it was', async () => {
    const { code, stdout, stderr } = await runCli([...shop, '--yes', '--log-level', 'info'], { env: { PG_PASSWORD: 'geheim' } });
    expect(code).toBe(0);
    const [first, ...rest] = lines(stderr);
    const last = rest.at(-1)!;
    expect(first).toMatchObject({ level: 'info', event: 'run-started', target: 'prod', command: 'reconcile', dryRun: false });
    expect(new Set(rest.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['step-ended']));
    expect(last).toMatchObject({ event: 'run-ended', run: first!['run'], outcome: 'changed', steps: rest.length - 1 });
    expect(stdout).toContain(`Plan ${String(last['fingerprint'])}`);
    expect(stderr).not.toContain('geheim');
  });

  it('tells every request at debug, without a name of the account', async () => {
    const { stderr } = await runCli([...shop, '--dry-run', '--log-level', 'debug']);
    const told = lines(stderr);
    const requests = told.filter(({ event }) => event === 'request');
    expect(told.at(-1)).toMatchObject({ event: 'run-ended', outcome: 'planned', calls: requests.length });
    expect(requests.find(({ plane }) => plane === 'connect')).toMatchObject({ level: 'debug', target: 'prod', method: 'GET', path: '/connect/v1/environments/{environment}/clusters/{cluster}/connectors', status: 200 });
  });

  it.each([
    { name: 'not there when nobody asks', args: [], want: '' },
    { name: 'silent', args: ['--log-level', 'silent'], want: '' },
  ])('is $name', async ({ args, want }) => expect((await runCli([...shop, '--dry-run', ...args])).stderr).toBe(want));

  it('says which levels there are', async () => {
    const { code, stderr } = await runCli([...shop, '--dry-run', '--log-level', 'loud']);
    expect(code).toBe(64);
    expect(stderr).toContain('Allowed choices are debug, info, warn, error, silent.');
  });
});
