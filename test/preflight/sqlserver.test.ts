import { describe, expect, it } from 'vitest';
import { found, names, runCommand } from './support/command.js';
import { changed, fakeDatabase } from './support/fake-database.js';
import type { FakeAnswers } from './support/fake-database.js';

/** With a FAKE at the driver's boundary: no SQL Server can be had here. */

const env = { MSSQL_PASSWORD: 'secret-value' };
const pipeline = { name: 'shop', tables: ['dbo.Orders'], source: { sqlserver: { host: 'sql.example.com', databases: ['Shop'], username: 'cdc', password: '${env:MSSQL_PASSWORD}' } } };

const good: FakeAnswers = [
  [/SERVERPROPERTY/, [{ engine_edition: 3, edition: 'Enterprise Edition (64-bit)', version: '16.0.4135.4', login: 'cdc', name: 'cdc' }]],
  [/rdsadmin/, [{ present: 0 }]],
  [/is_cdc_enabled/, [{ enabled: true }]],
  [/dm_server_services/, [{ name: 'SQL Server Agent (MSSQLSERVER)', status: 'Running' }]],
  [/fn_cdc_get_max_lsn/, [{ lsn: '0x0000002D00000B680003' }]],
  [/sp_cdc_help_jobs/, [{ job_type: 'capture', retention: 0 }, { job_type: 'cleanup', retention: 4320 }]],
  [/dm_cdc_errors/, []],
  [/log_reuse_wait_desc/, [{ wait: 'NOTHING' }]],
  [/snapshot_isolation_state_desc/, [{ state: 'ON' }]],
  [/dm_exec_connections/, [{ encrypted: 'TRUE' }]],
  [/ServiceObjective/, [{ tier: 'S3' }]],
  [/Updateability/, [{ updateability: 'READ_WRITE' }]],
  [/role_name/, []],
  [/HAS_PERMS_BY_NAME\('cdc'/, [{ cdc: 1, state: 1, name: 'cdc' }]],
  [/is_tracked_by_cdc/, [{ schema: 'dbo', table: 'Orders', tracked: true }]],
  [/HAS_PERMS_BY_NAME\(QUOTENAME/, [{ schema: 'dbo', table: 'Orders', readable: 1 }]],
  [/is_primary_key/, [{ schema: 'dbo', table: 'Orders', keyed: 1 }]],
  [/change_tables/, [{ schema: 'dbo', table: 'Orders', instance: 'dbo_Orders', missing: '' }]],
  [/is_computed = 1/, [{ schema: 'dbo', table: 'Orders', computed: '' }]],
];

describe('SQL Server behind a fake driver', () => {
  it('has nothing to say of a good server, and asks in the right database', async () => {
    const fake = fakeDatabase(good);
    const run = await runCommand([pipeline], env, {}, fake.open);
    expect(names(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.report.pipelines[0]!.server?.product).toContain('SQL Server 16.0.4135.4');
    expect(fake.asked.filter((query) => /cdc\./.test(query.text)).every((query) => query.database === 'Shop')).toBe(true);
    expect(fake.asked.filter((query) => /\b(INSERT|UPDATE|DELETE|ALTER|CREATE|GRANT|DROP)\s+(INTO|TABLE|DATABASE)\b/i.test(query.text))).toEqual([]);
  });

  it.each<{ readonly name: string; readonly change: FakeAnswers; readonly want: readonly string[]; readonly sql: RegExp; readonly block?: object }>([
    { name: 'cdc off', change: [[/is_cdc_enabled/, [{ enabled: false }]]], want: ['database-cdc Shop'], sql: /USE \[Shop\];\nEXEC sys\.sp_cdc_enable_db;/ },
    { name: 'cdc off on RDS', change: [[/is_cdc_enabled/, [{ enabled: false }]], [/rdsadmin/, [{ present: 1 }]]], want: ['database-cdc Shop'], sql: /EXEC msdb\.dbo\.rds_cdc_enable_db 'Shop';/ },
    { name: 'table untracked', change: [[/is_tracked_by_cdc/, [{ schema: 'dbo', table: 'Orders', tracked: false }]]], want: ['table-cdc dbo.Orders'], sql: /sp_cdc_enable_table @source_schema = N'dbo', @source_name = N'Orders', @role_name = NULL, @supports_net_changes = 0;/ },
    { name: 'no such table', change: [[/is_tracked_by_cdc|is_primary_key|is_computed = 1|QUOTENAME/, []]], want: ['tables-exist dbo.Orders'], sql: /Correct dbo\.Orders/ },
    { name: 'agent stopped', change: [[/dm_server_services/, [{ name: 'SQL Server Agent', status: 'Stopped' }]]], want: ['agent'], sql: /Start the service SQL Server Agent/ },
    { name: 'agent not visible', change: [[/dm_server_services/, new Error('VIEW SERVER STATE permission was denied')]], want: ['agent ?'], sql: /Nothing to mend/ },
    { name: 'no LSN', change: [[/fn_cdc_get_max_lsn/, [{ lsn: null }]]], want: ['max-lsn Shop'], sql: /sp_cdc_start_job/ },
    { name: 'short retention', change: [[/sp_cdc_help_jobs/, [{ job_type: 'capture', retention: 0 }, { job_type: 'cleanup', retention: 60 }]]], want: ['cdc-jobs Shop'], sql: /sp_cdc_change_job @job_type = N'cleanup', @retention = 10080/ },
    { name: 'no capture job', change: [[/sp_cdc_help_jobs/, [{ job_type: 'cleanup', retention: 4320 }]]], want: ['cdc-jobs Shop'], sql: /sp_cdc_add_job @job_type = N'capture'/ },
    { name: 'log stuck', change: [[/log_reuse_wait_desc/, [{ wait: 'REPLICATION' }]]], want: ['log-growth Shop'], sql: /sp_cdc_start_job/ },
    { name: 'no rights', change: [[/HAS_PERMS_BY_NAME\('cdc'/, [{ cdc: 0, state: 0, name: 'cdc' }]]], want: ['privileges Shop'], sql: /GRANT SELECT ON SCHEMA::cdc TO \[cdc\];\nGRANT VIEW DATABASE STATE TO \[cdc\];/ },
    { name: 'stale instance', change: [[/AS instance/, [{ schema: 'dbo', table: 'Orders', instance: 'dbo_Orders', missing: 'note' }]]], want: ['capture-columns dbo.Orders'], sql: /@capture_instance = N'dbo_Orders_v2'/ },
    { name: 'computed column', change: [[/is_computed = 1/, [{ schema: 'dbo', table: 'Orders', computed: 'total' }]]], want: ['computed-columns dbo.Orders'], sql: /excludeColumns: \[dbo\.Orders\.total\]/ },
    { name: 'no key', change: [[/is_primary_key/, [{ schema: 'dbo', table: 'Orders', keyed: 0 }]]], want: ['primary-key dbo.Orders'], sql: /ALTER TABLE \[dbo\]\.\[Orders\] ADD cdc_row_id/ },
    { name: 'Express', change: [[/SERVERPROPERTY/, [{ engine_edition: 4, edition: 'Express', version: '16.0', name: 'cdc' }]]], want: ['edition'], sql: /Nothing to mend/ },
    { name: 'a small tier of Azure', change: [[/SERVERPROPERTY/, [{ engine_edition: 5, edition: 'SQL Azure', version: '12.0.2000.8', name: 'cdc' }]], [/ServiceObjective/, [{ tier: 'S2' }]]], want: ['service-tier Shop'], sql: /MODIFY \(SERVICE_OBJECTIVE = 'S3'\);/ },
    { name: 'S3 of Azure', change: [[/SERVERPROPERTY/, [{ engine_edition: 5, edition: 'SQL Azure', version: '12.0.2000.8', name: 'cdc' }]]], want: [], sql: /Nothing to mend/ },
    { name: 'a secondary', change: [[/Updateability/, [{ updateability: 'READ_ONLY' }]]], want: ['secondary Shop'], sql: /Set "readOnlyReplica: true"/ },
    { name: 'a secondary that is meant', change: [[/Updateability/, [{ updateability: 'READ_ONLY' }]]], want: [], sql: /Nothing to mend/, block: { readOnlyReplica: true } },
    { name: 'a gating role', change: [[/role_name/, [{ role: 'cdc_readers', member: 0, owner: 0, name: 'cdc' }]]], want: ['gating-role Shop'], sql: /ALTER ROLE \[cdc_readers\] ADD MEMBER \[cdc\];/ },
    { name: 'a gating role of its own', change: [[/role_name/, [{ role: 'cdc_readers', member: 1, owner: 0, name: 'cdc' }]]], want: [], sql: /Nothing to mend/ },
    { name: 'no snapshot isolation', change: [[/snapshot_isolation_state_desc/, [{ state: 'OFF' }]]], want: ['snapshot-isolation Shop'], sql: /SET ALLOW_SNAPSHOT_ISOLATION ON/, block: { readOnlyReplica: true } },
    { name: 'no encryption', change: [], want: ['ssl'], sql: /Remove "encrypt: false"/, block: { encrypt: false } },
  ])('tells of: $name', async ({ change, want, sql, block }) => {
    const given = { ...pipeline, source: { sqlserver: { ...pipeline.source.sqlserver, ...block } } };
    const run = await runCommand([given], env, {}, fakeDatabase(changed(good, ...change)).open);
    expect(names(run)).toEqual(want);
    expect(run.sql).toMatch(new RegExp(sql.source.replaceAll('\\n', '\\n')));
    expect(run.code).toBe(found(run).some((finding) => finding.status === 'problem' && finding.severity === 'error') ? 1 : 0);
  });
});
