import type { ConnectorConfig, SourceProblem } from '../core/source.js';

/** Texts anywhere in a block that a managed connector would not take as written (semantics.md 1.0 item 11). */
export function checkTexts(block: unknown, path: readonly (string | number)[] = []): SourceProblem[] {
  if (typeof block === 'string') {
     
    if (!/[\\\u0000-\u001f\u007f]/.test(block)) return [];
    return [{ code: 'CDC2102', path, summary: `${path.join('.')} holds a backslash or a control character.` }];
  }
  if (typeof block !== 'object' || block === null) return [];
  return Object.entries(block).flatMap(([key, value]) => checkTexts(value, [...path, Array.isArray(block) ? Number(key) : key]));
}

/** The schema says it too; a port may also come from a variable. */
export function checkPort(port: number | undefined, path: readonly string[] = ['port']): SourceProblem[] {
  if (port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65535)) return [];
  return [{ code: 'CDC2103', path, summary: `The port ${port} is not a number from 1 to 65535.` }];
}

/** Exactly one way to log in, unless the config names one of its own. */
export function checkLogin(
  config: ConnectorConfig,
  ways: readonly { readonly key: string; readonly given: boolean; readonly words: string }[],
): SourceProblem[] {
  if (config['authentication.method'] !== undefined || config['secret.manager.enabled'] === 'true') return [];
  const given = ways.filter((way) => way.given);
  if (given.length === 1) return [];
  const choices = ways.map((way) => way.words).join(' or ');
  if (given.length === 0) return [{ code: 'CDC2101', path: [], summary: `The block says no way to log in: give ${choices}.` }];
  return [{ code: 'CDC2101', path: [given[1]!.key], summary: `The block gives both ${given.map((way) => way.words).join(' and ')}: keep one.` }];
}

/** Keys that fields of the document decide; set through `connector.config` they would contradict the topics planned from them. */
const DECIDED_BY_FIELDS = [
  'connector.class', 'name', 'topic.prefix', 'output.data.format', 'output.key.format', 'output.data.key.format',
  'table.include.list', 'database.names', 'dynamodb.table.includelist',
] as const;

/** Problems of the escape hatch. Their path begins with `config`, which is the document's `connector.config`. */
export function checkConfig(config: ConnectorConfig): SourceProblem[] {
  return DECIDED_BY_FIELDS.filter((key) => Object.hasOwn(config, key)).map((key) => ({
    code: 'CDC2104',
    path: ['config', key],
    summary: `connector.config may not set ${key}: a field of the document decides it.`,
    fix: 'Use the field: source, tables, topicPrefix, format or connector.name.',
  }));
}
