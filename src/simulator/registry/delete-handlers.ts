import { violate } from '../account.js';
import type { Account } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import type { Handler } from '../server/router.js';
import { environmentOfRegistry, isTrue, registryOf, subjectName, subjectOf, versionOf } from './access.js';
import { dropSubject, liveVersions } from './subjects.js';

/** Deletion is soft first, and permanent only after that (confluent-api.md 5). */
export function deleteHandlers(account: Account): Readonly<Record<string, Handler>> {
  return {
    'DELETE /subjects/{subject}': (request) => ({ status: 200, body: isTrue(request, 'permanent') ? removeSubject(account, request) : hideSubject(account, request) }),
    'DELETE /subjects/{subject}/versions/{version}': (request) => {
      const registry = registryOf(account, request);
      const name = subjectName(request);
      const isPermanent = isTrue(request, 'permanent');
      const version = versionOf(registry, name, request.params['version'] ?? '', isPermanent);
      if (!isPermanent) version.deleted = true;
      else if (!version.deleted) throw new ApiFailure(404, `Subject '${name}' Version ${version.version} was not deleted first before being permanently deleted`, { code: 40407 });
      else subjectOf(registry, name, true).versions.splice(subjectOf(registry, name, true).versions.indexOf(version), 1);
      if (registry.subjects.get(name)?.versions.length === 0) dropSubject(registry, name);
      return { status: 200, body: version.version };
    },
  };
}

function hideSubject(account: Account, request: ApiRequest): readonly number[] {
  const registry = registryOf(account, request);
  const subject = registry.subjects.get(subjectName(request));
  if (subject !== undefined && liveVersions(subject).length === 0) throw new ApiFailure(404, `Subject '${subject.name}' was soft deleted. Set permanent=true to delete permanently`, { code: 40404 });
  const versions = liveVersions(subjectOf(registry, subjectName(request)));
  for (const version of versions) version.deleted = true;
  registry.configs.delete(subjectName(request));
  account.journal.event(`subject ${subjectName(request)} deleted softly`);
  return versions.map((version) => version.version);
}

function removeSubject(account: Account, request: ApiRequest): readonly number[] {
  const environment = environmentOfRegistry(account, request);
  const { registry } = environment;
  const subject = subjectOf(registry, subjectName(request), true);
  if (liveVersions(subject).length > 0) throw new ApiFailure(404, `Subject '${subject.name}' was not deleted first before being permanently deleted`, { code: 40405 });
  const topic = subject.name.replace(/-(key|value)$/, '');
  if (environment.clusters.some((cluster) => cluster.topics.get(topic)?.deleting === false)) {
    violate(account, 'schema-deleted-under-topic', `subject ${subject.name} was deleted for good while topic ${topic} existed`);
  }
  dropSubject(registry, subject.name);
  account.journal.event(`subject ${subject.name} deleted permanently`);
  return subject.versions.map((version) => version.version);
}
