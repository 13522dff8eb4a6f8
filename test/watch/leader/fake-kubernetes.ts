import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A Lease as the API keeps it. */
export interface StoredLease {
  metadata: { name: string; namespace: string; resourceVersion?: string; uid?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { holderIdentity?: string; leaseDurationSeconds?: number; acquireTime?: string; renewTime?: string; leaseTransitions?: number };
}

export interface StoreAnswer {
  readonly status: number;
  readonly body: object;
}

/** The rules of coordination.k8s.io/v1 for one Lease, without any network. `checksVersions: false` breaks them on purpose. */
export class LeaseStore {
  lease: StoredLease | undefined;
  #version = 100;
  #made = 0;
  readonly #checksVersions: boolean;

  constructor({ checksVersions = true } = {}) {
    this.#checksVersions = checksVersions;
  }

  get(): StoreAnswer {
    return this.lease === undefined ? status(404, 'NotFound') : { status: 200, body: this.lease };
  }

  create(body: StoredLease): StoreAnswer {
    const wrong = invalid(body);
    if (wrong !== undefined) return wrong;
    if (this.lease !== undefined && this.#checksVersions) return status(409, 'AlreadyExists');
    if (body.metadata.resourceVersion !== undefined) return status(400, 'BadRequest', 'resourceVersion should not be set on objects to be created');
    return { status: 201, body: this.#keep(body) };
  }

  update(body: StoredLease): StoreAnswer {
    const wrong = invalid(body);
    if (wrong !== undefined) return wrong;
    if (body.metadata.resourceVersion === undefined) return status(422, 'Invalid', 'metadata.resourceVersion: must be specified for an update');
    if (this.#checksVersions && body.metadata.resourceVersion !== this.lease?.metadata.resourceVersion) return status(409, 'Conflict', 'the object has been modified');
    return { status: 200, body: this.#keep(body) };
  }

  /** As `kubectl delete lease`; with preconditions, only what they describe. */
  delete(preconditions: { readonly uid?: string; readonly resourceVersion?: string } = {}): StoreAnswer {
    const found = this.lease;
    if (found === undefined) return status(404, 'NotFound');
    const { uid = found.metadata.uid, resourceVersion = found.metadata.resourceVersion } = preconditions;
    if (uid !== found.metadata.uid || resourceVersion !== found.metadata.resourceVersion) return status(409, 'Conflict', 'Precondition failed');
    this.lease = undefined;
    return { status: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
  }

  #keep(body: StoredLease): StoredLease {
    this.#version += 1;
    if (this.lease === undefined) this.#made += 1;
    this.lease = { ...body, metadata: { ...body.metadata, uid: `u-${body.metadata.name}-${this.#made}`, resourceVersion: String(this.#version) } };
    return this.lease;
  }
}

/** The Leases of a namespace. `checksVersions: false` breaks their rules on purpose. */
export class LeaseStores {
  readonly #stores = new Map<string, LeaseStore>();
  readonly #checksVersions: boolean;

  constructor({ checksVersions = true } = {}) {
    this.#checksVersions = checksVersions;
  }

  of(name: string): LeaseStore {
    const known = this.#stores.get(name) ?? new LeaseStore({ checksVersions: this.#checksVersions });
    this.#stores.set(name, known);
    return known;
  }

  /** Names of those that exist, sorted. */
  names(): readonly string[] {
    return [...this.#stores].flatMap(([name, { lease }]) => (lease === undefined ? [] : [name])).sort();
  }

  /** `selector`: `key=value`, or nothing for all. */
  list(selector = ''): StoreAnswer {
    const [key = '', value] = selector.split('=');
    const items = this.names().flatMap((name) => this.of(name).lease ?? []).filter(({ metadata }) => key === '' || metadata.labels?.[key] === value);
    return { status: 200, body: { kind: 'LeaseList', apiVersion: 'coordination.k8s.io/v1', metadata: { resourceVersion: '1' }, items } };
  }
}

const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function invalid({ spec }: StoredLease): StoreAnswer | undefined {
  const times = [spec.acquireTime, spec.renewTime].filter((time) => time !== undefined);
  if (times.some((time) => !microTime.test(time))) return status(400, 'BadRequest', 'parsing time as "2006-01-02T15:04:05.000000Z07:00"');
  const seconds = spec.leaseDurationSeconds;
  if (seconds !== undefined && (!Number.isInteger(seconds) || seconds <= 0)) return status(422, 'Invalid', 'spec.leaseDurationSeconds: must be greater than 0');
  return undefined;
}

function status(code: number, reason: string, message = reason): StoreAnswer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code } };
}

/** What goes wrong for the requests of one token. */
export type Fault =
  | { readonly type: 'status'; readonly code: number }
  /** The answer comes so many milliseconds late; the work is done at once. */
  | { readonly type: 'slow'; readonly ms: number }
  /** The connection breaks: before anything was done, or after. */
  | { readonly type: 'drop'; readonly after: boolean };

export interface FakeKubernetes {
  readonly url: string;
  /** The Lease of the name that was given. */
  readonly store: LeaseStore;
  readonly stores: LeaseStores;
  /** Tokens that are taken; every other one is answered with 401. */
  readonly tokens: Set<string>;
  /** By token. */
  readonly faults: Map<string, Fault>;
  /** Status codes that were sent, with how often. */
  readonly answers: Map<number, number>;
  /** The token of whoever the Lease names as its holder just now; of another Lease, by its name. */
  holder(name?: string): string | undefined;
  close(): Promise<void>;
}

/** The part of a Kubernetes API server that leader election sees, on loopback. `tls`: PEM. */
export async function fakeKubernetes(options: { readonly namespace: string; readonly name: string; readonly tls?: { readonly key: string; readonly cert: string } }): Promise<FakeKubernetes> {
  const stores = new LeaseStores();
  const store = stores.of(options.name);
  const tokens = new Set<string>();
  const faults = new Map<string, Fault>();
  const answers = new Map<number, number>();
  const tokenOf = new Map<string, string>();
  const all = `/apis/coordination.k8s.io/v1/namespaces/${options.namespace}/leases`;

  async function answer(request: IncomingMessage, token: string): Promise<StoreAnswer> {
    const body = await bodyOf(request);
    if (!tokens.has(token)) return status(401, 'Unauthorized');
    const fault = faults.get(token);
    if (fault?.type === 'status') return status(fault.code, 'InternalError');
    const identity = (body as StoredLease | undefined)?.spec?.holderIdentity ?? '';
    if (identity !== '') tokenOf.set(identity, token);
    const url = new URL(request.url ?? '/', 'http://kubernetes');
    if (url.pathname === all && request.method === 'GET') return stores.list(url.searchParams.get('labelSelector') ?? '');
    if (url.pathname === all && request.method === 'POST') return stores.of((body as StoredLease).metadata.name).create(body as StoredLease);
    if (!url.pathname.startsWith(`${all}/`)) return status(404, 'NotFound');
    const one = stores.of(url.pathname.slice(all.length + 1));
    if (request.method === 'GET') return one.get();
    if (request.method === 'PUT') return one.update(body as StoredLease);
    if (request.method === 'DELETE') return one.delete((body as { readonly preconditions?: object } | undefined)?.preconditions);
    return status(404, 'NotFound');
  }

  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const fault = faults.get(token);
    if (fault?.type === 'drop' && !fault.after) return void request.socket.destroy();
    const { status: code, body } = await answer(request, token);
    if (fault?.type === 'drop') return void request.socket.destroy();
    if (fault?.type === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
    answers.set(code, (answers.get(code) ?? 0) + 1);
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const handle: RequestListener = (request, response) => void listener(request, response);
  const server: Server = options.tls === undefined ? createPlainServer(handle) : createTlsServer(options.tls, handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    store,
    stores,
    tokens,
    faults,
    answers,
    holder: (name = options.name) => tokenOf.get(stores.of(name).lease?.spec.holderIdentity ?? ''),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString('utf8'));
}
