import { assertNever } from '../core/assert-never.js';
import { immutable, mutable, writeOnly } from '../core/field-policy.js';
import type { FieldPolicy } from '../core/field-policy.js';
import { secretReference } from '../core/secret.js';
import type { ConfigValue, ConnectorAuth, ConnectorConfig, PluginProperties, SourceInput, SourceRetention } from '../core/source.js';

/** What every managed connector is told, whatever it reads. */
export function baseConfig(input: SourceInput<unknown>, pluginClass: string, tasks: number): ConnectorConfig {
  return {
    'connector.class': pluginClass,
    name: input.connectorName,
    'tasks.max': String(tasks),
    ...authConfig(input.auth),
  };
}

/** The mode is always written: the plugin's default depends on the organization (semantics.md 1.0 item 3). */
function authConfig(auth: ConnectorAuth): ConnectorConfig {
  switch (auth.mode) {
    case 'SERVICE_ACCOUNT':
      return { 'kafka.auth.mode': auth.mode, 'kafka.service.account.id': auth.serviceAccount };
    case 'KAFKA_API_KEY':
      return { 'kafka.auth.mode': auth.mode, 'kafka.api.key': auth.key, 'kafka.api.secret': auth.secret };
    default:
      return assertNever(auth);
  }
}

/**
 * Converter settings that decide whether the values survive the registered schema. Only what the plugin has.
 *
 * - `ignore.default.for.nullables`: without it a NULL becomes the column's default (semantics.md 1.0 item 10).
 * - JSON_SR writes decimals as base64 bytes unless told otherwise, which Flink cannot read (2.1 item 14).
 * - PROTOBUF turns NULL into zero unless fields are optional (2.1 item 13).
 */
export function converterConfig(input: SourceInput<unknown>, plugin: PluginProperties): ConnectorConfig {
  return onlyKnown(plugin, {
    'value.converter.ignore.default.for.nullables': 'true',
    'value.converter.decimal.format': input.format === 'JSON_SR' ? 'NUMERIC' : undefined,
    'value.converter.optional.for.nullables': input.format === 'PROTOBUF' ? 'true' : undefined,
  });
}

/** Leaves out what is undefined. */
function defined(entries: Readonly<Record<string, ConfigValue | undefined>>): ConnectorConfig {
  return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, ConfigValue] => entry[1] !== undefined));
}

/** Leaves out what is undefined and what the plugin does not have. */
export function onlyKnown(plugin: PluginProperties, entries: Readonly<Record<string, ConfigValue | undefined>>): ConnectorConfig {
  return defined(Object.fromEntries(Object.entries(entries).filter(([key]) => Object.hasOwn(plugin, key))));
}

/** A value of a block that may be a reference: a text that looks like one becomes one, so it is never sent as it stands. */
export function referenceOr(value: ConfigValue | undefined): ConfigValue | undefined {
  return typeof value === 'string' && /^\$\{(env|file):[^{}]+\}$/.test(value) ? secretReference(value) : value;
}

/** A config value as text, for deriving names from it. @throws Error for a secret, which no name is made of. */
export function textOf(config: ConnectorConfig, key: string): string {
  const value = config[key];
  if (typeof value !== 'string') throw new Error(`${key} is needed as a text here`);
  return value;
}

/** Passwords cannot be compared; the listed keys rebuild the pipeline; everything else is changed in place. */
export function policyTable(plugin: PluginProperties, pipelineKeys: readonly string[]): (key: string) => FieldPolicy {
  const rebuilds = new Set(pipelineKeys);
  return (key) => {
    if (Object.hasOwn(plugin, key) && plugin[key]!.type === 'PASSWORD') return writeOnly;
    return rebuilds.has(key) ? immutable('pipeline') : mutable;
  };
}

const WEEK_MS = 604_800_000;

/** How long the tables' topics keep records under this config; topics of plugins without the keys have the service's week. */
export function retentionOf(config: ConnectorConfig): SourceRetention {
  const ms = Number(config['topic.creation.topic_prefix_match.retention.ms'] ?? WEEK_MS);
  const policy = config['topic.creation.topic_prefix_match.cleanup.policy'] === 'compact' ? 'compact' : 'delete';
  return policy === 'compact' || ms < 0 ? { policy } : { policy, retentionMs: ms };
}
