import type { Account } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { Handler } from '../server/router.js';
import { lags } from '../timings.js';
import { hasPrefix, isTrue, refused, registryOf, renderSchema, schemaOfBody, sliced, subjectName, subjectOf, versionOf } from './access.js';
import { checkCompatibility } from './compatibility.js';
import { findSchema, levelOf, liveVersions, registerSchema } from './subjects.js';

/** Subjects: list, read, register, look up, check. */
export function subjectHandlers(account: Account): Readonly<Record<string, Handler>> {
  return {
    'GET /subjects': (request) => {
      const [withDeleted, onlyDeleted] = [isTrue(request, 'deleted'), isTrue(request, 'deletedOnly')];
      const subjects = registryOf(account, request).subjects.list(lags.subjects, request.staleMs).filter((subject) => {
        const isLive = liveVersions(subject).length > 0;
        return hasPrefix(request, subject.name) && (onlyDeleted ? !isLive : withDeleted || isLive);
      });
      return { status: 200, body: sliced(request, subjects.map((subject) => subject.name).sort()) };
    },
    'GET /subjects/{subject}/versions': (request) => {
      const [withDeleted, onlyDeleted] = [isTrue(request, 'deleted'), isTrue(request, 'deletedOnly')];
      const subject = subjectOf(registryOf(account, request), subjectName(request), withDeleted || onlyDeleted);
      const versions = subject.versions.filter((version) => (onlyDeleted ? version.deleted : withDeleted || !version.deleted));
      return { status: 200, body: sliced(request, versions.map((version) => version.version)) };
    },
    'GET /subjects/{subject}/versions/{version}': (request) => ({
      status: 200,
      body: renderSchema(request, versionOf(registryOf(account, request), subjectName(request), request.params['version'] ?? '', isTrue(request, 'deleted'))),
    }),
    'GET /subjects/{subject}/versions/{version}/schema': (request) => ({
      status: 200,
      body: JSON.parse(asJson(versionOf(registryOf(account, request), subjectName(request), request.params['version'] ?? '').schema)) as unknown,
    }),
    'GET /subjects/{subject}/versions/{version}/referencedby': (request) => {
      const registry = registryOf(account, request);
      const { subject, version } = versionOf(registry, subjectName(request), request.params['version'] ?? '', true);
      const all = registry.subjects.all().flatMap((other) => liveVersions(other));
      const refers = all.filter((other) => other.references.some((reference) => (reference as { subject?: unknown; version?: unknown }).subject === subject && (reference as { version?: unknown }).version === version));
      return { status: 200, body: refers.map((other) => other.id) };
    },
    'POST /subjects/{subject}/versions': (request) => {
      const registry = registryOf(account, request);
      const name = subjectName(request);
      if ((registry.modes.get(name) ?? registry.globalMode) === 'READONLY') throw new ApiFailure(422, `Subject ${name} is in read-only mode`, { code: 42205 });
      const { references, ...schema } = schemaOfBody(request);
      const version = refused(() => registerSchema(registry, account.clock, name, schema, references));
      const { subject: _subject, ...rest } = renderSchema(request, version);
      return { status: 200, body: request.headers['confluent-accept-unknown-properties'] === 'true' ? rest : { id: version.id } };
    },
    'POST /subjects/{subject}': (request) => {
      const registry = registryOf(account, request);
      const name = subjectName(request);
      subjectOf(registry, name, isTrue(request, 'deleted'));
      const found = refused(() => findSchema(registry, name, schemaOfBody(request), isTrue(request, 'deleted')));
      if (found === undefined) throw new ApiFailure(404, 'Schema not found', { code: 40403 });
      return { status: 200, body: renderSchema(request, found) };
    },
    'POST /compatibility/subjects/{subject}/versions': (request) => compatibilityAnswer(account, request, undefined),
    'POST /compatibility/subjects/{subject}/versions/{version}': (request) => compatibilityAnswer(account, request, request.params['version']),
  };
}

function compatibilityAnswer(account: Account, request: Parameters<Handler>[0], version: string | undefined): ReturnType<Handler> {
  const registry = registryOf(account, request);
  const name = subjectName(request);
  const against = version === undefined ? liveVersions(registry.subjects.get(name)) : [versionOf(registry, name, version)];
  const messages = refused(() => {
    const schema = schemaOfBody(request);
    findSchema(registry, name, schema, false);
    return checkCompatibility(levelOf(registry, name), schema, against);
  });
  return { status: 200, body: { is_compatible: messages.length === 0, ...(isTrue(request, 'verbose') ? { messages } : {}) } };
}

/** A Protobuf schema is no JSON: it travels as a JSON text. */
function asJson(schema: string): string {
  try {
    JSON.parse(schema);
    return schema;
  } catch {
    return JSON.stringify(schema);
  }
}
