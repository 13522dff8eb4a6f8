import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { acceptsHost } from '../../src/cli/allowed-hosts.js';
import { limits } from '../../src/pipeline/limits.js';
import { readFiles } from '../../src/pipeline/load.js';
import { loadDocuments } from '../../src/pipeline/read-documents.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const namesAndCodes = async (paths: string[], cwd: string): Promise<{ names: string[]; codes: string[] }> => {
  const { files, diagnostics } = await readFiles(paths, cwd);
  return { names: [...files.keys()], codes: diagnostics.map(({ code }) => code) };
};

describe('readFiles', () => {
  it('reads folders recursively, skips what is hidden, node_modules and other files', async () => {
    const cwd = folderWith({ 'p/b.yaml': 'b: 1', 'p/a.yml': 'a: 1', 'p/deep/er/c.YAML': 'c: 1', 'p/.hidden/x.yaml': '', 'p/.x.yaml': '', 'p/node_modules/y.yaml': '', 'p/readme.md': '' });
    expect(await namesAndCodes(['p'], cwd)).toEqual({ names: ['p/a.yml', 'p/b.yaml', 'p/deep/er/c.YAML'], codes: [] });
  });

  it('reads a file once however often it is named, and files of any name when named', async () => {
    const cwd = folderWith({ 'p/a.yaml': 'a: 1', 'other.txt': 'b: 1' });
    expect(await namesAndCodes(['p', 'p/a.yaml', './p', 'other.txt'], cwd)).toEqual({ names: ['other.txt', 'p/a.yaml'], codes: [] });
  });

  it('names files outside the working folder as they were given', async () => {
    const cwd = folderWith({});
    const other = folderWith({ 'a.yaml': 'a: 1' });
    expect(await namesAndCodes([join(other, 'a.yaml')], cwd)).toEqual({ names: [join(other, 'a.yaml')], codes: [] });
  });

  it.each([
    { name: 'a missing path', files: {}, path: 'nowhere', want: 'CDC1001' },
    { name: 'an empty folder', files: { 'p/readme.md': '' }, path: 'p', want: 'CDC1002' },
    { name: 'text that is not UTF-8', files: { 'p/a.yaml': new Uint8Array([0x61, 0x3a, 0xff, 0xfe]) }, path: 'p', want: 'CDC1005' },
    { name: 'a file over the limit', files: { 'p/a.yaml': 'x'.repeat(limits.fileBytes + 1) }, path: 'p', want: 'CDC1003' },
    { name: 'folders too deep', files: { [`p/${'d/'.repeat(limits.folderDepth + 2)}a.yaml`]: '' }, path: 'p', want: 'CDC1004' },
  ])('$name is a diagnostic', async ({ files, path, want }) => {
    expect(await namesAndCodes([path], folderWith(files as Record<string, string>))).toEqual({ names: [], codes: [want] });
  });

  it('answers a huge file by its size alone', async () => {
    const cwd = folderWith({ 'p/a.yaml': '' });
    truncateSync(join(cwd, 'p/a.yaml'), 5_000_000_000);
    expect((await namesAndCodes(['p'], cwd)).codes).toEqual(['CDC1003']);
  });

  it('calls the working folder by its short name', async () => {
    const { diagnostics } = await readFiles(['.'], folderWith({}));
    expect(diagnostics.map(({ summary }) => summary)).toEqual(['There is no *.yaml or *.yml file in ..']);
  });

  it('stops when the files are too large together', async () => {
    const files = Object.fromEntries(Array.from({ length: limits.totalBytes / limits.fileBytes + 2 }, (_, i) => [`p/${i}.yaml`, '#'.repeat(limits.fileBytes)]));
    const { names, codes } = await namesAndCodes(['p'], folderWith(files));
    expect(codes).toEqual(['CDC1004']);
    expect(names).toHaveLength(limits.totalBytes / limits.fileBytes);
  });

  it('stops when there are too many files', async () => {
    const files = Object.fromEntries(Array.from({ length: limits.files + 1 }, (_, i) => [`p/${i}.yaml`, '']));
    const { names, codes } = await namesAndCodes(['p'], folderWith(files));
    expect([names.length, codes]).toEqual([limits.files, ['CDC1004']]);
  });

  it('does not wait for a pipe', async () => {
    const cwd = folderWith({ 'p/b.yaml': 'b: 1' });
    execFileSync('mkfifo', [join(cwd, 'p/a.yaml')]);
    expect(await namesAndCodes(['p'], cwd)).toEqual({ names: ['p/b.yaml'], codes: ['CDC1006'] });
  });
});

