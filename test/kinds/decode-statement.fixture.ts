import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import { none, replace, set, update } from './fixture.js';
import type { FieldSample, KindFixture } from './fixture.js';

const otherSql = (replay: DecodeStatementSpec['replay']['way'], scope: 'resource' | 'pipeline'): FieldSample<DecodeStatementSpec> => ({
  change: (spec) => ({ ...spec, sql: `${spec.sql} WHERE \`id\` > 1`, text: `${spec.text} WHERE \`id\` > 1`, name: `${spec.name}2`, replay: { way: replay, why: 'for the test' } }),
  effect: replace('sql', scope),
});

export const decodeStatementFixture: KindFixture<DecodeStatementSpec> = {
  address: 'decode-statement/lkc-base01/shop.orders',
  path: /^\/sql\//,
  fields: {
    name: [set('name', 'shop--orders--decode-0000000000', none)],
    slug: [set('slug', 'shop--orders--decode', none)],
    kept: [set('kept', 'somebody-elses', none)],
    text: [set('text', 'SELECT 1', none)],
    pool: [set('pool', 'compute-pool/env-base01/other' as DecodeStatementSpec['pool'], none)],
    sql: [otherSql('restart', 'resource'), otherSql('carryOver', 'resource'), otherSql('rebuild', 'pipeline')],
    // Neither is told by the account apart from the SQL, which holds both.
    sourceTopic: [],
    targetTable: [],
    computePool: [set('computePool', 'lfcp-other1', update('computePool'))],
    principal: [set('principal', 'sa-cdc002', update('principal'))],
    properties: [{ change: (spec) => ({ ...spec, properties: { ...spec.properties, 'sql.state-ttl': '7200 s' } }), effect: replace('properties.sql.state-ttl', 'resource') }],
    state: [set('state', 'stopped', update('state'))],
    replay: [set('replay', { way: 'rebuild', why: 'for the test' }, none)],
    // The ledger's to tell: test/e2e/evolution.test.ts.
    sourceSchemas: [],
    evolution: [set('evolution', 'statement', none)],
  },
  degrade: (control, spec) => control.degradeStatement(spec.name, 'restarting after a failure'),
  fail: {
    cause: (control, spec: DecodeStatementSpec) => control.failStatement(spec.name, 'Cast of column note failed'),
    tells: /Cast of column note failed/,
  },
};
