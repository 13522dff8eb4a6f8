import type { Account, Environment } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody } from '../server/body.js';
import type { SchemaText } from '../model.js';
import { SchemaRefusal } from './refusal.js';
import { liveVersions } from './subjects.js';
import type { Registry, SchemaVersion, Subject } from './types.js';

export function environmentOfRegistry(account: Account, request: ApiRequest): Environment {
  const id = request.params['registry_id'];
  const found = id === undefined ? account.environments[0] : account.environments.find((environment) => environment.schemaRegistryId === id);
  if (found === undefined) throw new ApiFailure(404, `Schema Registry ${id ?? ''} not found`, { code: 404 });
  return found;
}

export function registryOf(account: Account, request: ApiRequest): Registry {
  return environmentOfRegistry(account, request).registry;
}

/** The subject's name without the marker of the default context. */
export function subjectName(request: ApiRequest): string {
  return (request.params['subject'] ?? '').replace(/^:\.:/, '');
}

/** Throws a 40401 when the subject does not exist, or only as deleted and that was not asked for. */
export function subjectOf(registry: Registry, name: string, withDeleted = false): Subject {
  const subject = registry.subjects.get(name);
  if (subject === undefined || (!withDeleted && liveVersions(subject).length === 0)) throw new ApiFailure(404, `Subject '${name}' not found.`, { code: 40401 });
  return subject;
}

/** Throws a 40401, a 40402, or a 42202 when the text is no version. */
export function versionOf(registry: Registry, name: string, text: string, withDeleted = false): SchemaVersion {
  const subject = subjectOf(registry, name, withDeleted);
  const versions = withDeleted ? subject.versions : liveVersions(subject);
  if (text !== 'latest' && text !== '-1' && !/^[1-9]\d*$/.test(text)) {
    throw new ApiFailure(422, `The specified version '${text}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`, { code: 42202 });
  }
  const found = text === 'latest' || text === '-1' ? versions.at(-1) : versions.find((version) => version.version === Number(text));
  if (found === undefined) throw new ApiFailure(404, `Version ${text} not found.`, { code: 40402 });
  return found;
}

/** A schema as GETs return it; some members only for clients that say they accept unknown ones (confluent-api.md 5). */
export function renderSchema(request: ApiRequest, version: SchemaVersion): Record<string, unknown> {
  const acceptsAll = request.headers['confluent-accept-unknown-properties'] === 'true';
  return {
    subject: version.subject,
    version: version.version,
    id: version.id,
    ...(version.schemaType === 'AVRO' && !acceptsAll ? {} : { schemaType: version.schemaType }),
    ...(version.references.length === 0 ? {} : { references: version.references }),
    schema: version.schema,
    ...(acceptsAll ? { guid: version.guid, ts: version.ts } : {}),
    ...(acceptsAll && version.deleted ? { deleted: true } : {}),
  };
}

/** The schema that a request carries; a missing type means AVRO. Throws a 42201 without a schema. */
export function schemaOfBody(request: ApiRequest): SchemaText & { readonly references: readonly unknown[] } {
  const body = objectBody(request);
  const schemaType = body['schemaType'] ?? 'AVRO';
  if (schemaType !== 'AVRO' && schemaType !== 'JSON' && schemaType !== 'PROTOBUF') throw new ApiFailure(422, `Invalid schema type ${String(schemaType)}`, { code: 42201 });
  if (typeof body['schema'] !== 'string') throw new ApiFailure(422, 'Empty schema', { code: 42201 });
  return { schemaType, schema: body['schema'], references: Array.isArray(body['references']) ? (body['references'] as unknown[]) : [] };
}

/** Turns a refusal of the registry's rules into the answer for it. */
export function refused<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SchemaRefusal) throw new ApiFailure(error.status, error.message, { code: error.code });
    throw error;
  }
}

/** `offset` and `limit` (-1: all). */
export function sliced<T>(request: ApiRequest, items: readonly T[]): readonly T[] {
  const offset = Number(request.query.get('offset') ?? 0);
  const limit = Number(request.query.get('limit') ?? -1);
  return items.slice(offset, limit < 0 ? undefined : offset + limit);
}

export function isTrue(request: ApiRequest, name: string): boolean {
  return request.query.get(name) === 'true';
}

/** Whether a name has the asked prefix; `:*:` stands for every context. */
export function hasPrefix(request: ApiRequest, name: string): boolean {
  const prefix = request.query.get('subjectPrefix') ?? '';
  return name.startsWith(prefix.replace(/^:\*:|^:\.:/, ''));
}
