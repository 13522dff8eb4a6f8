import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explain } from '../../src/cli/explain.js';
import { init } from '../../src/cli/init.js';
import { diskFiles, type CommandIo } from '../../src/cli/io.js';
import { schema } from '../../src/cli/schema.js';
import { validate } from '../../src/cli/validate.js';
import { codes } from '../../src/core/codes/index.js';
import { combinedSchema } from '../../src/pipeline/json-schema.js';
import { sources } from '../../src/sources/index.js';
import { runCli } from '../support/run-cli.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

interface TestIo extends CommandIo {
  readonly out: () => string;
  readonly err: () => string;
}

function testIo(files: Readonly<Record<string, string>> = {}): TestIo {
  const cwd = mkdtempSync(join(tmpdir(), 'cli-'));
  made.push(cwd);
  mkdirSync(join(cwd, 'pipelines'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  let out = '';
  let err = '';
  return { stdout: (text) => void (out += text), stderr: (text) => void (err += text), cwd, isTty: false, color: false, ...diskFiles(cwd), out: () => out, err: () => err };
}

const target = 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { id: lfcp-1 } }\n';
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)!;

describe('validate', () => {
  it('says what is valid', async () => {
    const io = testIo({ 'pipelines/t.yaml': target });
    expect(await validate({}, io)).toBe(0);
    expect(io.out()).toBe('Valid: 1 target, 0 pipelines, 0 approvals in 1 file.\n');
  });

  it.each([
    { output: 'text', want: /^Error CDC1201.*Not valid: 1 error in 1 file\.\n$/s },
    { output: 'github', want: /^::error file=pipelines\/t\.yaml,line=5,.*\nNot valid: 1 error in 1 file\.\n$/s },
    { output: 'json', want: /^\{\n {2}"formatVersion": 1,\n {2}"valid": false/ },
  ] as const)('says what is not, as $output', async ({ output, want }) => {
    const io = testIo({ 'pipelines/t.yaml': `${target}zzz: 1\n` });
    expect(await validate({ output, paths: ['pipelines'] }, io)).toBe(65);
    expect(io.out()).toMatch(want);
  });

  it('allows endpoints by option only', async () => {
    const io = testIo({ 'pipelines/t.yaml': target.replace('lfcp-1 }', 'lfcp-1 }, endpoints: { kafka: "https://kafka.corp.example:9092", flink: "https://flink.corp.example" }') });
    expect(await validate({}, io)).toBe(65);
    expect(await validate({ allowedHosts: ['*.corp.example'] }, io)).toBe(0);
    expect(await validate({ allowedHosts: ['kafka.corp.example:9092', 'flink.corp.example'] }, io)).toBe(0);
    expect(await validate({ allowedHosts: ['kafka.corp.example:9093', 'flink.corp.example'] }, io)).toBe(65);
    expect(await validate({ allowedHosts: ['kafka.corp.example'] }, io)).toBe(65);
    await expect(validate({ allowedHosts: ['https://kafka.corp.example'] }, io)).rejects.toThrow('--allow-host: not a host, host:port or *.suffix');
  });

  it('a path that is not there is an error', async () => {
    const io = testIo();
    expect(await validate({ paths: ['nowhere'] }, io)).toBe(65);
    expect(io.out()).toContain('CDC1001');
    expect(lastLine(io.out())).toBe('Not valid: 1 error in 0 files.');
  });
});

describe('init', () => {
  it.each(Object.keys(sources))('writes files for %s that are valid', async (source) => {
    const io = testIo();
    expect(await init({ source, name: 'first' }, io)).toBe(0);
    expect(await validate({}, io)).toBe(0);
    expect(io.out()).toContain('Wrote pipelines/first.yaml');
    const read = (name: string): string => readFileSync(join(io.cwd, name), 'utf8');
    const asked = [...`${read('pipelines/target.yaml')}${read('pipelines/first.yaml')}`.matchAll(/\$\{file:cdc-credentials\.properties:(\w+)\}/g)].map((match) => match[1]!);
    expect(read('cdc-credentials.properties').match(/^\w+(?==replace-me$)/gm)!.sort()).toEqual([...new Set(asked)].sort());
  });

  it.concurrent.each(Object.values(sources).filter(({ connector }) => connector !== undefined).map(({ name }) => name))('writes files for %s that the simulator can run', async (source) => {
    const io = testIo();
    expect(await init({ source, name: 'first' }, io)).toBe(0);
    const { code, stdout } = await runCli(['--simulate', '--yes'], { cwd: io.cwd });
    expect(lastLine(stdout)).toMatch(/^Plan [0-9a-f]{12}: .* Applied to the simulator in /);
    expect(code).toBe(0);
  });

  it('never overwrites, and changes .gitignore once', async () => {
    const io = testIo({ '.gitignore': 'node_modules/\n/cdc-credentials.properties', 'pipelines/shop.yaml': 'mine' });
    expect(await init({}, io)).toBe(0);
    expect(readFileSync(join(io.cwd, '.gitignore'), 'utf8')).toBe('node_modules/\n/cdc-credentials.properties\nsecrets/\n.reconcile/\n');
    expect(readFileSync(join(io.cwd, 'pipelines/shop.yaml'), 'utf8')).toBe('mine');
    writeFileSync(join(io.cwd, 'cdc-credentials.properties'), 'real');
    expect(await init({}, io)).toBe(0);
    expect(readFileSync(join(io.cwd, 'cdc-credentials.properties'), 'utf8')).toBe('real');
    expect(readFileSync(join(io.cwd, '.gitignore'), 'utf8')).toBe('node_modules/\n/cdc-credentials.properties\nsecrets/\n.reconcile/\n');
    expect(io.out()).toContain('Kept, it exists: pipelines/shop.yaml');
  });

  it('writes into another folder', async () => {
    const io = testIo();
    expect(await init({ dir: 'team/cdc' }, io)).toBe(0);
    expect(await validate({ paths: ['team/cdc/pipelines'] }, io)).toBe(0);
    expect(readFileSync(join(io.cwd, 'team/cdc/.gitignore'), 'utf8')).toBe('cdc-credentials.properties\nsecrets/\n.reconcile/\n');
  });

  it.each([
    { options: { source: 'postgresql' }, want: 'Did you mean postgres?' },
    { options: { source: 'zzz' }, want: 'Sources are postgres, mysql' },
    { options: { name: '../evil' }, want: 'cannot be the name' },
    { options: { name: 'target' }, want: 'cannot be the name' },
  ])('refuses $options', async ({ options, want }) => {
    const io = testIo();
    expect(await init(options, io)).toBe(64);
    expect(io.err()).toContain(want);
    expect(io.out()).toBe('');
  });
});

describe('explain', () => {
  it.each(['CDC1301', 'cdc1301', '1301'])('%s', async (code) => {
    const io = testIo();
    expect(await explain({ code }, io)).toBe(0);
    expect(io.out()).toMatch(/^CDC1301: A literal where a secret reference belongs\n\nWhy it matters\n {2}A secret/);
  });

  it('knows every code, each with a why and a fix', async () => {
    for (const code of Object.keys(codes)) {
      const io = testIo();
      expect(await explain({ code }, io)).toBe(0);
      expect(io.out()).toMatch(/^CDC\d{4}: .+\n\nWhy it matters\n {2}.+\n\nWhat to do\n {2}.+\n$/s);
    }
  });

  it('lists all', async () => {
    const io = testIo();
    expect(await explain({ list: true }, io)).toBe(0);
    expect(io.out().trimEnd().split('\n')).toHaveLength(Object.keys(codes).length);
  });

  it.each([
    { options: { code: 'CDC1311' }, want: /Near it: CDC13/ },
    { options: { code: 'ORA-01555' }, want: /--list/ },
    { options: {}, want: /Which code/ },
  ])('$options is a wrong usage', async ({ options, want }) => {
    const io = testIo();
    expect(await explain(options, io)).toBe(64);
    expect(io.err()).toMatch(want);
  });
});

describe('schema', () => {
  it('prints', async () => {
    const io = testIo();
    expect(await schema({}, io)).toBe(0);
    expect(JSON.parse(io.out())).toEqual(JSON.parse(JSON.stringify(combinedSchema())));
    const one = testIo();
    expect(await schema({ kind: 'target' }, one)).toBe(0);
    expect(JSON.parse(one.out())).toMatchObject({ title: 'cdc-reconciler Target' });
  });

  it('writes what changed', async () => {
    const io = testIo();
    expect(await schema({ out: 'schema' }, io)).toBe(0);
    expect(await schema({ out: 'schema' }, io)).toBe(0);
    expect(await schema({ out: 'schema', kind: 'Approval' }, io)).toBe(0);
    expect(io.out()).toBe(
      ['Wrote ', 'Unchanged: '].flatMap((what) => ['pipeline', 'report', 'verify', 'preflight'].map((name) => `${what}schema/${name}.schema.json\n`)).join('') + 'Wrote schema/approval.kind.schema.json\n',
    );
  });

  it('refuses an unknown kind', async () => {
    const io = testIo();
    expect(await schema({ kind: 'Pipelin' }, io)).toBe(64);
    expect(io.err()).toContain('Did you mean Pipeline?');
    expect(await schema({ kind: 'zzz' }, testIo())).toBe(64);
  });
});
