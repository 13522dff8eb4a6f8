import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { secretReference } from '../../src/core/secret.js';
import { loadDocuments } from '../../src/pipeline/read-documents.js';
import { createSecretResolver } from '../../src/pipeline/resolve-secrets.js';
import { objectionTo } from '../../src/pipeline/secret-names.js';

const cwd = mkdtempSync(join(tmpdir(), 'names-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const credential = (key: string, secret: string): string => `cloud: { key: '\${env:${key}}', secret: '\${env:${secret}}' }`;

function documents(password: string, options: { readonly username?: string; readonly config?: string; readonly credentials?: string } = {}): string {
  const { username = 'cdc', config = '{}', credentials = credential('PROD_KEY', 'PROD_SECRET') } = options;
  return `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: prod }
spec: { environment: { id: env-9kz2p1 }, cluster: { id: lkc-7xk2q0 }, computePool: { name: cdc }, credentials: { ${credentials} } }
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source: { postgres: { host: pg.example.com, database: shop, username: '${username}', password: '${password}' } }
  connector: { config: ${config} }
  tables: [{ from: public.customers, to: customers, key: [id], columns: { id: INT } }]
`;
}

async function codes(text: string, allowedEnv: readonly string[] = []): Promise<readonly string[]> {
  writeFileSync(join(cwd, 'all.yaml'), text);
  const { diagnostics } = await loadDocuments(['all.yaml'], { cwd, allowedEnv });
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, range }) => `${code}:${range?.start.line}`);
}

describe('variables that a pipeline may name', () => {
  it.each([
    { name: 'PG_PASSWORD', allowed: [], want: [] },
    { name: 'PG_PASSWORD_EU', allowed: [], want: [] },
    { name: 'CDC_ANYTHING', allowed: [], want: [] },
    { name: 'GITHUB_TOKEN', allowed: [], want: ['CDC1309:10'] },
    { name: 'GITHUB_PASSWORD', allowed: [], want: ['CDC1309:10'] },
    { name: 'ACTIONS_RUNTIME_TOKEN', allowed: ['*'], want: ['CDC1309:10'] },
    { name: 'INPUT_TOKEN', allowed: ['INPUT_*'], want: ['CDC1309:10'] },
    { name: 'GITHUB_TOKEN', allowed: ['GITHUB_TOKEN'], want: [] },
    { name: 'AWS_SECRET_ACCESS_KEY', allowed: [], want: ['CDC1309:10'] },
    { name: 'HOME', allowed: [], want: ['CDC1309:10'] },
    { name: 'VAULT_PG', allowed: ['VAULT_*'], want: [] },
    { name: 'XVAULT_PG', allowed: ['VAULT_*'], want: ['CDC1309:10'] },
    { name: 'KAFKA_API_SECRET', allowed: [], want: ['CDC1309:10'] },
    { name: 'PROD_SECRET', allowed: [], want: ['CDC1309:10'] },
  ])('$name with $allowed', async ({ name, allowed, want }) => expect(await codes(documents(`\${env:${name}}`), allowed)).toEqual(want));

  it('a credential of a Target stays one, also when its name would fit', async () => {
    const text = documents('${env:CLOUD_PASSWORD}', { credentials: credential('CLOUD_KEY', 'CLOUD_SECRET_PASSWORD') });
    expect(await codes(text)).toEqual([]);
    expect(await codes(text.replace('${env:CLOUD_PASSWORD}', '${env:CLOUD_SECRET_PASSWORD}'))).toEqual(['CDC1309:10']);
  });

  it('the key with which a connector writes to Kafka may be the Target\'s own', async () => {
    const text = documents('${env:PG_PASSWORD}', { credentials: credential('PROD_KEY', 'PROD_SECRET') });
    const pair = '{ key: "${env:PROD_KEY}", secret: "${env:PROD_SECRET}" }';
    expect(await codes(text.replace('connector: {', `connector: { auth: { apiKey: ${pair} },`))).toEqual([]);
  });

  it.each([
    { given: { username: '${env:DB_USER}' }, want: [] },
    { given: { username: '${env:DB_PASSWORD}' }, want: ['CDC1309:10'] },
    { given: { credentials: credential('GITHUB_TOKEN', 'PROD_SECRET') }, want: ['CDC1309:4'] },
    { given: { credentials: credential('HOME', 'PROD_SECRET') }, want: ['CDC1309:4'] },
    { given: { credentials: credential('KAFKA_API_KEY', 'KAFKA_API_SECRET') }, want: [] },
    { given: { credentials: 'cloud: { key: "${file:secrets/key}", secret: "${file:secrets/secret}" }' }, want: [] },
  ])('$given', async ({ given, want }) => expect(await codes(documents('${env:PG_PASSWORD}', given))).toEqual(want));
});

