import { describe, expect, it } from 'vitest';
import type { StoredOffset } from '../../src/core/preflight.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { preflightPipelines } from '../../src/preflight/index.js';
import { startEstate, troubles } from '../support/estate.js';
import { names, runCommand } from './support/command.js';
import { fakeDatabase } from './support/fake-database.js';
import type { FakeAnswers } from './support/fake-database.js';

/** Where a connector stands, against what its database still has. The databases are FAKES at the driver's boundary. */

const target = 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: test }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { id: lfcp-1 }, principal: sa-1 }\n';
const blocks = {
  mysql: 'mysql: { host: db.example.com, username: cdc, password: "${env:MYSQL_PASSWORD}" }',
  sqlserver: 'sqlserver: { host: sql.example.com, databases: [Shop], username: cdc, password: "${env:MSSQL_PASSWORD}" }',
} as const;
const documents = (source: keyof typeof blocks): string => `${target}---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source: { ${blocks[source]} }
  tables: [{ from: ${source === 'mysql' ? 'shop.orders' : 'dbo.Orders'}, to: orders, key: [id], columns: { id: BIGINT } }]
`;

/** The one finding of the check; whatever else the fakes cannot answer is left out. */
async function positionOf(source: keyof typeof blocks, check: string, offsets: readonly StoredOffset[] | undefined, answers: FakeAnswers) {
  const read = readDocuments(new Map([['a.yaml', documents(source)]]));
  const { pipelines, targets } = read.documents;
  const surroundings: FakeAnswers = [[/SELECT VERSION/, [{ version: '8.0.36', user: 'cdc@%' }]], [/SERVERPROPERTY/, [{ engine_edition: 3, edition: 'Enterprise', version: '16.0', name: 'cdc' }]]];
  const report = await preflightPipelines({
    pipelines, targets, all: pipelines, env: {}, secrets: () => Promise.resolve('secret-value'),
    offsetsOf: () => Promise.resolve(offsets), open: fakeDatabase([...answers, ...surroundings]).open,
  });
  return report.pipelines[0]!.findings.filter((finding) => finding.check === check).map(({ status, code, evidence }) => `${status} ${code} ${evidence}`);
}

describe('MySQL', () => {
  const at = (offset: StoredOffset['offset']): readonly StoredOffset[] => [{ partition: { server: 'shop' }, offset }];
  const logs: FakeAnswers = [[/SHOW BINARY LOGS/, [{ log_name: 'binlog.000020' }, { log_name: 'binlog.000021' }]]];
  const seen = (value: number): FakeAnswers => [[/gtid_purged/, [{ purged: '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-900', seen: value }]]];
  const gtids = { file: 'binlog.000002', pos: 4, gtids: '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5' };

  it.each<{ name: string; offsets: readonly StoredOffset[] | undefined; answers?: FakeAnswers; want: readonly RegExp[] }>([
    { name: 'a file that is gone', offsets: at({ file: 'binlog.000012', pos: 154 }), want: [/^problem CDC8019 it stands in binlog\.000012, which is gone: the oldest file is binlog\.000020$/] },
    { name: 'the oldest file', offsets: at({ file: 'binlog.000020', pos: 154 }), want: [/^ok CDC8019 it stands in binlog\.000020/] },
    { name: 'purged transactions that it has not seen', offsets: at(gtids), answers: seen(0), want: [/^problem CDC8019 .*:1-900$/] },
    { name: 'transactions that it has seen, in a file of another name', offsets: at(gtids), answers: seen(1), want: [/^ok CDC8019 it has seen every transaction/] },
    { name: 'files that it may not see', offsets: at({ file: 'binlog.000012' }), answers: [[/SHOW BINARY LOGS/, new Error('denied')]], want: [/^unknown CDC8002/] },
    { name: 'a connector that has not begun', offsets: [], want: [/^ok CDC8019 the connector has stored no position yet$/] },
    { name: 'no connector', offsets: undefined, want: [] },
  ])('$name', async ({ offsets, answers = [], want }) => {
    const found = await positionOf('mysql', 'binlog-position', offsets, [...answers, ...logs]);
    expect(found).toHaveLength(want.length);
    want.forEach((pattern, i) => expect(found[i]).toMatch(pattern));
  });
});

