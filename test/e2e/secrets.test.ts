import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFiles } from '../../src/cli/io.js';
import { createCli } from '../../src/cli/program.js';
import { parseWorld, startSimulator } from '../../src/simulator/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { startEstate } from '../support/estate.js';

const random = (name: string): string => `${name}-${randomBytes(12).toString('hex')}`;
/** In the environment, in a file, and in a properties file: one of each way to give a secret. */
const given = { env: random('env'), file: random('file'), properties: random('properties'), key: random('key') };
const rotated = random('rotated');

const documents = `
apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: prod }
spec:
  environment: { name: prod }
  cluster: { name: lake }
  computePool: { name: decode, maxCfu: 5 }
  principal: sa-cdc001
  credentials:
    kafka: { key: "\${env:PROD_KEY}", secret: "\${file:secrets/kafka}" }
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source:
    postgres: { host: pg.example.com, database: shop, username: reader, password: "\${env:PG_PASSWORD}" }
  format: AVRO
  connector: { auth: { apiKey: { key: "\${env:PROD_KEY}", secret: "\${file:secrets/kafka}" } } }
  tables:
    - { from: public.orders, to: orders, key: [id], columns: { id: INT, note: STRING } }
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: billing }
spec:
  source:
    mysql: { host: mysql.example.com, username: reader, password: "\${file:cdc.properties:MYSQL}" }
  format: AVRO
  tables:
    - { from: billing.invoices, to: invoices, key: [id], columns: { id: INT } }
`;

const world = `
environments: [{ name: prod, clusters: [{ name: lake }], computePools: [] }]
databases:
  - { source: postgres, host: pg.example.com, tables: [{ name: public.orders, key: [id], columns: { id: integer, note: text }, rows: [{ id: 1, note: a }] }] }
  - { source: mysql, host: mysql.example.com, tables: [{ name: billing.invoices, key: [id], columns: { id: int }, rows: [{ id: 1 }] }] }
`;

interface Output {
  readonly what: string;
  readonly text: string;
}

