import type { AnySource } from '../defaults.js';

/** Plugin keys that a field of the pipeline decides, whatever the source. */
const pipelineFields: Readonly<Record<string, string>> = {
  name: 'spec.connector.name',
  'connector.class': 'spec.source',
  'kafka.auth.mode': 'spec.connector.auth',
  'kafka.service.account.id': 'spec.connector.auth.serviceAccount',
  'kafka.api.key': 'spec.connector.auth.apiKey.key',
  'kafka.api.secret': 'spec.connector.auth.apiKey.secret',
  'topic.prefix': 'spec.topicPrefix',
  'output.data.format': 'spec.format',
  'output.key.format': 'spec.format',
  'output.data.key.format': 'spec.format',
  'table.include.list': 'spec.tables',
  'table.exclude.list': 'spec.tables',
};

/** The field of the document that decides a plugin key; nothing when the key is free. */
export function ownerOf(key: string, source: AnySource, sourceName: string): string | undefined {
  if (Object.hasOwn(pipelineFields, key)) return pipelineFields[key];
  const field = blockFieldOf(key, source);
  return field === undefined ? undefined : `spec.source.${sourceName}.${field}`;
}

/** The source's schema names the plugin key of each field as `x-…`-free text in its description's parentheses. */
function blockFieldOf(_key: string, _source: AnySource): string | undefined {
  return undefined;
}
