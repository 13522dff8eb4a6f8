import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { secretReference } from '../../src/core/secret.js';
import { parseProperties } from '../../src/pipeline/properties-file.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { createPlaceholderResolver, createSecretResolver, SecretError, type SecretSources } from '../../src/pipeline/resolve-secrets.js';
import { collectSecrets, parseReference } from '../../src/pipeline/secret.js';

describe('parseReference', () => {
  it.each([
    { given: '${env:PG_PASSWORD}', want: { scheme: 'env', name: 'PG_PASSWORD' } },
    { given: '${file:secrets/pg}', want: { scheme: 'file', path: 'secrets/pg' } },
    { given: '${file:cdc.properties:KEY}', want: { scheme: 'file', path: 'cdc.properties', key: 'KEY' } },
    { given: '${file:a.properties:b.properties:c}', want: { scheme: 'file', path: 'a.properties', key: 'b.properties:c' } },
    { given: '${file:C:/secrets/pg}', want: { scheme: 'file', path: 'C:/secrets/pg' } },
    { given: '${env:}', want: undefined },
    { given: '${env:A-B}', want: undefined },
    { given: '${file:cdc.properties}', want: undefined },
    { given: '${file:cdc.properties:}', want: undefined },
    { given: ' ${env:A}', want: undefined },
    { given: '${env:A}${env:B}', want: undefined },
    { given: '${env:${var:x}}', want: undefined },
    { given: '${env:A\n}', want: undefined },
    { given: '${var:a}', want: undefined },
  ])('$given', ({ given, want }) => {
    expect(parseReference(given)).toEqual(want);
  });
});

it('parseProperties reads the format of Java', () => {
  const text = '\ufeff# comment\n! another\n\na=1\nb : 2\nc 3\n  d=  four words  \ne=x\\\n   y\nf\\=g=h\nu=\\u0041\\t\\n\\q\\\\\nlast\\\\=1\nempty=\nalone\na=again\r\nend=\\';
  expect([...parseProperties(text)]).toEqual([
    ['a', 'again'], ['b', '2'], ['c', '3'], ['d', 'four words  '], ['e', 'xy'], ['f=g', 'h'], ['u', 'A\t\nq\\'], ['last\\', '1'], ['empty', ''], ['alone', ''], ['end', ''],
  ]);
});

const root = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(root, { recursive: true }));
const cwd = join(root, 'work');
mkdirSync(join(cwd, 'sub'), { recursive: true });
mkdirSync(join(root, 'run'));
writeFileSync(join(cwd, 'sub/plain'), 'hunter2\n');
writeFileSync(join(cwd, 'two-lines'), 'one\r\ntwo\r\n');
writeFileSync(join(cwd, 'empty'), '\n');
writeFileSync(join(cwd, 'cdc.properties'), 'KEY=from-properties\n');
writeFileSync(join(root, 'run/outside'), 'outside\n');
symlinkSync('../run/outside', join(cwd, 'link-out'));
symlinkSync('sub/plain', join(cwd, 'link-in'));

const sources = (more: Partial<SecretSources> = {}): SecretSources => ({
  env: { SET: 'value', EMPTY: '' },
  cwd,
  realPath: async (path) => realpathSync(path),
  readFile: async (path) => readFileSync(path, 'utf8'),
  ...more,
});

describe('createSecretResolver', () => {
  const resolveSecret = createSecretResolver(sources());

  it.each([
    { reference: '${env:SET}', want: 'value' },
    { reference: '${file:sub/plain}', want: 'hunter2' },
    { reference: '${file:two-lines}', want: 'one\r\ntwo' },
    { reference: '${file:cdc.properties:KEY}', want: 'from-properties' },
    { reference: '${file:link-in}', want: 'hunter2' },
    { reference: `\${file:${join(cwd, 'sub/plain')}}`, want: 'hunter2' },
  ])('$reference', async ({ reference, want }) => {
    expect(await resolveSecret(secretReference(reference))).toBe(want);
  });

  it.each([
    { reference: '${env:UNSET}', want: 'CDC1306' },
    { reference: '${env:EMPTY}', want: 'CDC1306' },
    { reference: '${file:missing}', want: 'CDC1306' },
    { reference: '${file:sub}', want: 'CDC1306' },
    { reference: '${file:empty}', want: 'CDC1306' },
    { reference: '${file:cdc.properties:NOT_THERE}', want: 'CDC1306' },
    { reference: '${file:../run/outside}', want: 'CDC1307' },
    { reference: '${file:link-out}', want: 'CDC1307' },
    { reference: '${file:/etc/hostname}', want: 'CDC1307' },
    { reference: '${file:.}', want: 'CDC1307' },
    { reference: 'literal-password', want: 'CDC1302' },
  ])('refuses $reference', async ({ reference, want }) => {
    const error = await resolveSecret(secretReference(reference)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SecretError);
    expect((error as SecretError).code).toBe(want);
    expect(String(error)).not.toMatch(/hunter2|from-properties|outside\n/);
  });

  it('reads from folders that are allowed, links into them included', async () => {
    const allowed = createSecretResolver(sources({ fileRoots: [cwd, join(root, 'run'), join(root, 'gone')] }));
    expect(await allowed(secretReference('${file:../run/outside}'))).toBe('outside');
    expect(await allowed(secretReference('${file:link-out}'))).toBe('outside');
  });
});

it('createPlaceholderResolver fills in what is unset, lists it, and still refuses files outside', async () => {
  const { resolve, unset } = createPlaceholderResolver(sources());
  expect(await resolve(secretReference('${env:SET}'))).toBe('value');
  expect(await resolve(secretReference('${env:UNSET}'))).toBe('placeholder-for-env-UNSET');
  expect(await resolve(secretReference('${env:UNSET}'))).toBe('placeholder-for-env-UNSET');
  expect(await resolve(secretReference('${file:none.properties:K}'))).toBe('placeholder-for-file-none-properties-K');
  expect(unset()).toEqual(['${env:UNSET}', '${file:none.properties:K}']);
  await expect(resolve(secretReference('${file:/etc/hostname}'))).rejects.toThrow('outside the folders');
});

const document = `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: prod }
spec:
  environment: { id: env-1 }
  cluster: { id: lkc-1 }
  computePool: { id: lfcp-1 }
  credentials: { cloud: { key: "\${env:UNSET}", secret: "\${file:missing}" } }
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source: { postgres: { host: h, database: d, username: "\${env:UNSET}", password: "\${file:none.properties:PG}" } }
  tables: [{ from: public.orders }]
  connector: { config: { snapshot.select.statement.overrides.data.map: "\${file:/etc/hostname}" } }
`;

describe('secrets of documents', () => {
  const { documents, diagnostics } = readDocuments(new Map([['a.yaml', document]]));

  it('are collected with their places', () => {
    expect(diagnostics).toEqual([]);
    const uses = collectSecrets(documents).map(({ secret, range }) => `${secret.reference} ${range.start.line}:${range.start.column}`);
    expect(uses).toEqual([
      '${env:UNSET} 8:32', '${file:missing} 8:56',
      '${env:UNSET} 14:57', '${file:none.properties:PG} 14:83', '${file:/etc/hostname} 16:72',
    ]);
  });
});
