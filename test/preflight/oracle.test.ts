import { describe, expect, it } from 'vitest';
import { names, runCommand } from './support/command.js';
import { changed, fakeDatabase } from './support/fake-database.js';
import type { FakeAnswers } from './support/fake-database.js';

/** With a FAKE at the driver's boundary: no Oracle can be had here. */

const env = { ORACLE_PASSWORD: 'secret-value' };
const block = { host: 'ora.example.com', database: 'ORCLCDB', service: 'ORCLCDB', pdb: 'PDB1', outboundServer: 'xout', processorLicenses: 2, username: 'C##CDC', password: '${env:ORACLE_PASSWORD}', decimals: 'string' };
const pipeline = { name: 'shop', tables: ['SHOP.ORDERS'], source: { oracle: block } };
const outbound = { connect_user: 'C##CDC', capture_name: 'CAP$_XOUT_1', capture_user: 'C##XADMIN', status: 'ATTACHED', capture_status: 'ENABLED', capture_error: null, checkpoint_days: 7 };
const table = { owner: 'SHOP', table_name: 'ORDERS' };

const good: FakeAnswers = [
  [/v\$version/, [{ banner: 'Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Production Version 19.21.0.0.0' }]],
  [/SELECT USER/, [{ name: 'C##CDC' }]],
  [/RDSADMIN/, [{ present: 0 }]],
  [/SELECT cdb/, [{ cdb: 'YES', database_role: 'PRIMARY' }]],
  [/dba_pdbs/, [{ pdb_name: 'PDB1', status: 'NORMAL' }]],
  [/dba_users/, [{ common: 'YES' }]],
  [/enable_goldengate_replication/, [{ value: 'TRUE' }]],
  [/log_mode/, [{ log_mode: 'ARCHIVELOG' }]],
  [/supplemental_log_data_min/, [{ minimal: 'YES', everything: 'NO' }]],
  [/streams_pool_size/, [{ name: 'streams_pool_size', value: '536870912' }, { name: 'sga_target', value: '0' }]],
  [/undo_retention/, [{ value: '10800' }]],
  [/FROM dba_xstream_outbound/, [outbound]],
  [/dba_xstream_rules/, [{ schema_name: 'SHOP', object_name: 'ORDERS', rule_type: 'TABLE' }]],
  [/gv\$instance/, [{ instances: 1 }]],
  [/dba_capture_parameters/, [{ value: 'N' }]],
  [/dba_xstream_administrator/, [{ username: 'C##XADMIN' }]],
  [/FROM all_tables/, [{ ...table, temporary: 'N', iot_type: null }]],
  [/all_log_groups/, [table]],
  [/all_constraints/, [table]],
  [/all_tab_columns/, []],
  [/session_privs/, ['CREATE SESSION', 'SET CONTAINER', 'SELECT ANY TABLE', 'FLASHBACK ANY TABLE', 'LOCK ANY TABLE'].map((privilege) => ({ privilege }))],
  [/session_roles/, [{ role: 'SELECT_CATALOG_ROLE' }]],
  [/all_tab_privs/, []],
];

