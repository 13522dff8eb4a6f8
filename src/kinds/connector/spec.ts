import { immutable, mutable, serverOwned, writeOnly } from '../../core/field-policy.js';
import type { FieldPolicy } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';
import type { BlueprintSideTopic, ConnectorConfig, ConnectorPlugin, LeftBehind, PluginProperties } from '../../core/source.js';
import { databases } from '../../sources/index.js';

/** A managed source connector. `config` holds the keys we declare; what the server adds is never compared. */
export interface ConnectorSpec {
  readonly name: string;
  readonly config: ConnectorConfig;
  readonly state: 'running' | 'paused';
  /** Names of topics that it keeps beside those of its tables; `{lcc}` stands for its id. */
  readonly sideTopics: readonly BlueprintSideTopic[];
}

export const connectorSpec: KindSpec<'connector', ConnectorSpec> = {
  name: 'connector',
  title: 'connector',
  fields: {
    name: immutable('pipeline'),
    config: {
      rule: 'each',
      // The reading holds only keys that we declare or declared before, so what it has beyond is to be removed.
      compare: 'exact',
      policyOf: (key, before, _after, desired) => configPolicy(key, before, (desired as ConnectorSpec).config),
    },
    state: mutable,
    sideTopics: serverOwned,
  },
  cleanupStep: 5,
  holdsData: true,
  // There is no restart endpoint: sending the config again restarts the tasks (confluent-api.md section 3).
  repair: ({ state, health }) => (state === 'FAILED' || (state === 'RUNNING' && health === 'degraded') ? 'update' : undefined),
};

/** The policy of a config key, from the source that owns the plugin; keys of no plugin are mutable. */
function configPolicy(key: string, before: unknown, config: ConnectorConfig): FieldPolicy {
  if (isMasked(before)) return writeOnly;
  if (key === 'connector.class') return immutable('pipeline');
  return pluginOf(config)?.configPolicy(key) ?? mutable;
}

/** What a setting that was never given stands at: the plugin's default, and `false` for a yes or no that lists none. */
export function standingAt(properties: PluginProperties, key: string): string | undefined {
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
  return property?.default ?? (property?.type === 'BOOLEAN' && property.required !== true ? 'false' : undefined);
}

/** Keys whose value is a list of names, each a regular expression that matches the name. */
const NAME_LISTS: ReadonlySet<string> = new Set(['table.include.list', 'database.include.list', 'column.exclude.list']);

/**
 * Whether two values of such a list name the same things: spaces around the commas and a dot without its backslash change
 * nothing that is captured, short of a table whose name has another character where the dot is.
 */
export function sameNames(key: string, a: string, b: unknown): boolean {
  return NAME_LISTS.has(key) && typeof b === 'string' && a !== b && namesOf(a) === namesOf(b);
}

function namesOf(list: string): string {
  return list.split(',').map((name) => name.trim().replaceAll('\\.', '.')).join(',');
}

/** What stays in the database when a connector with this config is deleted, and how to remove it. */
export function leftBehindBy(config: ConnectorConfig): readonly LeftBehind[] {
  return pluginOf(config)?.leftBehind?.(config) ?? [];
}

export function pluginOf(config: ConnectorConfig): ConnectorPlugin | undefined {
  return Object.values(databases).map(({ connector }) => connector).find((plugin) => plugin.pluginClass === config['connector.class']);
}

/** The Connect API answers password-typed values with runs of asterisks (confluent-api.md 3.1). */
export function isMasked(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('**');
}
