/**
 * The API planes of Confluent Cloud as this house tells them apart: each has its own limiter, call count and credential
 * (confluent-api.md 1.1). `computePools` and `connect` share the host and the Cloud key of `management`.
 */
export const planes = ['management', 'computePools', 'connect', 'kafka', 'schemaRegistry', 'flink', 'tableflow', 'metrics'] as const;

export type Plane = (typeof planes)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An API key pair, as HTTP Basic wants it. */
export interface Credential {
  readonly key: string;
  readonly secret: string;
}

/** Resolved anew for every attempt and never kept, so a rotated secret is picked up and none stays in memory here. */
export type CredentialProvider = () => Promise<Credential>;

/** What a delete found. A 404 is success: the thing is gone either way. */
export type Deletion = 'deleted' | 'absent';

/** Ends a switch over a union: the compiler refuses a missing case, and a value from outside fails loudly. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}