describe('Oracle behind a fake driver', () => {
  it('has nothing to say of a good server, and asks for tables inside the pluggable database', async () => {
    const fake = fakeDatabase(good);
    const run = await runCommand([pipeline], env, {}, fake.open);
    expect(names(run)).toEqual([]);
    expect(fake.asked.filter((query) => /FROM all_(tables|log_groups|constraints|tab_columns)/.test(query.text)).every((query) => query.database === 'PDB1')).toBe(true);
    expect(fake.asked.find((query) => /FROM dba_xstream_outbound/.test(query.text))!.parameters).toEqual(['XOUT']);
  });

  it.each<{ readonly name: string; readonly change: FakeAnswers; readonly want: readonly string[]; readonly sql: string }>([
    { name: 'replication off', change: [[/enable_goldengate_replication/, [{ value: 'FALSE' }]]], want: ['goldengate-replication'], sql: 'ALTER SYSTEM SET enable_goldengate_replication = TRUE SCOPE = BOTH;' },
    { name: 'replication off on RDS', change: [[/enable_goldengate_replication/, [{ value: 'FALSE' }]], [/RDSADMIN/, [{ present: 1 }]], [/SELECT cdb/, [{ cdb: 'NO', database_role: 'PRIMARY' }]], [/rds_configuration/, [{ value: '48' }]]], want: ['version', 'goldengate-replication'], sql: 'Parameter group: enable_goldengate_replication = TRUE' },
    { name: 'no such pluggable database', change: [[/dba_pdbs/, []]], want: ['pluggable-database PDB1'], sql: 'Correct "pdb".' },
    { name: 'one that was never opened', change: [[/dba_pdbs/, [{ pdb_name: 'PDB1', status: 'NEW' }]]], want: ['pluggable-database PDB1'], sql: 'ALTER PLUGGABLE DATABASE PDB1 OPEN;' },
    { name: 'a local user', change: [[/dba_users/, [{ common: 'NO' }]]], want: ['pluggable-database C##CDC'], sql: 'CREATE USER C##CDC' },
    { name: 'users that cannot be seen', change: [[/dba_users/, new Error('ORA-00942')]], want: [], sql: 'Nothing to mend' },
    { name: 'no archiving', change: [[/log_mode/, [{ log_mode: 'NOARCHIVELOG' }]]], want: ['archivelog'], sql: 'ALTER DATABASE ARCHIVELOG;' },
    { name: 'no supplemental logging', change: [[/supplemental_log_data_min/, [{ minimal: 'NO', everything: 'NO' }]]], want: ['supplemental-logging'], sql: 'ALTER DATABASE ADD SUPPLEMENTAL LOG DATA;' },
    { name: 'table not logged', change: [[/all_log_groups/, []]], want: ['table-logging SHOP.ORDERS'], sql: 'ALTER TABLE "SHOP"."ORDERS" ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS;' },
    { name: 'no outbound server', change: [[/FROM dba_xstream_outbound/, []], [/dba_xstream_rules/, []]], want: ['outbound-server XOUT', 'outbound-rules XOUT'], sql: "source_container_name => 'PDB1'," },
    { name: 'of another user', change: [[/FROM dba_xstream_outbound/, [{ ...outbound, connect_user: 'OTHER' }]]], want: ['outbound-server XOUT'], sql: "ALTER_OUTBOUND(server_name => 'XOUT', connect_user => 'C##CDC')" },
    { name: 'capture aborted', change: [[/FROM dba_xstream_outbound/, [{ ...outbound, capture_status: 'ABORTED', capture_error: 'ORA-01341' }]]], want: ['capture-process CAP$_XOUT_1'], sql: "START_CAPTURE(capture_name => 'CAP$_XOUT_1')" },
    { name: 'table without a rule', change: [[/dba_xstream_rules/, [{ schema_name: 'SHOP', object_name: 'OTHER', rule_type: 'TABLE' }]]], want: ['outbound-rules XOUT'], sql: "table_names => 'SHOP.ORDERS', add => TRUE" },
    { name: 'RAC without its service', change: [[/gv\$instance/, [{ instances: 2 }]]], want: ['rac-service CAP$_XOUT_1'], sql: "parameter => 'USE_RAC_SERVICE', value => 'Y'" },
    { name: 'no catalogue role', change: [[/session_roles/, []]], want: ['privileges C##CDC'], sql: 'GRANT SELECT_CATALOG_ROLE TO C##CDC CONTAINER = ALL;' },
    { name: 'a LOB', change: [[/all_tab_columns/, [{ ...table, column_name: 'NOTE', data_type: 'CLOB' }]]], want: ['lobs SHOP.ORDERS'], sql: 'excludeColumns: [SHOP.ORDERS.NOTE]' },
    { name: 'no key', change: [[/all_constraints/, []]], want: ['primary-key SHOP.ORDERS'], sql: 'GENERATED ALWAYS AS IDENTITY PRIMARY KEY' },
    { name: 'too new', change: [[/v\$version/, [{ banner: 'Oracle AI Database 26ai Enterprise Edition Release 23.26.0.0.0 - Production Version 23.26.0.0.0' }]]], want: ['version'], sql: 'Nothing to mend' },
    { name: 'views that the user may not see', change: [[/dba_xstream_administrator/, new Error('ORA-00942: table or view does not exist')]], want: ['capture-user ?'], sql: 'Nothing to mend' },
  ])('tells of: $name', async ({ change, want, sql }) => {
    const run = await runCommand([pipeline], env, {}, fakeDatabase(changed(good, ...change)).open);
    expect(names(run)).toEqual(want);
    expect(run.sql).toContain(sql);
  });
});
