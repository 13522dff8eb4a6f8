import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { parse } from 'yaml';

/** Where the official documents lie, beside the repository. */
export const OPENAPI_DIR = fileURLToPath(new URL('../../../shared/openapi/', import.meta.url));

/** Whether the official documents are on this machine; contract tests skip themselves when not. */
export function hasOpenApi(dir = OPENAPI_DIR): boolean {
  return existsSync(dir);
}

type Json = Record<string, unknown>;

interface Operation {
  readonly template: string;
  readonly requestSchema: ValidateFunction | undefined;
  /** By status, range (`5XX`) or `default`; undefined: the answer has no body, or one that is not JSON. */
  readonly responses: ReadonlyMap<string, ValidateFunction | undefined>;
}

interface Entry {
  readonly method: string;
  readonly segments: readonly string[];
  readonly compile: () => Operation;
}

/** Requests and responses checked against the official documents. An empty list means: as the document says. */
export interface OpenApi {
  validateRequest(plane: string, method: string, path: string, body: unknown): readonly string[];
  validateResponse(plane: string, method: string, path: string, status: number, body: unknown): readonly string[];
  /** `GET /org/v2/organizations` ... of every operation that was checked so far. */
  covered(): ReadonlySet<string>;
}

/** Reads every document of the folder; `path` arguments are real paths, with or without a query. `plane` only labels messages. */
export function loadOpenApi(dir = OPENAPI_DIR): OpenApi {
  const entries = readdirSync(dir).filter((name) => name.endsWith('.yaml')).flatMap((name) => readDocument(join(dir, name), name));
  const cache = new Map<Entry, Operation>();
  const seen = new Set<string>();
  const find = (method: string, path: string): Operation | undefined => {
    const entry = bestEntry(entries, method, path);
    if (entry === undefined) return undefined;
    const operation = cache.get(entry) ?? entry.compile();
    cache.set(entry, operation);
    seen.add(`${entry.method} ${operation.template}`);
    return operation;
  };
  return {
    validateRequest(plane, method, path, body) {
      const operation = find(method, path);
      if (operation === undefined) return [`${plane}: no document has ${method} ${path}`];
      if (operation.requestSchema === undefined) return body === undefined ? [] : [`${plane}: ${method} ${path} takes no JSON body`];
      return check(operation.requestSchema, body, `${plane}: ${method} ${operation.template} request`);
    },
    validateResponse(plane, method, path, status, body) {
      const operation = find(method, path);
      if (operation === undefined) return [`${plane}: no document has ${method} ${path}`];
      const key = [String(status), `${String(status)[0] ?? ''}XX`, 'default'].find((candidate) => operation.responses.has(candidate));
      if (key === undefined) return [`${plane}: ${method} ${operation.template} has no answer ${status}`];
      const schema = operation.responses.get(key);
      if (schema === undefined) return [];
      return check(schema, body, `${plane}: ${method} ${operation.template} answer ${status}`);
    },
    covered: () => seen,
  };
}

function check(schema: ValidateFunction, body: unknown, what: string): readonly string[] {
  if (schema(body)) return [];
  return (schema.errors ?? []).map((error: ErrorObject) => `${what}${error.instancePath}: ${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`);
}

/** The entry whose template fits best: literal segments win over parameters. */
function bestEntry(entries: readonly Entry[], method: string, path: string): Entry | undefined {
  const [bare = '', query = ''] = path.split('?');
  const wanted = bare.split('/');
  const fitting = entries.filter((entry) => entry.method === method && fits(entry.segments, wanted, query));
  const literals = (entry: Entry): number => entry.segments.filter((segment) => !segment.startsWith('{')).length;
  return fitting.sort((left, right) => literals(right) - literals(left))[0];
}

/** Connect has a path key with a query in it (confluent-api.md 20): it fits only requests that expand. */
function fits(segments: readonly string[], wanted: readonly string[], query: string): boolean {
  if (segments.length !== wanted.length) return false;
  const last = segments.at(-1) ?? '';
  const isExpanding = last.includes('?expand=');
  if (query.includes('expand=') && segments.at(-1) === 'connectors') return false;
  if (isExpanding && !query.includes('expand=')) return false;
  return segments.every((segment, index) => segment.startsWith('{') || (segment.split('?')[0] ?? '') === wanted[index]);
}

