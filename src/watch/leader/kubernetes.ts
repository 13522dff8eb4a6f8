import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { leaseBody, parseLease } from './lease.js';
import type { LeaseAnswer, LeaseApi, LeaseContent } from './lease.js';
import { sendToKubernetes } from './transport.js';
import type { KubernetesAnswer, KubernetesRequest, KubernetesTransport } from './transport.js';

/** Where a pod finds its token, its namespace and the certificate of the API server. */
const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** How to reach the API server, and the namespace of the Leases. */
export interface KubernetesAccess {
  /** `https://host:port`. */
  readonly server: string;
  readonly namespace: string;
  /** Read again for every request: the kubelet replaces the token before it expires. */
  readonly readToken: () => Promise<string>;
  /** PEM. */
  readonly readCa?: () => Promise<string>;
  readonly send?: KubernetesTransport;
}

/** Which Lease, and what it carries besides its spec. */
export interface KubernetesLease extends KubernetesAccess {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Asked for each time the Lease is written. */
  readonly annotations?: () => Readonly<Record<string, string>>;
}

/** The way of a pod to its API server, from its mounted service account and what Kubernetes puts into its environment. */
export interface PodOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the pod's own namespace. */
  readonly namespace?: string;
  readonly folder?: string;
}

/** @throws Error when this is no pod, or no service account is mounted in it. */
export async function podAccess({ env, namespace, folder = SERVICE_ACCOUNT_FOLDER }: PodOptions): Promise<KubernetesAccess> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  if (host === undefined || host === '') throw new Error('leader election needs Kubernetes: KUBERNETES_SERVICE_HOST is not set. Outside of a pod, run one replica without it.');
  const port = env['KUBERNETES_SERVICE_PORT_HTTPS'] ?? env['KUBERNETES_SERVICE_PORT'] ?? '443';
  const read = async (file: string): Promise<string> => (await readFile(join(folder, file), 'utf8')).trim();
  const own = namespace ?? (await read('namespace').catch(() => undefined));
  if (own === undefined) throw new Error(`leader election needs a service account: ${join(folder, 'namespace')} cannot be read. Set automountServiceAccountToken: true on the pod.`);
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: own,
    readToken: () => read('token'),
    readCa: () => read('ca.crt'),
  };
}

/** A name that no other process ever has: pods of a StatefulSet come back under the same host name. */
export function newIdentity(): string {
  return `${hostname()}_${randomUUID()}`;
}

/** Where the Leases of the namespace are (coordination.k8s.io/v1). */
export function leasesUrl({ server, namespace }: KubernetesAccess): string {
  return `${server}/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
}

/** One request with the pod's token, as it is at this moment. Status 0: no answer, and `text` says why. Never throws. */
export async function askKubernetes(access: KubernetesAccess, request: Pick<KubernetesRequest, 'method' | 'url' | 'body' | 'timeoutMs'>): Promise<KubernetesAnswer> {
  const { readToken, readCa, send = sendToKubernetes } = access;
  let secrets: { readonly token: string; readonly ca?: string };
  try {
    secrets = { token: await readToken(), ...(readCa === undefined ? {} : { ca: await readCa() }) };
  } catch {
    return { status: 0, text: 'the mounted service account cannot be read' };
  }
  const { status, text } = await send({ ...request, ...secrets });
  return { status, text: status === 0 ? `the Kubernetes API: ${text}` : text };
}

/** Reads and writes the Lease by REST. Never throws. */
export function createLeaseApi(lease: KubernetesLease): LeaseApi {
  const { namespace, name, labels, annotations } = lease;
  const all = leasesUrl(lease);
  const one = `${all}/${encodeURIComponent(name)}`;
  const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, timeoutMs: number, content?: LeaseContent): Promise<LeaseAnswer> => {
    const body = content === undefined ? {} : { body: leaseBody(name, namespace, content, { ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations: annotations() }) }) };
    const answer = await askKubernetes(lease, { method, url, ...body, timeoutMs });
    return answerOf(answer, `${namespace}/${name}`, method);
  };
  return {
    read: (timeoutMs) => ask('GET', one, timeoutMs),
    create: (content, timeoutMs) => ask('POST', all, timeoutMs, content),
    update: (content, timeoutMs) => ask('PUT', one, timeoutMs, content),
  };
}

function answerOf({ status, text }: KubernetesAnswer, lease: string, method: 'GET' | 'POST' | 'PUT'): LeaseAnswer {
  if (status === 200 || status === 201) {
    const found = parseLease(jsonOf(text));
    return found === undefined ? { type: 'failed', reason: `the Kubernetes API answered with something that is no Lease` } : { type: 'lease', lease: found };
  }
  // A 404 on a write, or from something that is not the API server, says nothing about the Lease.
  if (status === 404 && reasonOf(text) === 'NotFound') return { type: 'absent' };
  if (status === 409) return { type: 'conflict' };
  return { type: 'failed', reason: refusalOf({ status, text }, `${verbs[method]} the Lease ${lease}`, 'get, create and update') };
}

const verbs = { GET: 'get', POST: 'create', PUT: 'update' } as const;

/** Why a request was not answered with what it asked for: one sentence. `what`: "get the Lease cdc/reconciler". `rights`: the verbs that its Role needs. */
export function refusalOf({ status, text }: KubernetesAnswer, what: string, rights: string): string {
  if (status === 0) return text;
  if (status === 401) return "the Kubernetes API does not take the service account's token (401)";
  if (status === 403) return `the service account may not ${what} (403): bind it to a Role with ${rights} on leases`;
  return `the Kubernetes API answered ${status}`;
}

function reasonOf(text: string): unknown {
  const body = jsonOf(text);
  return typeof body === 'object' && body !== null ? (body as { reason?: unknown }).reason : undefined;
}

/** `undefined`: no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
