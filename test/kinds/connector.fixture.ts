import { secretReference } from '../../src/core/secret.js';
import type { ConnectorSpec } from '../../src/kinds/connector/spec.js';
import { none, replace, set, update } from './fixture.js';
import type { FieldSample, KindFixture, Effect } from './fixture.js';

function config(key: string, value: ConnectorSpec['config'][string] | undefined, effect: Effect): FieldSample<ConnectorSpec> {
  return {
    effect,
    change: (spec) => {
      const { [key]: _old, ...others } = spec.config;
      return { ...spec, config: value === undefined ? others : { ...others, [key]: value } };
    },
  };
}

const password: Effect = { type: 'update', path: 'config.database.password', sensitive: true };

export const connectorFixture: KindFixture<ConnectorSpec> = {
  address: 'connector/lkc-base01/shop',
  path: /^\/connect\//,
  fields: {
    // Its identity: another name is another address, and the old one is left over.
    name: [],
    config: [
      config('poll.interval.ms', '900', update('config.poll.interval.ms')),
      config('poll.interval.ms', undefined, update('config.poll.interval.ms')),
      config('max.batch.size', '3000', update('config.max.batch.size')),
      config('database.password', secretReference('${env:ROTATED}'), password),
      config('connector.class', 'MySqlCdcSourceV2', replace('config.connector.class', 'pipeline')),
      config('topic.prefix', 'store', replace('config.topic.prefix', 'pipeline')),
      config('output.data.format', 'PROTOBUF', replace('config.output.data.format', 'pipeline')),
      config('database.dbname', 'other', replace('config.database.dbname', 'pipeline')),
    ],
    state: [set('state', 'paused', update('state'))],
    sideTopics: [set('sideTopics', [], none)],
  },
  fail: {
    cause: (control) => control.failConnector('shop', 'FATAL: replication slot "shop" is active for PID 17'),
    tells: /replication slot "shop" is active for PID 17/,
  },
};
