import type { ApiCall, Caller } from './caller.js';
import { apiErrorOf, deletionOf, presenceOf, unexpected } from './errors.js';
import type { Deletion } from './planes.js';
import type { CompatibilityVerdict, Schema, SchemaText, SubjectConfig } from './wire.js';

/** One Schema Registry (confluent-api.md 5). Subjects may hold any character. Every method throws ApiFailure. */
export interface SchemaRegistryClient {
  /** The latest schema of every subject (or of those with the prefix). */
  listLatestSchemas(filter?: { readonly subjectPrefix?: string }): Promise<readonly Schema[]>;
  /** A schema by its global id, which outlives a soft deletion; undefined when it was deleted for good. */
  schemaById(id: number): Promise<SchemaText | undefined>;
  /** `deleted` adds the softly deleted ones. */
  listSubjects(filter?: { readonly subjectPrefix?: string; readonly deleted?: boolean }): Promise<readonly string[]>;
  /** The subject's own configuration; undefined when it has none and the global one applies. */
  getSubjectConfig(subject: string): Promise<SubjectConfig | undefined>;
  getGlobalConfig(): Promise<SubjectConfig>;
  /** May be set before the subject exists. A deletion of the subject takes it along. */
  putSubjectConfig(subject: string, config: { readonly compatibility: string }): Promise<void>;
  deleteSubjectConfig(subject: string): Promise<Deletion>;
  /** An incompatible schema is a `conflict`, a malformed one `invalid`. */
  register(subject: string, schema: SchemaText): Promise<{ readonly id: number }>;
  /** The version under which exactly this schema is registered; undefined when it is not. */
  lookup(subject: string, schema: SchemaText, options?: { readonly normalize?: boolean }): Promise<Schema | undefined>;
  /** Against one version (default `latest`), or `all`; `messages` explain a refusal. A subject without versions is `notFound`. */
  checkCompatibility(subject: string, schema: SchemaText, version?: 'latest' | 'all' | number): Promise<CompatibilityVerdict>;
  /** Soft first, then permanent; permanent alone is a `conflict`. */
  deleteSubject(subject: string, how: { readonly permanent: boolean }): Promise<Deletion>;
}

const mediaType = 'application/vnd.schemaregistry.v1+json';

/** Without this header several members of a schema are left out of the answers. */
const headers = { 'confluent-accept-unknown-properties': 'true' };

/** The most that open-source registries give per page (`schema.search.max.limit`). */
const rowsPerPage = 1000;

export function createSchemaRegistryClient(plain: Caller): SchemaRegistryClient {
  const call = <T>(request: ApiCall): Promise<T> => plain<T>({ mediaType, ...request, headers });
  const list = <T>(path: string, query: ApiCall['query']) => readAllRows<T>(call, plain, { method: 'GET', path, query: query ?? {} });
  return {
    listLatestSchemas: (filter) =>
      list('/schemas', { latestOnly: true, deleted: false, subjectPrefix: filter?.subjectPrefix }),
    schemaById: (id) => presenceOf(() => call({ method: 'GET', path: '/schemas/ids/{id}', params: { id: String(id) } })),
    listSubjects: (filter) => list('/subjects', { deleted: filter?.deleted ?? false, subjectPrefix: filter?.subjectPrefix }),
    getSubjectConfig: (subject) =>
      presenceOf(() => call({ method: 'GET', path: '/config/{subject}', params: { subject }, query: { defaultToGlobal: false } })),
    getGlobalConfig: () => call({ method: 'GET', path: '/config' }),
    putSubjectConfig: (subject, body) =>
      call({ method: 'PUT', path: '/config/{subject}', params: { subject }, body, answers: 'nothing' }),
    deleteSubjectConfig: (subject) =>
      deletionOf(() => call({ method: 'DELETE', path: '/config/{subject}', params: { subject }, answers: 'nothing' })),
    // The registry answers a schema it knows with the id it has: repeating is safe.
    register: (subject, body) =>
      call({ method: 'POST', path: '/subjects/{subject}/versions', params: { subject }, body, idempotent: true }),
    lookup: (subject, body, options) =>
      presenceOf(
        () => call({ method: 'POST', path: '/subjects/{subject}', params: { subject }, query: { normalize: options?.normalize }, body, idempotent: true }),
        isUnregistered,
      ),
    checkCompatibility: (subject, body, version = 'latest') => checkCompatibility(call, subject, body, version),
    deleteSubject: (subject, { permanent }) =>
      deletionOf(() =>
        call({
          method: 'DELETE',
          path: '/subjects/{subject}',
          params: { subject },
          query: { permanent: permanent ? true : undefined },
          answers: 'nothing',
        }),
      ),
  };
}

function checkCompatibility(call: <T>(request: ApiCall) => Promise<T>, subject: string, body: SchemaText, version: 'latest' | 'all' | number) {
  const all = version === 'all';
  return call<CompatibilityVerdict>({
    method: 'POST',
    path: `/compatibility/subjects/{subject}/versions${all ? '' : '/{version}'}`,
    params: { subject, ...(all ? {} : { version: String(version) }) },
    query: { verbose: true },
    body,
    idempotent: true,
  });
}

/**
 * Reads by offset, several pages at once as soon as it is plain that there are many: a quarter of those read so far, so that what
 * is asked beyond the end stays a fraction. A page that is cut shorter than the first ends the round, for its rows move the rest.
 */
async function readAllRows<T>(call: <R>(request: ApiCall) => Promise<R>, plane: Pick<Caller, 'plane'>, request: ApiCall): Promise<readonly T[]> {
  const rows: T[] = [];
  const readPage = async (offset: number): Promise<readonly T[]> => {
    const page = await call<unknown>({ ...request, continues: offset > 0, query: { ...request.query, offset, limit: rowsPerPage } });
    if (!Array.isArray(page)) throw unexpected({ plane: plane.plane, method: request.method, path: request.path }, 'the answer is not a list');
    return page as T[];
  };
  for (let size = 0, read = 0; ; ) {
    const offset = rows.length;
    const pages = await Promise.all(Array.from({ length: Math.max(1, read >> 2) }, (_, ahead) => readPage(offset + ahead * size)));
    for (const page of pages) {
      for (const row of page) rows.push(row);
      read += 1;
      if (isLastPage(page.length)) return rows;
      if (size === 0) size = page.length;
      if (page.length !== size) break;
    }
  }
}

/** There is no total and no next link. A page that was cut by a smaller cap of the server has a round number of rows. */
function isLastPage(rows: number): boolean {
  return rows === 0 || (rows < rowsPerPage && rows % 100 !== 0);
}

/** Unknown subject or schema, or a schema that the registry cannot even parse (Confluent's provider reads 422 the same way). */
function isUnregistered(thrown: unknown): boolean {
  const code = apiErrorOf(thrown)?.code ?? '';
  return code.startsWith('404') || code.startsWith('422');
}
