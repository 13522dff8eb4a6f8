import type { TargetColumn, TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import { none, replace, set, update } from './fixture.js';
import type { Effect, FieldSample, KindFixture } from './fixture.js';

function column(name: string, value: TargetColumn | undefined, effect: Effect): FieldSample<TargetTableSpec> {
  return {
    effect,
    change: (spec) => {
      const { [name]: _old, ...others } = spec.columns;
      return { ...spec, columns: value === undefined ? others : { ...others, [name]: value } };
    },
  };
}

const otherSql = { name: 'other', sql: 'SELECT 1' };

export const targetTableFixture: KindFixture<TargetTableSpec> = {
  address: 'target-table/lkc-base01/orders',
  path: /^\/sql\//,
  fields: {
    table: [set('table', 'orders', none)],
    columns: [
      column('added', { type: 'DECIMAL(10, 2)', nullable: true }, update('columns.added')),
      column('added', { type: 'INT', nullable: false }, replace('columns.added', 'table')),
      column('note', { type: 'BIGINT', nullable: true }, replace('columns.note', 'table')),
      column('note', undefined, replace('columns.note', 'table')),
    ],
    primaryKey: [set('primaryKey', ['note'], replace('primaryKey', 'table'))],
    changelogMode: [set('changelogMode', 'append', replace('changelogMode', 'table'))],
    cleanupPolicy: [set('cleanupPolicy', 'compact', replace('cleanupPolicy', 'table'))],
    buckets: [set('buckets', 12, replace('buckets', 'table'))],
    maxMessageBytes: [set('maxMessageBytes', 2_000_000, update('maxMessageBytes'))],
    retentionMs: [set('retentionMs', 86_400_000, update('retentionMs')), set('retentionMs', 0, update('retentionMs'))],
    createStatement: [set('createStatement', otherSql, none)],
    dropStatement: [set('dropStatement', otherSql, none)],
    pool: [set('pool', 'compute-pool/env-base01/other' as TargetTableSpec['pool'], none)],
    computePool: [set('computePool', 'lfcp-other1', none)],
    principal: [set('principal', 'sa-cdc002', none)],
  },
  noise: (control) => control.setTopicConfig('orders', 'segment.bytes', '52428800'),
  fail: {
    cause: (control, spec: TargetTableSpec) => control.failStatement(spec.createStatement.name, 'A table of this name exists already.'),
    tells: /A table of this name exists already/,
  },
};