describe('SQL Server', () => {
  const at = (lsn: string, database = 'Shop'): readonly StoredOffset[] => [{ partition: { server: 'shop', database }, offset: { commit_lsn: lsn, change_lsn: 'NULL', snapshot_completed: true } }];
  const oldest = (...lsns: readonly string[]): FakeAnswers => [[/fn_cdc_get_min_lsn/, lsns.map((lsn) => ({ schema: 'dbo', table: 'Orders', lsn }))]];

  it.each<{ name: string; offsets: readonly StoredOffset[] | undefined; answers: FakeAnswers; want: readonly RegExp[] }>([
    { name: 'changes that were cleaned up', offsets: at('00000027:00000758:0005'), answers: oldest('0x00000027000007580006'), want: [/^problem CDC8019 its changes before 0x00000027000007580006 were cleaned up/] },
    { name: 'the oldest change', offsets: at('00000027:00000758:0005'), answers: oldest('0x00000027000007580005'), want: [/^ok CDC8019/] },
    { name: 'two capture instances, the older of which reaches back', offsets: at('00000027:00000758:0005'), answers: oldest('0x00000027000007590000', '0x00000027000007580001'), want: [/^ok CDC8019/] },
    { name: 'an instance that is gone', offsets: at('00000027:00000758:0005'), answers: oldest('0x00000000000000000000'), want: [/^ok CDC8019/] },
    { name: 'another database', offsets: at('00000027:00000758:0005', 'Other'), answers: oldest('0x00000027000007580006'), want: [/no position yet/] },
    { name: 'no connector', offsets: undefined, answers: oldest('0x00000027000007580006'), want: [] },
  ])('$name', async ({ offsets, answers, want }) => {
    const found = await positionOf('sqlserver', 'min-lsn', offsets, answers);
    expect(found).toHaveLength(want.length);
    want.forEach((pattern, i) => expect(found[i]).toMatch(pattern));
  });
});

it('reconcile preflight --account asks the account', async () => {
  const world = `environments:
  - id: env-1
    name: prod
    clusters: [{ id: lkc-1, name: lake, cloud: AWS, region: us-east-1 }]
    computePools: [{ id: lfcp-1, name: cdc, maxCfu: 10, cloud: AWS, region: us-east-1 }]
serviceAccounts: [{ id: sa-1, name: cdc }]
databases:
  - source: mysql
    host: db.example.com
    username: cdc
    tables: [{ name: shop.orders, key: [id], columns: { id: { type: bigint, nullable: false } }, rows: [{ id: 1 }] }]
`;
  await using estate = await startEstate({ world });
  const given = [{ name: 'shop', tables: ['shop.orders'], source: { mysql: { host: 'db.example.com', username: 'cdc', password: '${env:MYSQL_PASSWORD}' } } }];
  const answers: FakeAnswers = [[/SELECT VERSION/, [{ version: '8.0.36', user: 'cdc@%' }]], [/SHOW BINARY LOGS/, [{ log_name: 'binlog.000020' }]]];
  const look = async (account: boolean) => {
    const run = await runCommand(given, { MYSQL_PASSWORD: 'secret-value' }, { account, simulate: estate.simulator.description.baseUrl }, fakeDatabase(answers).open);
    return names(run).filter((name) => name.startsWith('binlog-position'));
  };
  expect(await look(true)).toEqual([]);
  expect(troubles(await estate.apply(documents('mysql')))).toEqual([]);
  const connect = estate.clients.connect('env-1', 'lkc-1');
  await connect.alterOffsets('shop', { type: 'PATCH', offsets: [{ partition: { server: 'shop' }, offset: { file: 'binlog.000012', pos: 154 } }] });
  await estate.clock.sleep(120_000);
  expect(await look(true)).toEqual(['binlog-position']);
  expect(await look(false)).toEqual([]);
});
