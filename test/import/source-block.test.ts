import { describe, expect, it } from 'vitest';
import { isSecretReference } from '../../src/core/secret.js';
import type { ConnectorAuth } from '../../src/core/source.js';
import { readBlock } from '../../src/import/source-block.js';
import { databaseOf, isDatabaseName } from '../../src/sources/index.js';
import type { DatabaseName } from '../../src/sources/index.js';
import { blocks, inputFor } from '../sources/fixtures.js';

const auth: ConnectorAuth = { mode: 'SERVICE_ACCOUNT', serviceAccount: 'sa-1' };

/** As the service shows it: secrets as asterisks, keys of its own beside. */
function shown(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const told = Object.entries(config).map(([key, value]) => [key, isSecretReference(value) ? '****************' : String(value)]);
  return { ...Object.fromEntries(told), 'cloud.provider': 'aws', 'kafka.endpoint': 'SASL_SSL://b:9092', 'config.internal.x': 'y' };
}

function back(name: DatabaseName, block: Record<string, unknown>, change: Readonly<Record<string, string | undefined>> = {}) {
  const source = databaseOf(name);
  const { tables } = blocks[name];
  const input = { ...inputFor(name, 'AVRO', { block }), connectorName: 'shop', topicPrefix: 'shop', auth };
  const config = Object.fromEntries(Object.entries({ ...shown(source.expand(input).connector.config), ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const read = readBlock({ source, connector: { name: 'shop', config }, pipeline: 'shop', format: 'AVRO', auth, topicPrefix: 'shop', tables });
  return { read, expanded: source.expand({ ...input, block: read.block, config: read.config }).connector.config, config };
}

describe('the block that is read back expands to the connector it came from', () => {
  const given: readonly { readonly name: string; readonly source: DatabaseName; readonly block: Record<string, unknown> }[] = [
    ...Object.keys(blocks).filter(isDatabaseName).map((source) => ({ name: `the smallest ${source}`, source, block: {} })),
    { name: 'heartbeat, ssl and slot', source: 'postgres', block: { port: 5433, slot: 'old_slot', publication: 'old_pub', heartbeat: { interval: '30s', query: 'SELECT 1' }, ssl: { mode: 'verify-full', rootCertificate: '${env:ROOT}' } } },
    { name: 'source topics that are deleted from', source: 'postgres', block: { sourceTopics: { cleanupPolicy: 'delete', retention: '30d', partitions: 3 } } },
    { name: 'lists and message keys', source: 'mysql', block: { excludeColumns: ['shop.orders.note', 'shop.orders.blob'], messageKeys: { 'shop.orders': ['a', 'b'] } } },
    { name: 'an IAM role', source: 'mysql', block: { password: undefined, iam: { region: 'eu-west-1', providerIntegration: 'cspi-1' } } },
    { name: 'a read-only replica', source: 'sqlserver', block: { readOnlyReplica: true, encrypt: false, snapshotIsolation: 'snapshot' } },
    { name: 'a wallet', source: 'oracle', block: { tls: { wallet: '${file:wallet.b64}' } } },
    { name: 'a stream alone', source: 'dynamodb', block: { syncMode: 'CDC', startPosition: 'LATEST', tasks: 7 } },
  ];
  it.each(given)('$source: $name', ({ source, block }) => {
    const { read, expanded, config } = back(source, block);
    expect(read.problems).toEqual([]);
    expect(read.unknown).toEqual([]);
    const comparable = Object.fromEntries(Object.entries(shown(expanded)).filter(([key]) => key in config));
    expect(comparable).toEqual(config);
  });
});

describe('what a hand-made connector has that ours has not', () => {
  it('was never given: the default of the plugin stands, and is written down', () => {
    const { read } = back('postgres', {}, { 'decimal.handling.mode': undefined, 'value.converter.ignore.default.for.nullables': undefined, 'tombstones.on.delete': undefined });
    expect(read.block).toMatchObject({ decimals: 'precise' });
    expect(read.config).toEqual({ 'value.converter.ignore.default.for.nullables': 'false' });
    expect(read.problems).toEqual([]);
  });
  it('was given: it goes to the escape hatch', () => {
    const { read } = back('mysql', {}, { 'max.batch.size': '500', 'transforms': 'x', 'transforms.x.type': 'T' });
    expect(read.config).toEqual({ 'max.batch.size': '500', transforms: 'x', 'transforms.x.type': 'T' });
  });
  it('no field can say: it is named', () => {
    expect(back('postgres', {}, { 'output.key.format': 'STRING' }).read.problems).toEqual(['its "output.key.format" is "STRING", which spec.format cannot say']);
    expect(back('postgres', {}, { 'after.state.only': 'true' }).read.problems).toHaveLength(1);
  });
  it('no plugin knows: it is named, and left as it is', () => {
    expect(back('postgres', {}, { 'made.up': '1' }).read.unknown).toEqual(['made.up']);
  });
  it('a list of names written without backslashes is the same list', () => {
    expect(back('postgres', {}, { 'table.include.list': 'public.customers, public.order_items' }).read).toMatchObject({ problems: [], config: {} });
  });
});