function readDocument(file: string, name: string): readonly Entry[] {
  const document = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as Json;
  const reading = forDirection(document, 'read') as Json;
  const writing = forDirection(document, 'write') as Json;
  // Some patterns of the documents are no regular expressions under the `u` flag.
  const options = { strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false } as const;
  const [readAjv, writeAjv] = [new Ajv(options), new Ajv(options)];
  readAjv.addSchema(reading, 'd');
  writeAjv.addSchema(writing, 'd');
  const paths = document['paths'] as Record<string, Record<string, Json>>;
  return Object.entries(paths).flatMap(([template, item]) =>
    ['get', 'put', 'post', 'patch', 'delete'].filter((method) => method in item).map((method) => ({
      method: method.toUpperCase(),
      segments: template.split('/'),
      compile: () => compileOperation({ document, readAjv, writeAjv, name }, template, method),
    })),
  );
}

interface Source {
  readonly document: Json;
  readonly readAjv: Ajv;
  readonly writeAjv: Ajv;
  readonly name: string;
}

function compileOperation(source: Source, template: string, method: string): Operation {
  const pointer = ['paths', template, method];
  const operation = at(source.document, pointer) as Json;
  const responses = new Map<string, ValidateFunction | undefined>();
  for (const status of Object.keys(operation['responses'] as Json)) {
    responses.set(status, compileContent(source.readAjv, source.document, [...pointer, 'responses', status]));
  }
  const requestSchema = operation['requestBody'] === undefined ? undefined : compileContent(source.writeAjv, source.document, [...pointer, 'requestBody']);
  return { template, requestSchema, responses };
}

/** The JSON schema of a body, following a `$ref` of the whole body. */
function compileContent(ajv: Ajv, document: Json, pointer: readonly string[]): ValidateFunction | undefined {
  const node = at(document, pointer) as Json;
  if (typeof node['$ref'] === 'string') return compileContent(ajv, document, node['$ref'].slice(2).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
  const content = (node['content'] ?? {}) as Json;
  const type = Object.keys(content).find((candidate) => candidate.includes('json') && (content[candidate] as Json)['schema'] !== undefined);
  if (type === undefined) return undefined;
  const path = [...pointer, 'content', type, 'schema'].map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
  return ajv.compile({ $ref: `d#/${path.join('/')}` });
}

function at(document: Json, pointer: readonly string[]): unknown {
  return pointer.reduce<unknown>((node, part) => (node as Json)[part], document);
}

/**
 * OpenAPI 3.0 as JSON Schema: `nullable` becomes a type array, and on the write side members that are read-only are not
 * required (confluent-api.md 1.2: `related` and `resource_name` are a read-side statement).
 */
function forDirection(node: unknown, direction: 'read' | 'write'): unknown {
  if (Array.isArray(node)) return node.map((item) => forDirection(item, direction));
  if (node === null || typeof node !== 'object') return node;
  const source = node as Json;
  const result = Object.fromEntries(Object.entries(source).filter(([name]) => !['example', 'examples', 'discriminator'].includes(name)).map(([name, value]) => [name, forDirection(value, direction)]));
  if (source['nullable'] === true && typeof source['type'] === 'string') {
    result['type'] = [source['type'], 'null'];
    if (Array.isArray(source['enum'])) result['enum'] = [...(source['enum'] as unknown[]), null];
  }
  if (Array.isArray(source['required'])) {
    const properties = (source['properties'] ?? {}) as Record<string, Json>;
    const required = (source['required'] as string[]).filter((name) => !isMisprint(name, source) && (direction === 'read' || (properties[name]?.['readOnly'] !== true && !READ_ONLY.has(name))));
    if (required.length > 0) result['required'] = required;
    else delete result['required'];
  }
  return result;
}

const READ_ONLY = new Set(['related', 'resource_name', 'api_version', 'metadata', 'status', 'self']);

/**
 * Two members that the Flink document requires of its answers and defines nowhere: `spec.statement_name` (the name of the path
 * parameter), and `data` beside `results` of a statement's results (which have it inside).
 */
function isMisprint(name: string, { properties }: Json): boolean {
  if (name === 'statement_name') return properties === undefined;
  return name === 'data' && properties !== undefined && 'results' in (properties as Json) && !('data' in (properties as Json));
}
