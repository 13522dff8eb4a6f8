import { isSecretReference } from '../../src/core/secret.js';
import type { DesiredResource } from '../../src/core/resource.js';
import type { ConnectorConfig, ConnectorPlugin, Source } from '../../src/core/source.js';
import type { Example } from './example.js';
import { code, fence, prose, table } from './markdown.js';

/** What each kind is, and who makes it. */
const kinds: Readonly<Record<string, readonly [what: string, by: string]>> = {
  'compute-pool': ['Flink compute pool', 'found by its name, or created'],
  connector: ['connector', 'created'],
  'source-topic': ['source topic', 'by the connector, with the first record'],
  'subject-config': ['compatibility of a subject', 'set before the first schema'],
  subject: ['schema of the source topic', 'by the connector, with the first record'],
  'target-table': ['target table in Flink', 'by `CREATE TABLE`'],
  'target-topic': ['target topic', 'by `CREATE TABLE`'],
  'target-subject': ['schema of the target topic', 'by `CREATE TABLE`'],
  'decode-statement': ['decode statement', 'created; the end of its name is a hash of its SQL'],
  'tableflow-topic': ['lake table', 'created'],
};

const roles: Readonly<Record<string, string>> = {
  history: 'schema history', heartbeat: 'heartbeat', transaction: 'transactions', 'schema-changes': 'schema changes', messages: 'messages', offsets: 'offsets', notifications: 'notifications', signal: 'signals',
};

/** Everything that the example makes, in the account and beside it. */
export function renderCreated({ file, blueprint, resources }: Example, source: Pick<Source, 'connector'>): string[] {
  const order = Object.keys(kinds);
  const made = [...resources].sort((a, b) => order.indexOf(placeOf(a)) - order.indexOf(placeOf(b))).map((resource) => {
    const [what, by] = kinds[placeOf(resource)] ?? [resource.kind, ''];
    return [what, code(nameOf(resource)), by];
  });
  const { connector } = blueprint;
  const side = (connector?.sideTopics ?? []).map(({ role, topic }) => [`topic of the connector's own: ${roles[role] ?? role}`, code(topic.replaceAll('{lcc}', 'lcc-…')), 'by the connector; deleted after it']);
  const own = Object.entries(connector?.exclusive ?? {}).map(([role, name]) => [words(role), code(name), 'belongs to this connector alone']);
  return [
    `From the [example](../../pipelines/${file}), in this order:`,
    '',
    ...table(['what', 'name', 'made'], [...made, ...side, ...own]),
    ...(connector === undefined || source.connector === undefined ? [] : [...config(connector.config, source.connector.pluginClass), ...leavings(source.connector, connector.config)]),
  ];
}

/** The subjects of a target table come with the table, those of a source topic with its first record. */
function placeOf({ kind, relations }: DesiredResource): string {
  return kind === 'subject' && relations.leftBy.some((address) => address.startsWith('target-')) ? 'target-subject' : kind;
}

function nameOf({ kind, address, spec }: DesiredResource): string {
  const { name } = spec as { readonly name?: string };
  const shown = name ?? address.split('/').slice(2).join('/');
  return kind === 'decode-statement' ? shown.replace(/-[0-9a-f]+$/, '-…') : shown;
}

function words(role: string): string {
  return role.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function config(sent: ConnectorConfig, pluginClass: string): string[] {
  const lines = Object.entries(sent).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${isSecretReference(value) ? value.reference : value}`);
  return ['', `The connector is sent this config, and nothing that ${code(pluginClass)} does not know; \`connector.config\` adds to it and overrides it:`, '', ...fence('properties', lines.join('\n'))];
}

function leavings({ leftBehind }: Pick<ConnectorPlugin, 'leftBehind'>, config: ConnectorConfig): string[] {
  const found = leftBehind?.(config) ?? [];
  if (found.length === 0) return [];
  return [
    '',
    'What outlives the connector, and how to remove it once the connector is gone (`reconcile destroy` prints it too):',
    ...found.flatMap(({ what, remove, why }) => ['', `- ${prose(what)}. ${prose(why)}`, '', ...fence('sql', remove).map((line) => `  ${line}`)]),
  ];
}
