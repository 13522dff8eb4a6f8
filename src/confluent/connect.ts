import type { Caller } from './caller.js';
import { createConnectorOffsetsClient } from './connector-offsets.js';
import type { ConnectorOffsetsClient } from './connector-offsets.js';
import { errorFromAnswer } from './error-body.js';
import { ApiFailure, deletionOf, unexpected } from './errors.js';
import type { Deletion } from './planes.js';
import type { ConfigValidation, ConnectorListing, ConnectorOffset, ExpandedConnector, StringMap } from './wire.js';

/** Managed connectors of one cluster, by name (confluent-api.md 3). Every method throws ApiFailure. */
export interface ConnectClient extends ConnectorOffsetsClient {
  /** Every connector of the cluster with config, id and state, in one call. */
  listConnectors(): Promise<readonly ConnectorListing[]>;
  /** Asynchronous; the answer holds no id. `offsets` seed the new connector. */
  create(name: string, config: StringMap, offsets?: readonly ConnectorOffset[]): Promise<void>;
  /** Replaces the whole configuration: a key left out is removed. Creates the connector if it is missing. */
  putConfig(name: string, config: StringMap): Promise<void>;
  /** What the plugin thinks of a configuration, without creating anything. Values of password fields are dropped from the answer. */
  validate(pluginClass: string, config: StringMap): Promise<ConfigValidation>;
  /** Asynchronous, as is `resume`. */
  pause(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  delete(name: string): Promise<Deletion>;
}

const base = '/connect/v1/environments/{environment}/clusters/{cluster}';

export function createConnectClient(call: Caller, scope: { readonly environment: string; readonly cluster: string }): ConnectClient {
  const member = (name: string) => ({ ...scope, name });
  const write = (method: 'POST' | 'PUT', path: string, params: StringMap, body?: unknown) =>
    call<void>({ method, path: `${base}${path}`, params, answers: 'nothing', ...(body === undefined ? {} : { body }) });
  return {
    ...createConnectorOffsetsClient(call, scope),
    listConnectors: () => listConnectors(call, scope),
    create: (name, config, offsets) => write('POST', '/connectors', scope, { name, config, ...(offsets === undefined ? {} : { offsets }) }),
    putConfig: (name, config) => write('PUT', '/connectors/{name}/config', member(name), config),
    validate: async (pluginClass, config) => {
      const path = `${base}/connector-plugins/{class}/config/validate`;
      const params = { ...scope, class: pluginClass };
      return withoutPasswords(await call<ConfigValidation>({ method: 'PUT', path, params, body: config }));
    },
    pause: (name) => write('PUT', '/connectors/{name}/pause', member(name)),
    resume: (name) => write('PUT', '/connectors/{name}/resume', member(name)),
    delete: (name) => deletionOf(() => deleteConnector(call, member(name))),
  };
}

async function listConnectors(call: Caller, scope: StringMap): Promise<readonly ConnectorListing[]> {
  const path = `${base}/connectors`;
  const site = { plane: call.plane, method: 'GET', path } as const;
  const map = await call<unknown>({ method: 'GET', path, params: scope, query: { expand: 'info,status,id' } });
  // An answer of another shape, e.g. the unexpanded list of names, must not pass for "no connectors".
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw unexpected(site, 'the answer is not a map of connectors');
  return Object.entries(map as Readonly<Record<string, ExpandedConnector>>).map(([name, item]) => {
    if (item?.info?.config === undefined) throw unexpected(site, 'a connector came without its configuration');
    return {
      name,
      id: item.id?.id,
      type: item.info.type ?? item.status?.type ?? 'unknown',
      config: item.info.config,
      state: item.status?.connector?.state ?? 'NONE',
      trace: item.status?.connector?.trace,
      tasks: item.status?.tasks ?? [],
    };
  });
}

/** A 200 may still carry an error in its body, and then nothing was deleted (confluent-api.md 3). */
async function deleteConnector(call: Caller, params: StringMap): Promise<void> {
  const path = `${base}/connectors/{name}`;
  const answer = await call<{ readonly error?: unknown } | null>({ method: 'DELETE', path, params });
  const error = answer?.error;
  if (error === undefined || error === null) return;
  const code = typeof error === 'object' && 'code' in error ? Number(error.code) : Number.NaN;
  const site = { plane: call.plane, method: 'DELETE', path } as const;
  // A code outside the error range says nothing about the kind; "unexpected" is then the honest one.
  const status = code >= 400 && code <= 599 ? code : 200;
  throw new ApiFailure(errorFromAnswer(site, { status, body: JSON.stringify({ error }), secrets: [] }));
}

function withoutPasswords(validation: ConfigValidation): ConfigValidation {
  const configs = validation.configs.map((entry) =>
    entry.definition.type === 'PASSWORD' ? { ...entry, value: { ...entry.value, value: null } } : entry,
  );
  return { ...validation, configs };
}
