import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { selfSigned } from '../leader/certificate.js';
import { fakeKubernetes } from '../leader/fake-kubernetes.js';
import type { FakeKubernetes } from '../leader/fake-kubernetes.js';
import type { WatchProcess } from './processes.js';
import type { Stage } from './stage.js';

/** A request that changes the account, at the moment when it came in. */
export interface Write {
  /** `PUT /connect/...`, as the simulator's journal has it. */
  readonly request: string;
  readonly by: string;
  /** Name of the Lease that has to be held for it. */
  readonly lease: string;
  /** Whom that Lease named just then. */
  readonly holder: string | undefined;
}

export interface Replica {
  readonly name: string;
  readonly process: WatchProcess;
}

/** Where replicas run: a Lease, and for each of them a way to the account on which its writes are noted. */
export interface Cluster {
  readonly kubernetes: FakeKubernetes;
  readonly writes: readonly Write[];
  /** Called in the very moment of a write. */
  onWrite: (write: Write) => void;
  /** Starts `reconcile watch` as a pod of this name; a name that was there before has its files. */
  start(name: string): Promise<Replica>;
  close(): Promise<void>;
}

/** As short as a busy machine bears. */
const times = ['--leader-election-lease-duration', '6s', '--leader-election-renew-deadline', '5s', '--leader-election-retry-period', '300ms'];

export interface ClusterOptions {
  /** More flags. */
  readonly args?: readonly string[];
  /** The Lease that has to be held for a request. */
  readonly leaseOf?: (request: string, body: string) => string;
}

/** A fake Kubernetes API and a gateway per replica, all in this process: so the order of their events is exact. */
export async function openCluster(stage: Stage, { args: more = [], leaseOf = () => 'reconciler' }: ClusterOptions = {}): Promise<Cluster> {
  const namespace = 'cdc';
  const tls = selfSigned(stage.folder);
  const kubernetes = await fakeKubernetes({ namespace, name: 'reconciler', tls });
  const gateways = new Map<string, Gateway>();
  const writes: Write[] = [];
  const cluster: Cluster = {
    kubernetes, writes,
    onWrite: () => undefined,
    async start(name) {
      const gateway = gateways.get(name) ?? (await openGateway(stage.simulator.url, () => {
        const holders = new Map(kubernetes.stores.names().map((lease) => [lease, kubernetes.holder(lease)]));
        return (request, body) => {
          const lease = leaseOf(request, body);
          const write = { request, by: name, lease, holder: holders.get(lease) };
          writes.push(write);
          cluster.onWrite(write);
        };
      }));
      gateways.set(name, gateway);
      kubernetes.tokens.add(name);
      const account = join(stage.folder, `account-${name}`);
      await mkdir(account, { recursive: true });
      await writeFile(join(account, 'token'), name);
      await writeFile(join(account, 'namespace'), namespace);
      await writeFile(join(account, 'ca.crt'), tls.cert);
      const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(kubernetes.url).port };
      const args = [...more, '--leader-election', 'reconciler', ...times, '--service-account', account, '--state-dir', `state-${name}`, '--ledger', 'git:', `--simulate=${gateway.url}`];
      return { name, process: stage.watch(args, { env }) };
    },
    async close() {
      await Promise.all([...gateways.values()].map(({ close }) => close()));
      await kubernetes.close();
    },
  };
  return cluster;
}

interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Hands everything on to the simulator, whose own address it puts its own in place of, so that nobody gets past it. `arrives` is called when a write's
 * first bytes come in, and what it returned when all of it is there.
 */
async function openGateway(simulator: string, arrives: () => (request: string, body: string) => void): Promise<Gateway> {
  let own = '';
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/' } = request;
    const noteWrite = method !== 'GET' && !path.startsWith('/simulator') ? arrives() : undefined;
    void handOn(request, new URL(path, simulator), (body) => noteWrite?.(`${method} ${path}`, body)).then(
      async (answer) => {
        const type = answer.headers.get('content-type');
        response.writeHead(answer.status, type === null ? {} : { 'content-type': type });
        response.end((await answer.text()).replaceAll(new URL(simulator).origin, own));
      },
      () => request.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

async function handOn(request: IncomingMessage, to: URL, whole: (body: string) => void): Promise<Response> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  whole(Buffer.concat(parts).toString('utf8'));
  const { method = 'GET', headers } = request;
  const kept = ['authorization', 'content-type', 'accept'].flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])] as [string, string]]));
  return fetch(to, { method, headers: kept, redirect: 'manual', ...(parts.length === 0 ? {} : { body: Buffer.concat(parts) }) });
}
