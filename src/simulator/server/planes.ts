/** The API planes of Confluent Cloud: each has its own credential, error bodies and rate-limit habits. */
export const PLANES = ['management', 'connect', 'kafka', 'schema-registry', 'flink', 'tableflow', 'metrics'] as const;
export type Plane = (typeof PLANES)[number];

export interface KeyPair {
  readonly key: string;
  readonly secret: string;
}

export interface Credentials {
  readonly cloud: KeyPair;
  readonly kafka: KeyPair;
  readonly schemaRegistry: KeyPair;
  readonly flink: KeyPair;
  readonly tableflow: KeyPair;
  readonly metrics: KeyPair;
}

/** Which credential each plane takes (confluent-api.md 1.1). */
export const credentialOf = {
  management: 'cloud',
  connect: 'cloud',
  kafka: 'kafka',
  'schema-registry': 'schemaRegistry',
  flink: 'flink',
  tableflow: 'tableflow',
  metrics: 'metrics',
} as const satisfies Record<Plane, keyof Credentials>;

/** Which planes tell the quota on every answer, which only on a 429 (confluent-api.md 1.5). */
export const rateLimitHeaders = {
  management: 'always',
  tableflow: 'always',
  connect: 'retryAfter',
  'schema-registry': 'retryAfter',
  kafka: 'never',
  flink: 'never',
  metrics: 'always',
} as const satisfies Record<Plane, 'always' | 'retryAfter' | 'never'>;

/** The plane that a path belongs to; for paths that no route answers as well. */
export function planeOf(path: string): Plane {
  if (path.startsWith('/connect/')) return 'connect';
  if (path.startsWith('/kafka/')) return 'kafka';
  if (path.startsWith('/sql/')) return 'flink';
  if (path.startsWith('/tableflow/')) return 'tableflow';
  if (/^\/v[12]\/metrics\//.test(path)) return 'metrics';
  if (/^\/(org|iam|cmk|srcm|fcpm|endpoint|pim)\//.test(path)) return 'management';
  return 'schema-registry';
}
