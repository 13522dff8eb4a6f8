/** Building the address of a call from a template. Pure. */

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface Addressed {
  /** `/connect/v1/…/connectors/{name}`; every `{param}` becomes one percent-encoded segment. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  /** A list is sent as repeated members; `undefined` members are left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
}

/**
 * The full address below a base URL, whose own path is kept.
 * @throws TypeError when a parameter is missing, empty, or a dot segment (which URL parsers would resolve away).
 */
export function addressOf(baseUrl: string, call: Addressed): string {
  const path = call.path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeSegment(name, call.params?.[name]));
  const query = Object.entries(call.query ?? {}).flatMap(([name, value]) => pairs(name, value));
  return `${baseUrl.replace(/\/+$/, '')}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/**
 * The base URL of a regional endpoint as discovery reports it: with a scheme (which some answers lack) and without the API's
 * own path (which some have), e.g. `endpointBase('pkc-1.eu.aws.confluent.cloud:443/kafka/v3', '/kafka')`.
 */
export function endpointBase(endpoint: string, apiPath: '/kafka' | '/sql' | '' = ''): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`;
  const cut = apiPath === '' ? -1 : `${address}/`.indexOf(`${apiPath}/`, address.indexOf('://') + 3);
  return (cut === -1 ? address : address.slice(0, cut)).replace(/\/+$/, '');
}

function encodeSegment(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new TypeError(`the path needs a value for {${name}}`);
  if (value === '.' || value === '..') throw new TypeError(`{${name}} cannot be a dot segment`);
  return encodeURIComponent(value);
}

function pairs(name: string, value: QueryValue): readonly string[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? (value as readonly string[]) : [value as string | number | boolean];
  return values.map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`);
}
