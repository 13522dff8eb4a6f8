import type { DatabaseQuery, DatabaseRow } from '../core/preflight.js';
import { signedHeaders } from './aws-signature.js';
import type { DatabaseConnection, Endpoint } from './connection.js';
import { asDatabaseError, DatabaseError, DEFAULT_CONNECT_TIMEOUT_MS } from './connection.js';

/** The three services that are asked, and what their requests look like. */
type Service = 'dynamodb' | 'streams' | 'iam' | 'sts';

/**
 * DynamoDB and what surrounds it, by plain signed requests. The text of a query names the operation: `DescribeTable`,
 * `streams:DescribeStream`, `iam:SimulatePrincipalPolicy`, `sts:GetCallerIdentity`. Nothing is sent before the first query.
 * @throws DatabaseError from queries.
 */
export function openDynamoDb(endpoint: Endpoint): Promise<DatabaseConnection> {
  const closing = new AbortController();
  if (endpoint.user === undefined || endpoint.password === undefined || endpoint.aws === undefined) {
    return Promise.reject(new DatabaseError('connect', 'DynamoDB needs an access key id and a secret access key.'));
  }
  return Promise.resolve({
    engine: 'dynamodb',
    query: async (query) => {
      try {
        return [await ask(endpoint, query, closing.signal)];
      } catch (error) {
        const network = !(error instanceof DatabaseError) && isDynamo(query.text);
        throw asDatabaseError(network ? 'connect' : 'query', error, endpoint);
      }
    },
    close: () => Promise.resolve(closing.abort()),
  });
}

/** Trouble with IAM or STS is no trouble with the tables. */
const isDynamo = (operation: string): boolean => !/^(iam|sts):/.test(operation);

/** Refusals of the identity itself, whatever it asks for. */
const REFUSED = /^(UnrecognizedClientException|InvalidSignatureException|ExpiredTokenException|InvalidClientTokenId|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignatureException)/;

async function ask(endpoint: Endpoint, query: DatabaseQuery, closing: AbortSignal): Promise<DatabaseRow> {
  const [service, operation] = split(query.text);
  const request = service === 'iam' || service === 'sts'
    ? formRequest(endpoint, service, operation, query.parameters?.[0] as Form | undefined)
    : jsonRequest(endpoint, service, operation, query.parameters?.[0]);
  const response = await fetch(request.url, {
    method: 'POST',
    headers: request.headers,
    body: request.body,
    redirect: 'error',
    signal: AbortSignal.any([closing, AbortSignal.timeout(endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS)]),
  });
  const text = await response.text();
  if (!response.ok) {
    const reason = failure(text, response.status);
    throw new DatabaseError(isDynamo(query.text) && REFUSED.test(reason) ? 'connect' : 'query', `${operation}: ${reason}`);
  }
  return service === 'iam' || service === 'sts' ? { xml: text } : (JSON.parse(text) as DatabaseRow);
}

function split(text: string): readonly [Service, string] {
  const [first = '', second] = text.split(':');
  return second === undefined ? ['dynamodb', first] : [first as Service, second];
}

interface Signed {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const targets = { dynamodb: 'DynamoDB_20120810', streams: 'DynamoDBStreams_20120810' } as const;

function jsonRequest(endpoint: Endpoint, service: 'dynamodb' | 'streams', operation: string, parameters: unknown): Signed {
  const base = new URL(endpoint.aws!.endpoint);
  // On AWS the streams have a host of their own; local servers answer both on one.
  const host = service === 'streams' ? base.hostname.replace(/^dynamodb\./, 'streams.dynamodb.') : base.hostname;
  const url = new URL(`${base.protocol}//${host}${base.port === '' ? '' : `:${base.port}`}/`);
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${targets[service]}.${operation}` };
  return sign(endpoint, url, 'dynamodb', endpoint.aws!.region, headers, JSON.stringify(parameters ?? {}));
}

type Form = Readonly<Record<string, string>>;
const versions = { iam: '2010-05-08', sts: '2011-06-15' } as const;

/** IAM and STS speak the older query protocol. IAM is one service for all regions, signed for us-east-1. */
function formRequest(endpoint: Endpoint, service: 'iam' | 'sts', operation: string, parameters: Form = {}): Signed {
  const { region, iamEndpoint, stsEndpoint } = endpoint.aws!;
  const own = service === 'iam' ? iamEndpoint : stsEndpoint;
  if (own === undefined && !/\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint.aws!.endpoint).hostname)) {
    throw new DatabaseError('query', `${operation} is not asked for an endpoint outside AWS`);
  }
  const url = new URL(service === 'iam' ? (iamEndpoint ?? 'https://iam.amazonaws.com/') : (stsEndpoint ?? `https://sts.${region}.amazonaws.com/`));
  const body = new URLSearchParams({ Action: operation, Version: versions[service], ...parameters }).toString();
  return sign(endpoint, url, service, service === 'iam' ? 'us-east-1' : region, { 'content-type': 'application/x-www-form-urlencoded' }, body);
}

function sign(endpoint: Endpoint, url: URL, service: string, region: string, headers: Readonly<Record<string, string>>, body: string): Signed {
  const signed = signedHeaders({
    url, service, region, body, headers,
    accessKeyId: endpoint.user!,
    secretAccessKey: endpoint.password!,
    ...(endpoint.aws!.sessionToken === undefined ? {} : { sessionToken: endpoint.aws!.sessionToken }),
    now: Date.now(),
  });
  return { url, headers: signed, body };
}

/** `ResourceNotFoundException: Requested resource not found`, from JSON or XML. */
function failure(text: string, status: number): string {
  try {
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const type = String(body['__type'] ?? '').replace(/^.*#/, '');
    const message = String(body['message'] ?? body['Message'] ?? '');
    if (type !== '') return message === '' ? type : `${type}: ${message}`;
  } catch {
    const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
    if (code !== undefined) return `${code}: ${/<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? ''}`;
  }
  return `HTTP ${status}`;
}
