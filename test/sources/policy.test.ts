import { describe, expect, it } from 'vitest';
import { databaseOf, databases } from '../../src/sources/index.js';
import type { DatabaseName } from '../../src/sources/index.js';

const sharedByV2 = [
  'after.state.only', 'binary.handling.mode', 'connector.class', 'database.hostname', 'database.port', 'decimal.handling.mode',
  'field.name.adjustment.mode', 'message.key.columns', 'name', 'output.data.format', 'output.key.format', 'schema.context.name',
  'schema.name.adjustment.mode', 'time.precision.mode', 'topic.prefix', 'value.converter.decimal.format',
  'value.converter.optional.for.nullables', 'value.converter.wrapper.for.nullables',
];
const notInOracle = new Set(['after.state.only', 'message.key.columns']);

/** Keys of each plugin whose change rebuilds the pipeline, spelt out: a key that slips out of the list becomes mutable silently. */
const rebuilding: Readonly<Record<DatabaseName, readonly string[]>> = {
  postgres: [
    ...sharedByV2, 'database.dbname', 'exactly.once.enabled', 'hstore.handling.mode', 'interval.handling.mode', 'money.fraction.digits',
    'offsets.storage.topic', 'publication.name', 'publish.via.partition.root', 'slot.name',
  ],
  mysql: [...sharedByV2, 'bigint.unsigned.handling.mode', 'schema.history.internal.kafka.topic'],
  sqlserver: [...sharedByV2, 'schema.history.internal.kafka.topic'],
  oracle: [
    ...sharedByV2.filter((key) => !notInOracle.has(key)), 'database.dbname', 'database.out.server.name', 'database.pdb.name',
    'database.service.name', 'skip.value.placeholder', 'unavailable.value.placeholder',
  ],
  dynamodb: [
    'connector.class', 'decimal.handling.mode', 'document.content.format', 'document.schema.source', 'document.schema.value',
    'dynamodb.cdc.checkpointing.table.prefix', 'dynamodb.service.endpoint', 'name', 'output.data.format', 'output.data.key.format',
    'schema.context.name', 'value.converter.optional.for.nullables', 'value.converter.wrapper.for.nullables',
  ],
};

describe('keys that rebuild the pipeline', () => {
  it.each(Object.keys(databases) as DatabaseName[])('%s', (name) => {
    const { connector } = databaseOf(name);
    const found = Object.keys(connector.properties).filter((key) => connector.configPolicy(key).rule === 'immutable');
    expect(found.sort()).toEqual([...rebuilding[name]].sort());
  });
});
