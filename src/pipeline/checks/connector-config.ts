import type { Diagnostic } from '../../core/diagnostic.js';
import { isSecretReference } from '../../core/secret.js';
import type { ConfigValue, ConnectorPlugin, PluginProperty } from '../../core/source.js';
import type { Path } from '../nodes.js';
import { suggest } from '../suggest.js';
import { errorAt, errorAtKey, type PipelineCheck, type PipelineInput } from './check.js';
import { ownerOf } from './owned-keys.js';
import { badReference, literalSecret } from './secret-literals.js';
import { mentionsSecret } from '../secret.js';

/** The plugin masks it like a password, but what it holds is SQL and is meant to be reviewed. */
const MASKED_BUT_NOT_SECRET: readonly string[] = ['snapshot.select.statement.overrides.data.map'];

/** The escape hatch `connector.config`: only keys of the plugin, none that has a field of its own. */
export const checkConnectorConfig: PipelineCheck = (input) => {
  const plugin = input.source.connector;
  return plugin === undefined ? [] : Object.entries(input.spec.connector?.config ?? {}).flatMap(([key, value]) => checkEntry(key, value, plugin, input));
};

function checkEntry(key: string, value: ConfigValue, plugin: ConnectorPlugin, input: PipelineInput): readonly Diagnostic[] {
  const { origins, source } = input;
  const path: Path = ['spec', 'connector', 'config', key];
  if (key === 'after.state.only') return value === 'false' ? [] : [afterStateOnly(path, input)];
  const owner = ownerOf(key, source);
  if (owner !== undefined) {
    return [errorAtKey(origins, path, {
      code: 'CDC1703',
      summary: `"${key}" is set by ${owner}.`,
      detail: 'The rest of the pipeline is built on that field; a second setting would contradict it.',
      fix: `Set ${owner} and remove the key here.`,
    })];
  }
  const property = Object.hasOwn(plugin.properties, key) ? plugin.properties[key] : undefined;
  if (property) return checkValue(key, value, property, input);
  // Transforms are named by the user, so no list can hold their keys.
  if (/^(?:transforms|predicates)(?:\.|$)/.test(key)) return [];
  const near = suggest(key, Object.keys(plugin.properties));
  return [errorAtKey(origins, path, {
    code: 'CDC1702',
    summary: `The plugin ${plugin.pluginClass} has no key "${key}".`,
    fix: near ? `Did you mean "${near}"?` : 'Remove it. Only keys that the managed plugin lists have an effect.',
  })];
}

function afterStateOnly(path: Path, { origins }: PipelineInput): Diagnostic {
  return errorAt(origins, path, {
    code: 'CDC1701',
    summary: 'after.state.only is refused.',
    detail: 'Events would lose what was before and which rows were deleted; deleted rows would stay in the table.',
    fix: 'Remove it. The decode statement gives flat rows, with deletes applied.',
  });
}

function checkValue(key: string, value: ConfigValue, property: PluginProperty, { origins }: PipelineInput): readonly Diagnostic[] {
  const path: Path = ['spec', 'connector', 'config', key];
  const where = `spec.connector.config["${key}"]`;
  if (isSecretReference(value)) return property.type === 'PASSWORD' ? [] : [plainSetting(where, path, origins)];
  if (mentionsSecret(value)) return [badReference(where, origins.at(path))];
  if (property.type === 'PASSWORD') return MASKED_BUT_NOT_SECRET.includes(key) ? [] : [literalSecret(value, where, origins.at(path))];
  const wanted = wantedForm(property.type);
  if (!wanted || wanted.pattern.test(value)) return [];
  return [errorAt(origins, path, {
    code: 'CDC1704',
    summary: `"${key}" takes ${wanted.words}, not ${JSON.stringify(value.slice(0, 40))}.`,
    fix: `Write ${wanted.words}.`,
  })];
}

/** The service shows such a setting to everybody who may read the connector, and builds names from some. */
function plainSetting(where: string, path: Path, origins: PipelineInput['origins']): Diagnostic {
  return errorAt(origins, path, {
    code: 'CDC1305',
    summary: `${where} does not take a reference to a secret.`,
    detail: 'The plugin does not treat this setting as a secret: its value would be readable in the account.',
    fix: 'For a value that differs per target use ${var:name}, with the value under spec.variables of the Target.',
  });
}

function wantedForm(type: Exclude<PluginProperty['type'], 'PASSWORD'>): { readonly pattern: RegExp; readonly words: string } | undefined {
  switch (type) {
    case 'INT':
    case 'LONG':
    case 'SHORT':
      return { pattern: /^-?\d+$/, words: 'a whole number' };
    case 'BOOLEAN':
      return { pattern: /^(?:true|false)$/i, words: 'true or false' };
    case 'STRING':
    case 'LIST':
      return undefined;
  }
}