describe('variables of an access key', () => {
  const dynamodb = (key: string, secret: string): string => documents('x').replace(/postgres: \{.*\} \}/, `dynamodb: { region: us-east-1, accessKeyId: '\${env:${key}}', secretAccessKey: '\${env:${secret}}' } }`).replace('public.customers', 'users');
  it.each([
    { key: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY', want: [] },
    { key: 'AWS_ID', secret: 'AWS_KEY', want: ['CDC1309:10', 'CDC1309:10'] },
    { key: 'aws_key_id', secret: 'aws_access_key', want: [] },
  ])('$key and $secret', async ({ key, secret, want }) => expect(await codes(dynamodb(key, secret))).toEqual(want));
});

describe('files that a document may name', () => {
  it.each([
    { path: 'secrets/pg', want: [] },
    { path: '/etc/passwd', want: ['CDC1307:10'] },
    { path: '../outside', want: ['CDC1307:10'] },
    { path: '/proc/self/environ', want: ['CDC1307:10'] },
    { path: '.git/config', want: ['CDC1307:10'] },
    { path: 'sub/.GIT/config', want: ['CDC1307:10'] },
    { path: '.github/x', want: [] },
  ])('$path', async ({ path, want }) => expect(await codes(documents(`\${file:${path}}`))).toEqual(want));
});

describe('the resolver', () => {
  const sources = { cwd, realPath: (path: string) => Promise.resolve(path), readFile: () => Promise.resolve('token') };
  it('holds to reserved names whoever asks', async () => {
    const env = { GITHUB_TOKEN: 'ghs_x', INPUT_TOKEN: 'ghs_y', PG_PASSWORD: 'p' };
    const resolve = createSecretResolver({ ...sources, env });
    await expect(resolve(secretReference('${env:GITHUB_TOKEN}'))).rejects.toMatchObject({ code: 'CDC1309' });
    await expect(resolve(secretReference('${env:INPUT_TOKEN}'))).rejects.toMatchObject({ code: 'CDC1309' });
    await expect(resolve(secretReference('${env:PG_PASSWORD}'))).resolves.toBe('p');
    await expect(createSecretResolver({ ...sources, env, allowedEnv: ['GITHUB_TOKEN'] })(secretReference('${env:GITHUB_TOKEN}'))).resolves.toBe('ghs_x');
  });

  it('reads nothing of git', async () => {
    mkdirSync(join(cwd, '.git'), { recursive: true });
    await expect(createSecretResolver({ ...sources, env: {} })(secretReference('${file:.git/config}'))).rejects.toMatchObject({ code: 'CDC1307' });
    // A link with another name leads there.
    const linked = { ...sources, realPath: (path: string) => Promise.resolve(path === cwd ? cwd : join(cwd, '.git', 'config')) };
    await expect(createSecretResolver({ ...linked, env: {} })(secretReference('${file:harmless}'))).rejects.toMatchObject({ code: 'CDC1307' });
  });
});

it.each([
  { given: ['A_1', 'VAULT_*', '*'], want: undefined },
  { given: ['A-B'], want: /"A-B"/ },
  { given: [''], want: /not ""/ },
])('a list of names: $given', ({ given, want }) => {
  if (want === undefined) expect(objectionTo(given)).toBeUndefined();
  else expect(objectionTo(given)).toMatch(want);
});
