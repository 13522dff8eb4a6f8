import type { Account } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody } from '../server/body.js';
import type { Handler } from '../server/router.js';
import { isTrue, registryOf, subjectName } from './access.js';
import { COMPATIBILITY_LEVELS } from './types.js';
import type { SubjectConfig } from './types.js';

const MODES = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD'];

/** Compatibility and mode, of one subject or of all. GET says `compatibilityLevel`, PUT `compatibility`. */
export function configHandlers(account: Account): Readonly<Record<string, Handler>> {
  return {
    'GET /config': (request) => ({ status: 200, body: readForm(registryOf(account, request).globalConfig) }),
    'PUT /config': (request) => {
      const registry = registryOf(account, request);
      const change = checkedConfig(request);
      registry.globalConfig = { ...registry.globalConfig, ...change };
      return { status: 200, body: change };
    },
    'DELETE /config': (request) => {
      const registry = registryOf(account, request);
      registry.globalConfig = { compatibility: 'BACKWARD' };
      return { status: 200, body: 'BACKWARD' };
    },
    'GET /config/{subject}': (request) => {
      const registry = registryOf(account, request);
      const name = subjectName(request);
      const own = registry.configs.get(name);
      if (own !== undefined) return { status: 200, body: readForm(own) };
      if (isTrue(request, 'defaultToGlobal')) return { status: 200, body: readForm(registry.globalConfig) };
      throw new ApiFailure(404, `Subject '${name}' does not have subject-level compatibility configured`, { code: 40408 });
    },
    'PUT /config/{subject}': (request) => {
      const registry = registryOf(account, request);
      const change = checkedConfig(request);
      registry.configs.set(subjectName(request), { ...registry.configs.get(subjectName(request)), ...change });
      account.journal.event(`subject ${subjectName(request)} compatibility ${String(change.compatibility)}`);
      return { status: 200, body: change };
    },
    'DELETE /config/{subject}': (request) => {
      const registry = registryOf(account, request);
      const own = registry.configs.get(subjectName(request));
      if (own === undefined) throw new ApiFailure(404, `Subject '${subjectName(request)}' not found.`, { code: 40401 });
      registry.configs.delete(subjectName(request));
      return { status: 200, body: own.compatibility ?? registry.globalConfig.compatibility };
    },
    'GET /mode': (request) => ({ status: 200, body: { mode: registryOf(account, request).globalMode } }),
    'PUT /mode': (request) => {
      const mode = checkedMode(request);
      registryOf(account, request).globalMode = mode;
      return { status: 200, body: { mode } };
    },
    'DELETE /mode': (request) => {
      registryOf(account, request).globalMode = 'READWRITE';
      return { status: 200, body: { mode: 'READWRITE' } };
    },
    'GET /mode/{subject}': (request) => {
      const registry = registryOf(account, request);
      const own = registry.modes.get(subjectName(request));
      if (own === undefined && !isTrue(request, 'defaultToGlobal')) throw new ApiFailure(404, `Subject '${subjectName(request)}' does not have subject-level mode configured`, { code: 40409 });
      return { status: 200, body: { mode: own ?? registry.globalMode } };
    },
    'PUT /mode/{subject}': (request) => {
      const mode = checkedMode(request);
      registryOf(account, request).modes.set(subjectName(request), mode);
      return { status: 200, body: { mode } };
    },
    'DELETE /mode/{subject}': (request) => {
      const registry = registryOf(account, request);
      const mode = registry.modes.get(subjectName(request));
      if (mode === undefined) throw new ApiFailure(404, `Subject '${subjectName(request)}' not found.`, { code: 40401 });
      registry.modes.delete(subjectName(request));
      return { status: 200, body: { mode } };
    },
  };
}

function readForm({ compatibility, ...rest }: SubjectConfig): Record<string, unknown> {
  return { ...(compatibility === undefined ? {} : { compatibilityLevel: compatibility }), ...rest };
}

function checkedConfig(request: ApiRequest): SubjectConfig {
  const body = objectBody(request);
  const level = body['compatibility'];
  if (level !== undefined && !COMPATIBILITY_LEVELS.some((known) => known === level)) {
    throw new ApiFailure(422, `Invalid compatibility level. Valid values are ${COMPATIBILITY_LEVELS.join(', ').toLowerCase()}`, { code: 42203 });
  }
  const { compatibilityLevel: _ignored, ...known } = body;
  return known as SubjectConfig;
}

function checkedMode(request: ApiRequest): string {
  const mode = objectBody(request)['mode'];
  if (typeof mode !== 'string' || !MODES.includes(mode)) throw new ApiFailure(422, `Invalid mode. Valid values are ${MODES.join(', ')}`, { code: 42204 });
  return mode;
}
