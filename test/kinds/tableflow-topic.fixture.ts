import type { TableflowTopicSpec } from '../../src/kinds/tableflow-topic/spec.js';
import { none, replace, set, update } from './fixture.js';
import type { KindFixture } from './fixture.js';

export const tableflowTopicFixture: KindFixture<TableflowTopicSpec> = {
  address: 'tableflow-topic/lkc-base01/orders',
  path: /^\/tableflow\//,
  fields: {
    topic: [set('topic', 'orders', none)],
    storage: [set('storage', { kind: 'ByobAws', bucket_name: 'lake', provider_integration_id: 'cspi-lake01' }, replace('storage', 'resource'))],
    formats: [set('formats', ['DELTA', 'ICEBERG'], update('formats'))],
    retentionMs: [set('retentionMs', '1209600000', update('retentionMs'))],
    dataRetentionMs: [set('dataRetentionMs', '8640000000', update('dataRetentionMs'))],
    errorHandling: [
      set('errorHandling', { mode: 'SKIP' }, update('errorHandling')),
      set('errorHandling', { mode: 'LOG', target: 'orders_errors' }, update('errorHandling')),
    ],
    writeMode: [set('writeMode', 'APPEND', replace('writeMode', 'table'))],
  },
  fail: {
    cause: (control) => control.suspendTableflow('orders', 'Record at offset 7 cannot be converted'),
    tells: /Record at offset 7 cannot be converted/,
  },
};
