import type { Account, Cluster, Environment } from '../account.js';
import { latestVersion } from '../registry/subjects.js';
import { ApiFailure } from '../server/answer.js';
import { objectOf, optionalText, requiredText } from '../server/body.js';
import type { JsonObject } from '../server/body.js';
import { deriveWriteMode, resumeTableflow } from './lifecycle.js';
import type { ErrorHandling, Storage, TableflowTopic } from './types.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const FORMATS = ['DELTA', 'ICEBERG'];

/** What a create asks for, checked. Throws the 400, 409 or 422 that the service would answer. */
export function createTableflow(account: Account, environment: Environment, cluster: Cluster, spec: JsonObject): TableflowTopic {
  const name = requiredText(spec, 'display_name', '/spec');
  const existing = cluster.tableflow.get(name);
  if (existing !== undefined) throw new ApiFailure(409, existing.deleting ? `Tableflow topic ${name} is being deleted` : `Tableflow is already enabled on topic ${name}`);
  const storage = checkedStorage(environment, objectOf(spec['storage']));
  const topic = cluster.topics.get(name);
  if (topic === undefined || topic.deleting) throw new ApiFailure(400, `Topic ${name} not found in cluster ${cluster.id}`, { code: 'topic_not_found', pointer: '/spec/display_name' });
  if (latestVersion(environment.registry, `${name}-value`) === undefined) throw new ApiFailure(422, `Topic ${name} has no schema: subject ${name}-value was not found`, { pointer: '/spec/display_name' });
  if (spec['suspended'] === true) throw new ApiFailure(422, 'suspended can only be set to false', { pointer: '/spec/suspended' });
  const config = objectOf(spec['config']);
  const now = account.clock.now();
  const derived = deriveWriteMode(environment, topic);
  return {
    name,
    storage,
    tablePath: `s3://${storage.kind === 'ByobAws' ? storage.bucket_name : 'tableflow-simulated'}/10110100/${account.world.organization.id}/${environment.id}/${cluster.id}/v1/${name}`,
    createdAt: now,
    updatedAt: now,
    formats: spec['table_formats'] === undefined ? ['ICEBERG'] : checkedFormats(spec['table_formats']),
    retentionMs: checkedMs(config, 'retention_ms', DAY_MS) ?? String(7 * DAY_MS),
    dataRetentionMs: checkedMs(config, 'data_retention_ms', 30 * DAY_MS),
    errorHandling: checkedHandling(config) ?? { mode: 'SUSPEND' },
    namingScheme: optionalText(config, 'metadata_column_naming_scheme') ?? 'DEFAULT',
    phase: 'PENDING',
    errorMessage: '',
    suspended: false,
    deleting: false,
    writeMode: cluster.writeModes.get(name) ?? ('mode' in derived ? derived.mode : 'APPEND'),
    failingFormats: [],
    topicUid: undefined,
    next: 0,
    rowsAdded: 0,
    rowsSkipped: 0,
    badRecords: new Set(),
    rows: new Map(),
  };
}

/** Changes in place what can be; storage and name are immutable, `suspended` can only become false (confluent-api.md 8). */
export function patchTableflow(account: Account, environment: Environment, cluster: Cluster, tableflow: TableflowTopic, spec: JsonObject): void {
  if (tableflow.deleting) throw new ApiFailure(409, `Tableflow topic ${tableflow.name} is being deleted`);
  if (spec['storage'] !== undefined && !sameStorage(tableflow.storage, objectOf(spec['storage']))) throw new ApiFailure(422, 'storage is immutable', { pointer: '/spec/storage' });
  if (spec['display_name'] !== undefined && spec['display_name'] !== tableflow.name) throw new ApiFailure(422, 'display_name is immutable', { pointer: '/spec/display_name' });
  if (spec['suspended'] === true) throw new ApiFailure(422, 'suspended can only be set to false', { pointer: '/spec/suspended' });
  const config = objectOf(spec['config']);
  const formats = spec['table_formats'] === undefined ? tableflow.formats : checkedFormats(spec['table_formats']);
  const retentionMs = checkedMs(config, 'retention_ms', DAY_MS) ?? tableflow.retentionMs;
  const dataRetentionMs = checkedMs(config, 'data_retention_ms', 30 * DAY_MS) ?? tableflow.dataRetentionMs;
  const errorHandling = checkedHandling(config) ?? tableflow.errorHandling;
  Object.assign(tableflow, { formats, retentionMs, dataRetentionMs, errorHandling, updatedAt: account.clock.now() });
  tableflow.namingScheme = optionalText(config, 'metadata_column_naming_scheme') ?? tableflow.namingScheme;
  account.journal.event(`tableflow ${tableflow.name} updated`);
  if (spec['suspended'] === false) resumeTableflow(account, environment, cluster, tableflow);
}

function checkedStorage(environment: Environment, storage: JsonObject): Storage {
  const integration = (): string => {
    const id = requiredText(storage, 'provider_integration_id', '/spec/storage');
    if (!environment.integrations.has(id)) throw new ApiFailure(422, `provider integration ${id} was not found`, { pointer: '/spec/storage/provider_integration_id' });
    return id;
  };
  switch (storage['kind']) {
    case 'Managed':
      return { kind: 'Managed' };
    case 'ByobAws':
      return { kind: 'ByobAws', bucket_name: requiredText(storage, 'bucket_name', '/spec/storage'), provider_integration_id: integration() };
    case 'AzureDataLakeStorageGen2': {
      const [account, container] = ['storage_account_name', 'container_name'].map((name) => requiredText(storage, name, '/spec/storage'));
      return { kind: 'AzureDataLakeStorageGen2', storage_account_name: account ?? '', container_name: container ?? '', provider_integration_id: integration() };
    }
    default:
      throw new ApiFailure(400, `storage kind '${String(storage['kind'])}' is not valid`, { pointer: '/spec/storage/kind' });
  }
}

function sameStorage(storage: Storage, wanted: JsonObject): boolean {
  return Object.entries(storage).every(([name, value]) => wanted[name] === value);
}

function checkedFormats(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.some((format) => !FORMATS.includes(String(format)))) {
    throw new ApiFailure(422, `table_formats must be a non-empty set of ${FORMATS.join(', ')}`, { pointer: '/spec/table_formats' });
  }
  return [...new Set(value.map(String))];
}

/** Milliseconds as text, at least `least`. */
function checkedMs(config: JsonObject, name: string, least: number): string | undefined {
  const value = config[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^\d+$/.test(value) || Number(value) < least) throw new ApiFailure(422, `${name} must be at least ${least}`, { pointer: `/spec/config/${name}` });
  return value;
}

function checkedHandling(config: JsonObject): ErrorHandling | undefined {
  const handling = objectOf(config['error_handling']);
  const mode = handling['mode'] ?? config['record_failure_strategy'];
  if (mode === undefined) return undefined;
  if (config['error_handling'] !== undefined && config['record_failure_strategy'] !== undefined && handling['mode'] !== config['record_failure_strategy']) {
    throw new ApiFailure(422, 'error_handling and record_failure_strategy contradict each other', { pointer: '/spec/config/error_handling' });
  }
  if (mode === 'LOG') return { mode, target: optionalText(handling, 'target') ?? 'error_log' };
  if (mode === 'SUSPEND' || mode === 'SKIP') return { mode };
  throw new ApiFailure(422, `error handling mode '${String(mode)}' is not valid`, { pointer: '/spec/config/error_handling/mode' });
}
