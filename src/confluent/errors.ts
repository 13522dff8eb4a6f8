import type { Deletion, Method, Plane } from './planes.js';

/** Which call it was. `path` is the template: names and ids of the account stay out of it. */
export interface CallSite {
  readonly plane: Plane;
  readonly method: Method;
  readonly path: string;
}

interface ErrorFacts extends CallSite {
  readonly message: string;
  /** The HTTP status, when the service answered at all. */
  readonly status?: number;
  readonly requestId?: string;
  /** The service's own code, e.g. `40403` or `resource_already_exists`; present only if the body had a known shape. */
  readonly code?: string;
  /** How long the service asks us to wait. */
  readonly retryAfterMs?: number;
}

type ErrorKind =
  | { readonly kind: 'notFound' | 'conflict' | 'rateLimited' | 'unauthorized' | 'forbidden' | 'unavailable' }
  /** `quota`: an account limit is reached; the same request cannot succeed until somebody raises it. */
  | { readonly kind: 'invalid'; readonly quota: boolean }
  /** `sent: false`: no byte of the request left this machine, so the service cannot have acted on it. */
  | { readonly kind: 'network' | 'timeout'; readonly sent: boolean }
  | { readonly kind: 'unexpected' | 'cancelled' | 'refusedHost' };

/** Everything that can go wrong with a call. Nothing above this folder sees a status number or a library's error. */
export type ApiError = ErrorFacts & ErrorKind;

/** The only error the clients throw. It holds no header, no request body and no credential, so it may be logged. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly error: ApiError;

  constructor(error: ApiError) {
    const status = error.status === undefined ? '' : ` (${error.status})`;
    super(`${error.plane}: ${error.method} ${error.path}: ${error.kind}${status}: ${error.message}`);
    // Not frozen: pino takes anything with a message for an error and marks it while it prints.
    this.error = error;
  }
}

/** The ApiError inside a thrown value, if it is one of ours. */
export function apiErrorOf(thrown: unknown): ApiError | undefined {
  return thrown instanceof ApiFailure ? thrown.error : undefined;
}

/** For a client that finds an answer unlike the contract. */
export function unexpected(site: CallSite, message: string, status?: number): ApiFailure {
  const { plane, method, path } = site;
  return new ApiFailure({ plane, method, path, kind: 'unexpected', message, ...(status === undefined ? {} : { status }) });
}

/**
 * Whether the service itself says that the addressed thing does not exist. A 404 without a known body may come from a proxy
 * or a wrong base URL and proves nothing, and neither does a 403 (confluent-api.md 1.4).
 */
export function isAbsent(thrown: unknown): boolean {
  const error = apiErrorOf(thrown);
  return error?.kind === 'notFound' && error.code !== undefined;
}

/** Runs a delete; an answer that the thing is absent counts as success. */
export async function deletionOf(run: () => Promise<unknown>, absent: (thrown: unknown) => boolean = isAbsent): Promise<Deletion> {
  try {
    await run();
    return 'deleted';
  } catch (thrown) {
    if (absent(thrown)) return 'absent';
    throw thrown;
  }
}

/** Runs a read; an answer that the thing is absent becomes `undefined`. */
export async function presenceOf<T>(run: () => Promise<T>, absent: (thrown: unknown) => boolean = isAbsent): Promise<T | undefined> {
  try {
    return await run();
  } catch (thrown) {
    if (absent(thrown)) return undefined;
    throw thrown;
  }
}
