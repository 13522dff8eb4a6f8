/** What a Lease of coordination.k8s.io/v1 says that matters here. */
export interface Lease {
  /** Whoever has it; empty after it was given back. */
  readonly holder: string;
  readonly durationSeconds: number;
  /** As the holder wrote them (RFC 3339 with microseconds); only ever compared for equality, never with our own clock. */
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly transitions: number;
  /** For optimistic concurrency: an update with another one is answered with 409. */
  readonly resourceVersion: string;
  /** Of this very object: one that is deleted and made again has another. */
  readonly uid?: string;
}

/** What is written; with a `resourceVersion` only over exactly that version. */
export type LeaseContent = Omit<Lease, 'resourceVersion'> & Partial<Pick<Lease, 'resourceVersion'>>;

/** How an API server answered; `conflict` and `absent` are answers, not errors. */
export type LeaseAnswer =
  | { readonly type: 'lease'; readonly lease: Lease }
  | { readonly type: 'absent' }
  /** Somebody else was faster. */
  | { readonly type: 'conflict' }
  /** Nothing is known: the write may even have been done. `reason`: one sentence for people. */
  | { readonly type: 'failed'; readonly reason: string };

/** Reads and writes one Lease. Never throws, never retries, and answers within `timeoutMs` milliseconds. */
export interface LeaseApi {
  read(timeoutMs: number): Promise<LeaseAnswer>;
  create(lease: Omit<Lease, 'resourceVersion'>, timeoutMs: number): Promise<LeaseAnswer>;
  update(lease: Lease, timeoutMs: number): Promise<LeaseAnswer>;
}

/** The Lease as the API takes it. A write puts these marks in the place of all that it had. */
export function leaseBody(name: string, namespace: string, lease: LeaseContent, marks: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> } = {}): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, ...marks, ...(lease.resourceVersion === undefined ? {} : { resourceVersion: lease.resourceVersion }) },
    spec: {
      holderIdentity: lease.holder,
      leaseDurationSeconds: lease.durationSeconds,
      ...(lease.acquireTime === undefined ? {} : { acquireTime: lease.acquireTime }),
      ...(lease.renewTime === undefined ? {} : { renewTime: lease.renewTime }),
      leaseTransitions: lease.transitions,
    },
  };
}

/** `undefined`: not a Lease. Fields that a Lease may lack are read as an unheld one. */
export function parseLease(body: unknown): Lease | undefined {
  const { metadata, spec } = recordOf(body);
  const { resourceVersion, uid } = recordOf(metadata);
  if (typeof resourceVersion !== 'string' || resourceVersion === '') return undefined;
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaseTransitions } = recordOf(spec);
  return {
    holder: typeof holderIdentity === 'string' ? holderIdentity : '',
    durationSeconds: typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds : 0,
    ...(typeof acquireTime === 'string' ? { acquireTime } : {}),
    ...(typeof renewTime === 'string' ? { renewTime } : {}),
    transitions: typeof leaseTransitions === 'number' ? leaseTransitions : 0,
    resourceVersion,
    ...(typeof uid === 'string' && uid !== '' ? { uid } : {}),
  };
}

/** The `MicroTime` of Kubernetes: RFC 3339 with exactly six digits after the second. `at`: milliseconds since the epoch. */
export function microTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z');
}

/** A JSON object's fields; none of anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
