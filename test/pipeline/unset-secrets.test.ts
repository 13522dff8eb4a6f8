import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import { credentialUses } from '../../src/cli/account.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { createSecretResolver } from '../../src/pipeline/resolve-secrets.js';
import { collectSecrets } from '../../src/pipeline/secret.js';
import { findUnresolved } from '../../src/pipeline/unset-secrets.js';
import type { AskedSecret } from '../../src/pipeline/unset-secrets.js';

const target = (name: string, credentials = ''): string => `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: ${name} }
spec:
  environment: { id: env-1 }
  cluster: { id: lkc-${name} }
  computePool: { id: lfcp-1 }
${credentials === '' ? '' : `  credentials: { ${credentials} }\n`}`;
const pipeline = (name: string, password: string, targets = '[prod]'): string => `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: ${name} }
spec:
  targets: ${targets}
  source: { postgres: { host: ${name}.example.com, database: d, username: u, password: "${password}" } }
  tables: [{ from: public.orders }]
`;

const planes = ['kafka', 'schemaRegistry', 'flink', 'tableflow'];
const allBut = (cloud: string): string => [cloud, ...planes.map((plane) => `${plane}: { key: "\${env:SET}", secret: "\${env:SET}" }`)].filter((part) => part !== '').join(', ');

function asked(files: Readonly<Record<string, string>>): readonly AskedSecret[] {
  const { documents, diagnostics } = readDocuments(new Map(Object.entries(files)));
  expect(diagnostics).toEqual([]);
  return [...documents.targets.flatMap(credentialUses), ...collectSecrets({ ...documents, targets: [] })];
}

const resolver = createSecretResolver({ env: { SET: 'value', CONFLUENT_CLOUD_API_KEY: 'k', CONFLUENT_CLOUD_API_SECRET: 's' }, cwd: '/work', realPath: () => Promise.reject(new Error('gone')), readFile: () => Promise.reject(new Error('gone')) });
const seen = ({ code, summary, detail, range }: Diagnostic): string => `${code} ${range!.file}:${range!.start.line}:${range!.start.column}-${range!.end.column} ${summary}${detail === undefined ? '' : ` | ${detail}`}`;
const unset = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => (await findUnresolved(asked(files), resolver)).map(seen);

const prod = target('prod', allBut(''));
const PG = '${env:PG_PASSWORD} has no value: the environment variable PG_PASSWORD is not set.';

