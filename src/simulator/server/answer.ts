import { assertNever } from '../assert.js';
import type { Plane } from './planes.js';

/** What a handler sees of one HTTP request. Path parameters are decoded. */
export interface ApiRequest {
  readonly plane: Plane;
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Extra milliseconds (simulated) that lists run behind: a fault. */
  readonly staleMs: number;
}

/** What a handler answers. Without `body` the response has none. */
export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error answer; rendered in the shape of the plane it happened on. */
export class ApiFailure extends Error {
  readonly status: number;
  /** Plane specific: `resource_already_exists`, 40403, 42201 ... */
  readonly code: string | number | undefined;
  readonly pointer: string | undefined;

  constructor(status: number, detail: string, extra: { readonly code?: string | number; readonly pointer?: string } = {}) {
    super(detail);
    this.status = status;
    this.code = extra.code;
    this.pointer = extra.pointer;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const CODES: Readonly<Record<number, string>> = {
  401: 'user_unauthorized',
  403: 'forbidden_access',
  404: 'resource_not_found',
  409: 'resource_already_exists',
  422: 'invalid_configuration',
  429: 'rate_limit_exceeded',
};

/** The body of an error in the shape that the plane uses (confluent-api.md 1.3). */
export function renderFailure(plane: Plane, method: string, failure: ApiFailure, requestId: string): ApiResponse {
  switch (plane) {
    case 'management':
    case 'tableflow':
    case 'flink':
    case 'metrics':
      return { status: failure.status, body: { errors: [errorsItem(failure, requestId)] } };
    case 'connect':
      return { status: failure.status, body: connectBody(method, failure) };
    case 'kafka':
      return failure.status === 429
        ? { status: 429, contentType: 'text/html;charset=utf-8', body: jettyPage(429, 'Too Many Requests') }
        : { status: failure.status, body: { error_code: failure.code ?? kafkaCode(failure.status), message: failure.message } };
    case 'schema-registry':
      return {
        status: failure.status,
        contentType: failure.status === 401 ? 'application/json' : 'application/vnd.schemaregistry.v1+json',
        body: { error_code: failure.code ?? failure.status, message: failure.message },
      };
    default:
      return assertNever(plane);
  }
}

function errorsItem(failure: ApiFailure, requestId: string): Record<string, unknown> {
  const code = failure.code ?? CODES[failure.status];
  return {
    id: requestId,
    status: String(failure.status),
    ...(code === undefined ? {} : { code: String(code) }),
    title: TITLES[failure.status] ?? 'Error',
    detail: failure.message,
    source: failure.pointer === undefined ? {} : { pointer: failure.pointer },
  };
}

function connectBody(method: string, failure: ApiFailure): Record<string, unknown> {
  const { status, message } = failure;
  if (status === 400 && method === 'POST') return { code: status, message };
  if (status === 404 || status === 409 || status >= 500) return { error_code: status, message };
  return { error: { code: status, message } };
}

function kafkaCode(status: number): number {
  if (status === 401) return 40101;
  if (status === 403) return 40301;
  if (status === 404) return 404;
  return status >= 500 ? 50003 : 40002;
}

function jettyPage(status: number, title: string): string {
  return `<html>\n<head><title>Error ${status} ${title}</title></head>\n<body><h2>HTTP ERROR ${status} ${title}</h2></body>\n</html>\n`;
}
