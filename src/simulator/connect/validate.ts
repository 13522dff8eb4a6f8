import type { PluginProperty } from '../plugins/types.js';
import { MASK } from '../journal.js';
import { isSecretKey, plugins } from './plugins.js';
import type { Plugin } from './plugins.js';

type Config = Readonly<Record<string, string>>;

/** What is wrong with one key of a config. */
export interface ConfigProblem {
  readonly key: string;
  readonly message: string;
}

/** Checks a config against the plugin's property list (semantics.md 1.0, 1.1). Empty: it can be created. */
export function configProblems(plugin: Plugin, config: Config): readonly ConfigProblem[] {
  const missing = Object.entries(plugin.properties)
    .filter(([key, [, fallback, required]]) => required && fallback === null && (config[key] ?? '') === '')
    .map(([key]) => ({ key, message: `Missing required configuration "${key}" which has no default value.` }));
  const mistyped = Object.entries(config).flatMap(([key, value]) => {
    const message = typeProblem(key, value, plugin.properties[key]);
    return message === undefined ? [] : [{ key, message }];
  });
  return [...missing, ...mistyped, ...credentialProblems(config), ...tableListProblems(config), ...nameProblems(config)];
}

function typeProblem(key: string, value: string, property: PluginProperty | undefined): string | undefined {
  if (property === undefined || value === '') return undefined;
  const bad = `Invalid value ${value} for configuration ${key}:`;
  switch (property[0]) {
    case 'BOOLEAN':
      return /^(true|false)$/i.test(value) ? undefined : `${bad} Expected value to be either true or false`;
    case 'INT':
    case 'SHORT':
    case 'LONG':
      return /^-?\d+$/.test(value) ? undefined : `${bad} Not a number of type ${property[0]}`;
    case 'STRING':
    case 'LIST':
    case 'PASSWORD':
      return undefined;
  }
}

/** `KAFKA_API_KEY` needs a key pair, `SERVICE_ACCOUNT` an account (semantics.md 1.0 (3), (4)). */
function credentialProblems(config: Config): readonly ConfigProblem[] {
  const mode = config['kafka.auth.mode'] ?? 'KAFKA_API_KEY';
  const needs = mode === 'SERVICE_ACCOUNT' ? ['kafka.service.account.id'] : ['kafka.api.key', 'kafka.api.secret'];
  if (mode !== 'SERVICE_ACCOUNT' && mode !== 'KAFKA_API_KEY') return [{ key: 'kafka.auth.mode', message: `Invalid value ${mode} for configuration kafka.auth.mode` }];
  return needs.filter((key) => (config[key] ?? '') === '').map((key) => ({ key, message: `"${key}" is required when "kafka.auth.mode" is ${mode}` }));
}

function tableListProblems(config: Config): readonly ConfigProblem[] {
  return ['table', 'column', 'database'].flatMap((what) => {
    const both = config[`${what}.include.list`] !== undefined && config[`${what}.exclude.list`] !== undefined;
    return both ? [{ key: `${what}.include.list`, message: `"${what}.include.list" and "${what}.exclude.list" are mutually exclusive` }] : [];
  });
}

function nameProblems(config: Config): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if ((config['name'] ?? '').length > 64) problems.push({ key: 'name', message: 'The connector name must be between 1 and 64 characters' });
  const prefix = config['topic.prefix'];
  if (prefix !== undefined && !/^[A-Za-z0-9._-]+$/.test(prefix)) problems.push({ key: 'topic.prefix', message: `Invalid value ${prefix} for configuration topic.prefix` });
  return problems;
}

/** The answer of the validate operation: every key of the plugin, with the errors beside it (confluent-api.md 3.2). */
export function validationReport(connectorClass: string, config: Config): Record<string, unknown> {
  const plugin = plugins[connectorClass];
  const problems = plugin === undefined ? [{ key: 'connector.class', message: `The plugin ${connectorClass} does not exist` }] : configProblems(plugin, config);
  const properties: Readonly<Record<string, PluginProperty>> = plugin?.properties ?? { 'connector.class': ['STRING', null, true] };
  const keys = [...new Set([...Object.keys(properties), ...Object.keys(config)])];
  return {
    name: connectorClass,
    groups: ['Common'],
    error_count: problems.length,
    configs: keys.map((key, index) => reportLine(connectorClass, key, index, properties[key], config, problems)),
  };
}

function reportLine(connectorClass: string, key: string, index: number, property: PluginProperty | undefined, config: Config, problems: readonly ConfigProblem[]): unknown {
  const [type, fallback, required] = property ?? (['STRING', null, false] as const);
  const value = config[key] ?? fallback;
  return {
    definition: {
      name: key,
      type: key === 'kafka.api.key' ? 'PASSWORD' : type,
      required,
      ...(fallback === null ? {} : { default_value: fallback }),
      importance: required ? 'HIGH' : 'MEDIUM',
      documentation: '',
      group: 'Common',
      width: 'NONE',
      display_name: key,
      dependents: [],
      order: index + 1,
      alias: '',
    },
    value: {
      name: key,
      ...(value === null ? {} : { value: isSecretKey(connectorClass, key) ? MASK : value }),
      recommended_values: [],
      errors: problems.filter((problem) => problem.key === key).map((problem) => problem.message),
      visible: true,
    },
    metadata: {},
  };
}
