import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { leaseBody, parseLease } from './lease.js';
import type { Lease, LeaseAnswer, LeaseApi } from './lease.js';
import { sendToKubernetes } from './transport.js';
import type { KubernetesTransport } from './transport.js';

/** Where a pod finds its token, its namespace and the certificate of the API server. */
const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Which Lease, and how to reach the API server. */
export interface KubernetesLease {
  /** `https://host:port`. */
  readonly server: string;
  readonly namespace: string;
  readonly name: string;
  /** Read again for every request: the kubelet replaces the token before it expires. */
  readonly readToken: () => Promise<string>;
  /** PEM. */
  readonly readCa?: () => Promise<string>;
  readonly send?: KubernetesTransport;
}

/** The Lease of a pod, from its mounted service account and what Kubernetes puts into its environment. */
export interface PodOptions {
  readonly leaseName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the pod's own namespace. */
  readonly namespace?: string;
  readonly folder?: string;
}

/** @throws Error when this is no pod, or no service account is mounted in it. */
export async function leaseOfPod({ leaseName, env, namespace, folder = SERVICE_ACCOUNT_FOLDER }: PodOptions): Promise<KubernetesLease> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  if (host === undefined || host === '') throw new Error('leader election needs Kubernetes: KUBERNETES_SERVICE_HOST is not set. Outside of a pod, run one replica without it.');
  const port = env['KUBERNETES_SERVICE_PORT_HTTPS'] ?? env['KUBERNETES_SERVICE_PORT'] ?? '443';
  const read = async (file: string): Promise<string> => (await readFile(join(folder, file), 'utf8')).trim();
  const own = namespace ?? (await read('namespace').catch(() => undefined));
  if (own === undefined) throw new Error(`leader election needs a service account: ${join(folder, 'namespace')} cannot be read. Set automountServiceAccountToken: true on the pod.`);
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: own,
    name: leaseName,
    readToken: () => read('token'),
    readCa: () => read('ca.crt'),
  };
}

/** A name that no other process ever has: pods of a StatefulSet come back under the same host name. */
export function newIdentity(): string {
  return `${hostname()}_${randomUUID()}`;
}

/** Reads and writes the Lease by REST (coordination.k8s.io/v1). Never throws. */
export function createLeaseApi(options: KubernetesLease): LeaseApi {
  const { server, namespace, name, send = sendToKubernetes } = options;
  const all = `${server}/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  const one = `${all}/${encodeURIComponent(name)}`;

  async function ask(method: 'GET' | 'POST' | 'PUT', url: string, timeoutMs: number, lease?: Omit<Lease, 'resourceVersion'>): Promise<LeaseAnswer> {
    let access: { readonly token: string; readonly ca?: string };
    try {
      access = { token: await options.readToken(), ...(options.readCa === undefined ? {} : { ca: await options.readCa() }) };
    } catch {
      return { type: 'failed', reason: 'the mounted service account cannot be read' };
    }
    const body = lease === undefined ? {} : { body: leaseBody(name, namespace, lease) };
    const { status, text } = await send({ method, url, ...access, ...body, timeoutMs });
    return answerOf(status, text, `${namespace}/${name}`, method);
  }

  return {
    read: (timeoutMs) => ask('GET', one, timeoutMs),
    create: (lease, timeoutMs) => ask('POST', all, timeoutMs, lease),
    update: (lease, timeoutMs) => ask('PUT', one, timeoutMs, lease),
  };
}

function answerOf(status: number, text: string, lease: string, method: string): LeaseAnswer {
  if (status === 0) return { type: 'failed', reason: `the Kubernetes API: ${text}` };
  if (status === 200 || status === 201) {
    const found = parseLease(jsonOf(text));
    return found === undefined ? { type: 'failed', reason: `the Kubernetes API answered with something that is no Lease` } : { type: 'lease', lease: found };
  }
  // A 404 on a write, or from something that is not the API server, says nothing about the Lease.
  if (status === 404 && reasonOf(text) === 'NotFound') return { type: 'absent' };
  if (status === 409) return { type: 'conflict' };
  if (status === 401) return { type: 'failed', reason: 'the Kubernetes API does not take the service account\'s token (401)' };
  if (status === 403) return { type: 'failed', reason: `the service account may not ${verbs[method] ?? method} the Lease ${lease} (403): bind it to a Role with get, create and update on leases` };
  return { type: 'failed', reason: `the Kubernetes API answered ${status}` };
}

const verbs: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'update' };

function reasonOf(text: string): unknown {
  const body = jsonOf(text);
  return typeof body === 'object' && body !== null ? (body as { reason?: unknown }).reason : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