describe('the secrets of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const outputs: Output[] = [];
  let simulator: Simulator;
  let codes: readonly number[] = [];

  beforeAll(async () => {
    for (const name of ['pipelines', 'secrets']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'pipelines', 'all.yaml'), documents);
    writeFileSync(join(folder, 'secrets', 'kafka'), `${given.file}\n`);
    writeFileSync(join(folder, 'cdc.properties'), `MYSQL=${given.properties}\n`);
    simulator = await startSimulator({ world: parseWorld(world), speed: 2_000 });
    codes = await lifeOfAnAccount();
  }, 60_000);
  afterAll(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  async function run(line: string, env: Readonly<Record<string, string>> = {}): Promise<number> {
    const keep = (stream: string) => (text: string) => void outputs.push({ what: `${stream} of ${line}`, text });
    const config = { env: { PG_PASSWORD: given.env, PROD_KEY: given.key, ...env }, allowedHosts: [], fileRoots: [], allowedEnv: [], ledger: undefined, proxy: false, logLevel: 'debug', ci: true, color: 'never', githubActions: false } as const;
    const never = new AbortController().signal;
    const cli = createCli(config, { stdout: keep('stdout'), stderr: keep('stderr'), cwd: folder, isTty: false, color: false, ...diskFiles(folder), stopping: never, abort: never, columns: () => undefined });
    return cli.run([...line.split(' '), `--simulate=${simulator.description.baseUrl}`]);
  }

  /** Plans, failures that echo what was sent, applies, a rotation, repairs and the end, in every format. */
  async function lifeOfAnAccount(): Promise<readonly number[]> {
    const seen: number[] = [];
    for (const format of ['text', 'json', 'markdown', 'github']) seen.push(await run(`pipelines --dry-run -o ${format} --out plan.${format}`));
    for (const [pipeline, format, sent] of [['shop', 'text', `password=${given.env}, ${given.file}`], ['billing', 'json', `{"database.password":"${given.properties}"}`]] as const) {
      simulator.faults.clear();
      simulator.faults.add({ match: { plane: 'connect', method: 'POST' }, effect: { kind: 'status', status: 400, body: { error_code: 400, message: `rejected: ${sent}` } } });
      seen.push(await run(`pipelines --pipeline ${pipeline} --yes -o ${format}`));
    }
    simulator.faults.clear();
    for (const plane of ['connect', 'kafka', 'flink'] as const) simulator.faults.add({ match: { plane, method: 'GET' }, times: 2, effect: { kind: 'truncate' } });
    seen.push(await run('pipelines --yes -o json'));
    seen.push(await run('pipelines --yes -o text', { PG_PASSWORD: rotated }));
    simulator.control.failConnector('shop', 'the connection was lost');
    for (const format of ['text', 'json', 'markdown', 'github']) seen.push(await run(`pipelines --dry-run -o ${format}`, { PG_PASSWORD: rotated }));
    seen.push(await run('graph pipelines'), await run('status pipelines -o json'));
    seen.push(await run('destroy pipelines --dry-run -o json'), await run('destroy pipelines --yes'));
    return seen;
  }

  /** Every secret that was sent, and the form in which HTTP carries a pair. */
  function secrets(): readonly string[] {
    const pairs = Object.values(simulator.description.credentials);
    const base64 = [...pairs, { key: given.key, secret: given.file }].map(({ key, secret }) => Buffer.from(`${key}:${secret}`).toString('base64'));
    return [...Object.values(given), rotated, ...pairs.map(({ secret }) => secret), ...base64];
  }

  function leaks(texts: readonly Output[]): readonly string[] {
    return texts.flatMap(({ what, text }) => secrets().flatMap((secret) => (text.includes(secret) ? [`${what}: ${secret}`] : [])));
  }

  it('were sent, in runs that failed and runs that succeeded', () => {
    expect(codes.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(codes.slice(4, 6)).toEqual([1, 1]);
    expect(codes[6]).toBe(0);
    expect(codes[7]).toBe(0);
    expect(codes.at(-1)).toBe(3);
    const put = simulator.journal.writes().filter(({ method, path }) => method === 'PUT' && path.endsWith('/connectors/shop/config'));
    expect(put.length, 'the rotated password is sent').toBeGreaterThan(0);
  });

  it('are in nothing that a run writes to its streams', () => {
    expect(outputs.map(({ text }) => text).join('').length).toBeGreaterThan(10_000);
    expect(leaks(outputs)).toEqual([]);
  });

  it('are in no file: neither in a report nor in the ledger', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !/secrets\/kafka$|cdc\.properties$/.test(path));
    expect(written.some((path) => path.includes('.reconcile'))).toBe(true);
    expect(written.filter((path) => /plan\./.test(path)).length).toBe(4);
    expect(leaks(written.map((path) => ({ what: path, text: readFileSync(path, 'utf8') })))).toEqual([]);
  });

  it('are masked in the simulator\'s journal and snapshot', () => {
    const { journal, control } = simulator;
    expect(leaks([{ what: 'journal', text: JSON.stringify(journal.timeline()) }, { what: 'snapshot', text: JSON.stringify(control.snapshot()) }])).toEqual([]);
  });

  it('are in no error, however it is looked at', async () => {
    await using estate = await startEstate({ world });
    const { faults, description } = estate.simulator;
    const connect = estate.clients.connect(description.environment.id, description.cluster.id);
    const body = { message: `cannot log in with ${given.env}` };
    const config = { 'connector.class': 'PostgresCdcSourceV2', 'database.password': given.env, 'kafka.api.secret': given.file };
    const errors: unknown[] = [];
    for (const effect of [{ kind: 'status', status: 400 }, { kind: 'status', status: 500 }, { kind: 'drop' }, { kind: 'truncate' }, { kind: 'unreadable' }] as const) {
      faults.clear();
      faults.add({ match: { plane: 'connect', method: 'POST' }, effect: effect.kind === 'status' ? { ...effect, body } : effect });
      faults.add({ match: { plane: 'connect', method: 'GET' }, effect });
      errors.push(await connect.create('shop', config).then(() => undefined, (error: unknown) => error));
      errors.push(await connect.listConnectors().then(() => undefined, (error: unknown) => error));
    }
    const thrown = errors.filter((error) => error instanceof Error);
    expect(thrown.length).toBeGreaterThan(5);
    const pairs = Object.values(description.credentials).flatMap(({ key, secret }) => [secret, Buffer.from(`${key}:${secret}`).toString('base64')]);
    const text = thrown.map((error) => [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), error.stack].join('\n')).join('\n');
    expect([given.env, given.file, ...pairs].filter((secret) => text.includes(secret))).toEqual([]);
  });
});
