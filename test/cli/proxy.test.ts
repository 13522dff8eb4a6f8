import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock, parseWorld, startSimulator } from '../../src/simulator/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { buildBinary, run } from '../change/support/binary.js';
import type { Binary } from '../change/support/binary.js';
import { example } from '../support/estate.js';

/*
 * The real binary, on a machine that reaches Confluent Cloud through an HTTP proxy only. The simulator stands behind TLS with
 * a certificate for api.confluent.cloud, and only the proxy knows the way to it.
 */

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
const file = (name: string): string => join(folder, name);
let binary: Binary;
let simulator: Simulator;
let cloud: { readonly port: number; close(): void };
let proxy: { readonly url: string; readonly tunnels: string[]; readonly heard: string[]; close(): void };

beforeAll(async () => {
  if (!hasOpenssl) return;
  binary = await buildBinary();
  cpSync('pipelines', file('pipelines'), { recursive: true });
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=cloud', '-addext', 'subjectAltName=DNS:*.confluent.cloud,DNS:localhost', '-keyout', file('key.pem'), '-out', file('cloud.crt')], { stdio: 'ignore' });
  simulator = await startSimulator({ seed: 1, clock: createManualClock(), world: parseWorld(example('demo.world.yaml')) });
  cloud = await tlsInFrontOf(Number(new URL(simulator.description.baseUrl).port));
  proxy = await startProxy((host) => (['api.confluent.cloud:443', `localhost:${cloud.port}`].includes(host) ? cloud.port : undefined));
}, 60_000);

afterAll(async () => {
  proxy?.close();
  cloud?.close();
  await simulator?.stop();
  await binary?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasOpenssl)('behind a proxy (skipped without openssl)', () => {
  it('asks the proxy for tunnels, and tells it nothing else', async () => {
    const end = await dryRun({ HTTPS_PROXY: proxy.url });
    expect(end.stderr).toBe('');
    expect(end.stdout).toMatch(/^Plan [0-9a-f]{12}: \d+ create/m);
    expect(new Set(proxy.tunnels)).toEqual(new Set(['api.confluent.cloud:443']));
    const { cloud: pair } = simulator.description.credentials;
    const basic = Buffer.from(`${pair.key}:${pair.secret}`).toString('base64');
    expect(proxy.heard.join('\n')).not.toContain(basic);
  });

  it('sends the proxy its own password, and nobody else', async () => {
    const end = await dryRun({ https_proxy: proxy.url.replace('//', '//mole:s3same@') });
    expect(end.stdout).toMatch(/^Plan /m);
    expect(proxy.heard.filter((text) => text.startsWith('CONNECT')).at(-1)).toContain(`authorization: Basic ${Buffer.from('mole:s3same').toString('base64')}`);
    expect(end.stdout + end.stderr).not.toContain('s3same');
  });

  it.each([
    ['goes to every host through the proxy', {}, true],
    ['leaves the hosts of NO_PROXY alone', { NO_PROXY: '.example.com,localhost' }, false],
  ])('%s', async (_, env, tunnelled) => {
    const registry = `localhost:${cloud.port}`;
    const targets = readFileSync('pipelines/targets.yaml', 'utf8');
    writeFileSync(file('pipelines/targets.yaml'), targets.replace('  computePool:', `  endpoints: { schemaRegistry: "https://${registry}" }\n  computePool:`));
    proxy.tunnels.length = 0;
    const end = await dryRun({ HTTPS_PROXY: proxy.url, ...env }, ['--allow-host', registry]);
    writeFileSync(file('pipelines/targets.yaml'), targets);
    expect(end.stdout).toMatch(/^Plan /m);
    expect(proxy.tunnels.includes(registry)).toBe(tunnelled);
    expect(proxy.tunnels).toContain('api.confluent.cloud:443');
  });

  it.each([
    ['a proxy that refuses', () => 'http://127.0.0.1:1', /CDC4005[\s\S]*no connection to api\.confluent\.cloud[\s\S]*proxy between this machine/],
    ['an address that is none', () => 'socks5://mole:s3same@127.0.0.1', /^reconcile: HTTPS_PROXY must be the URL of an HTTP proxy/m],
  ])('%s is named, without its password', async (_, url, said) => {
    const end = await dryRun({ HTTPS_PROXY: url() });
    expect(end.code).not.toBe(0);
    expect(end.stdout + end.stderr).toMatch(said);
    expect(end.stdout + end.stderr).not.toContain('s3same');
  }, 60_000);
});

function dryRun(env: Readonly<Record<string, string | undefined>>, args: readonly string[] = []) {
  const { baseUrl, credentials } = simulator.description;
  const pairs = { CONFLUENT_CLOUD: credentials.cloud, KAFKA: credentials.kafka, SCHEMA_REGISTRY: credentials.schemaRegistry, FLINK: credentials.flink, TABLEFLOW: credentials.tableflow };
  const keys = Object.entries(pairs).flatMap(([name, { key, secret }]) => [[`${name}_API_KEY`, key], [`${name}_API_SECRET`, secret]]);
  return run(binary, folder, ['pipelines', '--dry-run', '--target', 'prod', '--pipeline', 'shop', '--allow-host', new URL(baseUrl).host, ...args], {
    ...(Object.fromEntries(keys) as Record<string, string>), PG_PASSWORD: 'unused', NODE_EXTRA_CA_CERTS: file('cloud.crt'), ...env,
  }).ended;
}

async function listening(server: { listen(port: number, host: string, ready: () => void): unknown; address(): unknown; close(): unknown }): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function tlsInFrontOf(port: number): Promise<typeof cloud> {
  const server = createTlsServer({ key: readFileSync(file('key.pem')), cert: readFileSync(file('cloud.crt')) }, (socket) => {
    const inner = connect(port, '127.0.0.1');
    socket.pipe(inner).pipe(socket);
    for (const end of [socket, inner]) end.on('error', () => [socket, inner].forEach((one) => one.destroy()));
  });
  return { port: await listening(server), close: () => void server.close() };
}

/** A forward proxy that only tunnels, and remembers what it was told. */
async function startProxy(route: (host: string) => number | undefined): Promise<typeof proxy> {
  const tunnels: string[] = [];
  const heard: string[] = [];
  const server: Server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(405).end();
  });
  server.on('connect', (request, socket, head: Buffer) => {
    tunnels.push(request.url ?? '');
    heard.push([`CONNECT ${request.url}`, ...Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`)].join('\n'));
    const port = route(request.url ?? '');
    if (port === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const inner = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inner.write(head);
      socket.on('data', (chunk: Buffer) => heard.push(chunk.toString('latin1')));
      socket.pipe(inner).pipe(socket);
    });
    for (const end of [socket, inner]) end.on('error', () => [socket, inner].forEach((one) => one.destroy()));
  });
  const port = await listening(server);
  return { url: `http://127.0.0.1:${port}`, tunnels, heard, close: () => server.close() };
}
