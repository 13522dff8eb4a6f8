import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSourceTable } from '../../src/flink/registry/index.js';
import type { SourceTable } from '../../src/flink/registry/index.js';
import type { RegisteredSchemaSpec } from '../../src/kinds/registered-schema/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import { expandPipelines } from '../../src/pipeline/expand.js';
import { limits } from '../../src/pipeline/limits.js';
import { loadDocuments } from '../../src/pipeline/read-documents.js';
import { account, specOf } from './support/expand.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

const target = 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { name: cdc }, principal: sa-1 }\n';
const pipeline = (file: string): string => `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: web }
spec:
  source: { topic: { topics: { web.clicks: { schema: { file: ${file} } } } } }
  tables: [{ from: web.clicks, to: clicks, key: [id] }]
`;
const schema = { type: 'object', properties: { id: { type: 'string' }, page: { type: 'string' } } };
const text = JSON.stringify(schema);

/** `p/sub/web.yaml` names a file; everything else is as given. */
function folderWith(named: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'attached-'));
  made.push(folder);
  for (const [name, content] of Object.entries({ 'p/target.yaml': target, 'p/sub/web.yaml': pipeline(named), ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const problems = async (cwd: string, paths: readonly string[] = ['p']): Promise<readonly string[]> =>
  (await loadDocuments([...paths], { cwd })).diagnostics.map(({ code, summary, range }) => `${code}:${range?.start.line}:${range?.start.column} ${summary}`);

describe('a schema in a file beside the document', () => {
  it.each<{ name: string; named: string; files: Readonly<Record<string, string>>; paths?: readonly string[] }>([
    { name: 'in the same folder', named: 'clicks.json', files: { 'p/sub/clicks.json': text } },
    { name: 'further down', named: 'schemas/clicks.json', files: { 'p/sub/schemas/clicks.json': text } },
    { name: 'further up, below the folder that was given', named: '../clicks.json', files: { 'p/clicks.json': text } },
    { name: 'beside the file that was given', named: 'clicks.json', files: { 'p/sub/clicks.json': text }, paths: ['p/target.yaml', 'p/sub/web.yaml'] },
  ])('is found $name', async ({ named, files, paths }) => expect(await problems(folderWith(named, files), paths)).toEqual([]));

  it('is registered as it stands, and the columns come from it', async () => {
    const { documents } = await loadDocuments(['p'], { cwd: folderWith('clicks.json', { 'p/sub/clicks.json': text }) });
    const expansion = expandPipelines(documents.pipelines, documents.targets[0]!, { ...account, sourceTable: (_topic, style, given) => readSourceTable({ valueSchema: given, style }) as SourceTable });
    expect(specOf<RegisteredSchemaSpec>(expansion, 'registered-schema')).toMatchObject({ subject: 'web.clicks-value', text });
    expect(Object.keys(specOf<TargetTableSpec>(expansion, 'target-table').columns)).toEqual(['id', 'page']);
  });

  it('may be a link that stays below the folder, and no other', async () => {
    const cwd = folderWith('link.json', { 'p/other/clicks.json': text, 'secret.json': text });
    symlinkSync('../other/clicks.json', join(cwd, 'p/sub/link.json'));
    expect(await problems(cwd)).toEqual([]);
    rmSync(join(cwd, 'p/sub/link.json'));
    symlinkSync('../../secret.json', join(cwd, 'p/sub/link.json'));
    expect(await problems(cwd)).toEqual(['CDC2411:5:62 p/sub/link.json cannot be used: it lies outside the folders that were given.']);
  });

  it.each<{ name: string; named: string; files?: Readonly<Record<string, string>>; paths?: readonly string[]; want: string }>([
    { name: 'missing', named: 'clicks.json', want: 'CDC2411:5:62 p/sub/clicks.json cannot be used: there is no such file.' },
    { name: 'a folder', named: 'schemas', files: { 'p/sub/schemas/clicks.json': text }, want: 'CDC2411:5:62 p/sub/schemas cannot be used: there is no such file.' },
    { name: 'not JSON', named: 'clicks.json', files: { 'p/sub/clicks.json': '{' }, want: 'CDC2407:5:62 The schema of web.clicks cannot be used: it is not JSON.' },
    { name: 'outside', named: '../../clicks.json', files: { 'clicks.json': text }, want: 'CDC2411:5:62 clicks.json cannot be used: it lies outside the folders that were given.' },
    { name: 'outside of the folder of a file that was given', named: '../clicks.json', files: { 'p/clicks.json': text, 'p/sub/target.yaml': target }, paths: ['p/sub/target.yaml', 'p/sub/web.yaml'], want: 'CDC2411:5:62 p/clicks.json cannot be used: it lies outside the folders that were given.' },
    { name: 'outside, where nothing is', named: '/nowhere/clicks.json', want: 'CDC2411:5:62 /nowhere/clicks.json cannot be used: it lies outside the folders that were given.' },
  ])('is refused when it is $name', async ({ named, files, paths, want }) => expect(await problems(folderWith(named, files), paths)).toEqual([want]));

  it('is refused by its size alone', async () => {
    const cwd = folderWith('clicks.json', { 'p/sub/clicks.json': '' });
    truncateSync(join(cwd, 'p/sub/clicks.json'), 5_000_000_000);
    expect(await problems(cwd)).toEqual([`CDC2411:5:62 p/sub/clicks.json cannot be used: it has 5000000000 bytes; a file may have ${limits.fileBytes}.`]);
  });

  it('is read all the same where another path that was given is not there', async () => {
    const cwd = folderWith('clicks.json', { 'p/sub/clicks.json': text });
    expect((await problems(cwd, ['p', 'gone'])).map((line) => line.slice(0, 7))).toEqual(['CDC1001']);
  });
});