describe('secrets without a value', () => {
  it.each<{ name: string; files: Readonly<Record<string, string>>; want: readonly string[] }>([
    { name: 'none', files: { 't.yaml': prod, 'a.yaml': pipeline('a', '${env:SET}') }, want: [] },
    { name: 'one, at its value', files: { 't.yaml': prod, 'a.yaml': pipeline('a', '${env:PG_PASSWORD}') }, want: [`CDC1306 a.yaml:6:82-102 ${PG}`] },
    { name: 'one of two pipelines, once', files: { 't.yaml': prod, 'b.yaml': pipeline('b', '${env:PG_PASSWORD}'), 'a.yaml': pipeline('a', '${env:PG_PASSWORD}') }, want: [`CDC1306 a.yaml:6:82-102 ${PG} | Also in b.yaml:6:82.`] },
    { name: 'one of a pipeline with two targets, once', files: { 't.yaml': `${prod}---\n${target('eu', allBut(''))}`, 'a.yaml': `${pipeline('a', '${env:PG_PASSWORD}', '[prod, eu]')}overrides: { eu: { source: { postgres: { host: eu.example.com } } } }\n` }, want: [`CDC1306 a.yaml:6:82-102 ${PG}`] },
    {
      name: 'one of many pipelines, with a few places',
      files: { 't.yaml': prod, ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [`${name}.yaml`, pipeline(name, '${env:PG_PASSWORD}')])) },
      want: [`CDC1306 a.yaml:6:82-102 ${PG} | Also in b.yaml:6:82, c.yaml:6:82, d.yaml:6:82, e.yaml:6:82 and 2 more.`],
    },
    { name: 'a credential that is written, at its value', files: { 't.yaml': target('prod', allBut('cloud: { key: "${env:NOT_SET_KEY}", secret: "${env:SET}" }')), 'a.yaml': pipeline('a', '${env:SET}') }, want: ['CDC1306 t.yaml:8:32-52 ${env:NOT_SET_KEY} has no value: the environment variable NOT_SET_KEY is not set.'] },
    {
      name: 'default names of one target, together',
      files: { 't.yaml': target('prod', 'cloud: { key: "${env:SET}", secret: "${env:SET}" }'), 'a.yaml': pipeline('a', '${env:SET}') },
      want: ['CDC1306 t.yaml:3:19-23 8 environment variables are not set: KAFKA_API_KEY, KAFKA_API_SECRET, SCHEMA_REGISTRY_API_KEY, SCHEMA_REGISTRY_API_SECRET, FLINK_API_KEY, FLINK_API_SECRET, TABLEFLOW_API_KEY, TABLEFLOW_API_SECRET. | Default names, for what Target prod leaves out under spec.credentials.'],
    },
    {
      name: 'default names of two targets, once; a name that one of them writes, where it is written',
      files: {
        't.yaml': `${target('prod', `kafka: { key: "\${env:KAFKA_API_KEY}", secret: "\${env:SET}" }, schemaRegistry: { key: "\${env:SET}", secret: "\${env:SET}" }, flink: { key: "\${env:SET}", secret: "\${env:SET}" }`)}---\n${target('eu', ['schemaRegistry', 'flink'].map((plane) => `${plane}: { key: "\${env:SET}", secret: "\${env:SET}" }`).join(', '))}`,
        'a.yaml': pipeline('a', '${env:SET}'),
      },
      want: [
        'CDC1306 t.yaml:3:19-23 3 environment variables are not set: TABLEFLOW_API_KEY, TABLEFLOW_API_SECRET, KAFKA_API_SECRET. | Default names, for what Targets prod, eu leave out under spec.credentials.',
        'CDC1306 t.yaml:8:32-54 ${env:KAFKA_API_KEY} has no value: the environment variable KAFKA_API_KEY is not set. | Also by default for Target eu.',
      ],
    },
    { name: 'files', files: { 't.yaml': prod, 'a.yaml': pipeline('a', '${file:x.properties:PG}'), 'b.yaml': pipeline('b', '${file:/etc/hostname}') }, want: ['CDC1306 a.yaml:6:82-107 ${file:x.properties:PG} has no value: the file x.properties is missing, not readable, or has no PG.', 'CDC1307 b.yaml:6:82-105 ${file:/etc/hostname} names a file outside the folders that secrets may be read from.'] },
  ])('$name', async ({ files, want }) => expect(await unset(files)).toEqual(want));

  it.each([
    { reference: '${env:PG_PASSWORD}', want: 'Set PG_PASSWORD in the environment, or write ${file:cdc-credentials.properties:PG_PASSWORD} here. --simulate needs none.' },
    { reference: '${file:x.properties:PG}', want: 'Write "PG=…" into x.properties. --simulate needs none.' },
    { reference: '${file:secret}', want: 'Write the secret into the file. --simulate needs none.' },
    { reference: '${file:/etc/hostname}', want: 'Move the file below the working folder, or allow its folder by flag or environment.' },
    { reference: '${env:GITHUB_PASSWORD}', want: 'Allow it with --allow-env or RECONCILE_ALLOWED_ENV. A document cannot.' },
  ])('says how to give $reference a value', async ({ reference, want }) => {
    const [first] = await findUnresolved(asked({ 't.yaml': prod, 'a.yaml': pipeline('a', reference) }), resolver);
    expect(first!.fix).toBe(want);
  });

  it('does not repeat the words of a resolver that fails in its own way', async () => {
    const [first] = await findUnresolved(asked({ 't.yaml': prod, 'a.yaml': pipeline('a', '${env:PG_PASSWORD}') }).slice(-1), () => Promise.reject(new Error('hunter2')));
    expect(first).toMatchObject({ code: 'CDC1306', summary: '${env:PG_PASSWORD} cannot be resolved.' });
  });
});
