import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { KINDS } from '../../src/pipeline/json-schema.js';
import type { Kind } from '../../src/pipeline/json-schema.js';
import * as compiler from '../../src/pipeline/validators.js';

/** What the build puts in the place of the compiler must judge every document as the compiler does, word for word. */
describe('the validators of the bundle', () => {
  let folder = '';
  let built: Pick<typeof compiler, 'validatorOf'>;
  let bundle = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cdc-validators-'));
    const file = join(folder, 'validators.mjs');
    const script = `
      import { build } from 'esbuild';
      import { compiledValidators } from './scripts/validators.mjs';
      await build({ entryPoints: ['src/pipeline/validators.ts'], outfile: process.argv[1], bundle: true, platform: 'node', format: 'esm', plugins: [compiledValidators] });`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file], { cwd: join(import.meta.dirname, '../..') });
    built = (await import(pathToFileURL(file).href)) as typeof built;
    bundle = await readFile(file, 'utf8');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('hold no compiler', () => {
    expect(bundle).not.toContain('node_modules/ajv/dist/compile');
  });

  it('say what the compiler says about every document of these tests, as each kind', async () => {
    let refused = 0;
    let accepted = 0;
    for (const document of await allDocuments()) {
      for (const kind of KINDS) {
        const want = judge(compiler, kind, document);
        expect(judge(built, kind, document)).toEqual(want);
        if (want.length > 0) refused += 1;
        else accepted += 1;
      }
    }
    expect(refused).toBeGreaterThan(150);
    expect(accepted).toBeGreaterThan(20);
  });
});

function judge({ validatorOf }: Pick<typeof compiler, 'validatorOf'>, kind: Kind, document: unknown): readonly unknown[] {
  const validate = validatorOf(kind);
  return validate(document) ? [] : (validate.errors ?? []);
}

/** Plain values, with variables and secrets as they stand in the files. What is no YAML, or grows without end, says nothing here. */
async function allDocuments(): Promise<readonly unknown[]> {
  const documents: unknown[] = [];
  for (const folder of ['valid', 'invalid'].map((name) => join(import.meta.dirname, name))) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml') && !name.includes('alias'))) documents.push(...plainDocuments(await readFile(join(folder, file), 'utf8')));
  }
  return documents;
}

function plainDocuments(text: string): readonly unknown[] {
  return parseAllDocuments(text).flatMap((document) => ('errors' in document && document.errors.length === 0 ? [document.toJS() as unknown] : []));
}
