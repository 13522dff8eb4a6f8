import type { Account } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import type { Handler } from '../server/router.js';
import { lags } from '../timings.js';
import { hasPrefix, isTrue, registryOf, renderSchema, sliced } from './access.js';
import type { SchemaVersion } from './types.js';

/** Schemas across subjects: all at once, or by their global id. */
export function schemaHandlers(account: Account): Readonly<Record<string, Handler>> {
  return {
    'GET /schemas': (request) => {
      const subjects = registryOf(account, request).subjects.list(lags.subjects, request.staleMs).filter((subject) => hasPrefix(request, subject.name));
      const all = subjects.flatMap((subject) => {
        const versions = subject.versions.filter((version) => isTrue(request, 'deleted') || !version.deleted);
        return isTrue(request, 'latestOnly') ? versions.slice(-1) : versions;
      });
      return { status: 200, body: sliced(request, all).map((version) => renderSchema(request, version)) };
    },
    'GET /schemas/types': () => ({ status: 200, body: ['AVRO', 'JSON', 'PROTOBUF'] }),
    'GET /schemas/ids/{id}': (request) => {
      const [version] = versionsOfId(account, request);
      const { id: _id, ...rest } = renderSchema(request, version);
      return { status: 200, body: rest };
    },
    'GET /schemas/ids/{id}/subjects': (request) => ({ status: 200, body: versionsOfId(account, request).map((version) => version.subject) }),
    'GET /schemas/ids/{id}/versions': (request) => ({ status: 200, body: versionsOfId(account, request).map(({ subject, version }) => ({ subject, version })) }),
    'GET /contexts': () => ({ status: 200, body: ['.'] }),
    'GET /clusterconfig': () => ({ status: 200, body: { maxSchemas: 20_000, maxRequestsPerSec: 75 } }),
  };
}

/** Throws a 40403. A deleted version leaves its id resolvable (confluent-api.md 5). */
function versionsOfId(account: Account, request: ApiRequest): readonly [SchemaVersion, ...SchemaVersion[]] {
  const id = Number(request.params['id']);
  const all = registryOf(account, request).subjects.all().flatMap((subject) => subject.versions).filter((version) => version.id === id);
  const [first, ...rest] = all;
  if (first === undefined) throw new ApiFailure(404, `Schema ${request.params['id'] ?? ''} not found`, { code: 40403 });
  return [first, ...rest];
}