describe('symbolic links', () => {
  it('are followed inside the roots, once', async () => {
    const cwd = folderWith({ 'p/a.yaml': 'a: 1', 'p/sub/b.yaml': 'b: 1' });
    symlinkSync('..', join(cwd, 'p/sub/loop'));
    symlinkSync('sub/b.yaml', join(cwd, 'p/z.yaml'));
    symlinkSync('a.yaml', join(cwd, 'p/readme.md'));
    expect(await namesAndCodes(['p'], cwd)).toEqual({ names: ['p/a.yaml', 'p/sub/b.yaml'], codes: [] });
  });

  it('reads the target of a link whose own folder is not searched', async () => {
    const cwd = folderWith({ 'p/.data/a.txt': 'a: 1', 'p/.data/folder/b.yaml': 'b: 1' });
    symlinkSync('.data/a.txt', join(cwd, 'p/a.yaml'));
    symlinkSync('.data/folder', join(cwd, 'p/folder'));
    expect(await namesAndCodes(['p'], cwd)).toEqual({ names: ['p/a.yaml', 'p/folder/b.yaml'], codes: [] });
  });

  it('out of the roots are refused, files and folders', async () => {
    const cwd = folderWith({ 'p/ok.yaml': 'a: 1', 'secret/s.yaml': 's: 1' });
    symlinkSync('../secret/s.yaml', join(cwd, 'p/link.yaml'));
    symlinkSync('../secret', join(cwd, 'p/linked'));
    symlinkSync('/etc/passwd', join(cwd, 'p/passwd'));
    expect(await namesAndCodes(['p'], cwd)).toEqual({ names: ['p/ok.yaml'], codes: ['CDC1007', 'CDC1007'] });
  });

  it('that lead nowhere are reported when they look like YAML', async () => {
    const cwd = folderWith({ 'p/ok.yaml': 'a: 1' });
    symlinkSync('gone.yaml', join(cwd, 'p/link.yaml'));
    symlinkSync('gone', join(cwd, 'p/link'));
    expect(await namesAndCodes(['p'], cwd)).toEqual({ names: ['p/ok.yaml'], codes: ['CDC1006'] });
  });
});

describe('hosts that the machine allows', () => {
  const target = (host: string): string => `apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { name: cdc }, endpoints: { flink: "https://${host}" } }\n`;
  it.each<{ host: string; allowed: string[]; want: string[] }>([
    { host: 'flink.us-east-1.aws.confluent.cloud', allowed: [], want: [] },
    { host: 'confluent.cloud.example.com', allowed: [], want: ['CDC1406'] },
    { host: 'proxy.example.com', allowed: ['proxy.example.com'], want: [] },
    { host: 'proxy.example.com', allowed: ['*.example.com'], want: [] },
    { host: 'example.com', allowed: ['*.example.com'], want: ['CDC1406'] },
    { host: 'evil-example.com', allowed: ['*.example.com', 'example.com'], want: ['CDC1406'] },
    { host: 'sub.proxy.example.com', allowed: ['proxy.example.com'], want: ['CDC1406'] },
  ])('$host with $allowed', async ({ host, allowed, want }) => {
    const { diagnostics } = await loadDocuments(['p'], { cwd: folderWith({ 'p/a.yaml': target(host) }), acceptsHost: acceptsHost(allowed) });
    expect(diagnostics.map(({ code }) => code)).toEqual(want);
  });
});

describe('loadDocuments', () => {
  it('says so when the files hold no document', async () => {
    const one = await loadDocuments(['p'], { cwd: folderWith({ 'p/a.yaml': '# nothing\n' }) });
    expect(one.diagnostics.map(({ code, summary }) => [code, summary])).toEqual([['CDC1002', 'p/a.yaml holds no document.']]);
    const two = await loadDocuments(['p'], { cwd: folderWith({ 'p/a.yaml': '', 'p/b.yaml': '' }) });
    expect(two.diagnostics.map(({ summary }) => summary)).toEqual(['The 2 files hold no document.']);
  });
});
