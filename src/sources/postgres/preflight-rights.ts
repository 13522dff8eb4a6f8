import type { PreflightCheck, Remedy, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { isTrue, listed, textAt } from '../preflight.js';
import { partsOf } from '../table-names.js';
import type { PostgresBlock } from './block.js';
import { fromTables, heartbeatTable, quotedTable } from './preflight-names.js';
import type { PostgresFacts } from './preflight-names.js';

const role: PreflightCheck<PostgresBlock> = {
  id: 'role',
  title: 'The user may log in and replicate',
  code: 'CDC8006',
  severity: 'error',
  queries: () => ({
    role: { text: 'SELECT rolcanlogin, rolreplication, rolsuper FROM pg_roles WHERE rolname = current_user' },
    // to_regrole answers NULL where the role does not exist, and pg_has_role(NULL) is NULL: no error elsewhere than on RDS.
    rds: { text: "SELECT pg_has_role(current_user, to_regrole('rds_replication')::oid, 'member') AS member", optional: true },
  }),
  evaluate: (answers, facts) => {
    const row = answers['role']?.[0];
    const superuser = isTrue(row?.['rolsuper']);
    const member = isTrue(answers['rds']?.[0]?.['member']);
    const replicates = isTrue(row?.['rolreplication']) || superuser || member;
    const { user } = facts;
    if (replicates && isTrue(row?.['rolcanlogin'])) return [ok(`${user} may log in and replicate${superuser ? ' (superuser)' : member ? ' (member of rds_replication)' : ''}`, user)];
    const missing = [...(isTrue(row?.['rolcanlogin']) ? [] : ['LOGIN']), ...(replicates ? [] : ['REPLICATION'])];
    return [problem(`${user} lacks ${listed(missing)}`, { subject: user, remedies: [replicationGrant(facts)] })];
  },
};

/** Only a superuser may give REPLICATION; the managed services have ways of their own (semantics.md 5.1). */
function replicationGrant({ platform, user }: PostgresFacts): Remedy {
  const quoted = doubleQuoted(user);
  switch (platform) {
    case 'rds':
    case 'aurora':
      return { type: 'sql', text: `GRANT rds_replication TO ${quoted};`, by: 'the master user' };
    case 'cloud-sql':
    case 'azure':
      return { type: 'sql', text: `ALTER USER ${quoted} WITH REPLICATION;`, by: platform === 'azure' ? 'the server administrator' : 'a member of cloudsqlsuperuser' };
    case 'self-managed':
      return { type: 'sql', text: `ALTER ROLE ${quoted} WITH REPLICATION LOGIN;`, by: 'a superuser' };
    default:
      throw new Error(`unknown platform: ${String(platform satisfies never)}`);
  }
}

const tablesExist: PreflightCheck<PostgresBlock> = {
  id: 'tables-exist',
  title: 'Every table exists',
  code: 'CDC8007',
  severity: 'error',
  queries: ({ tables }) => ({ tables: fromTables('n.oid IS NOT NULL AS schema_exists, c.oid IS NOT NULL AS exists', tables) }),
  evaluate: (answers, { tables }) => problemsOr(
    (answers['tables'] ?? []).filter((row) => !isTrue(row['exists'])).map((row) => problem(
      isTrue(row['schema_exists']) ? 'the schema has no table of this name; unquoted names are in lower case' : 'the schema does not exist in this database',
      { subject: textAt(row, 'name'), remedies: [{ type: 'document', text: `Correct ${textAt(row, 'name')} under tables, or create the table.` }] },
    )),
    `${tables.length} of ${tables.length} found`,
  ),
};

const readable: PreflightCheck<PostgresBlock> = {
  id: 'table-privileges',
  title: 'The user may read every table',
  code: 'CDC8006',
  severity: 'error',
  queries: ({ tables }) => ({
    tables: fromTables(
      "has_schema_privilege(current_user, n.oid, 'USAGE') AS usage, has_table_privilege(current_user, c.oid, 'SELECT') AS readable",
      tables, 'WHERE c.oid IS NOT NULL',
    ),
  }),
  evaluate: (answers, { user }) => problemsOr(
    (answers['tables'] ?? []).flatMap((row): Verdict[] => {
      const table = textAt(row, 'name');
      const missing = [...(isTrue(row['usage']) ? [] : ['USAGE on the schema']), ...(isTrue(row['readable']) ? [] : ['SELECT'])];
      if (missing.length === 0) return [];
      const grants = [
        ...(isTrue(row['usage']) ? [] : [`GRANT USAGE ON SCHEMA ${doubleQuoted(partsOf(table)[0] ?? '')} TO ${doubleQuoted(user)};`]),
        ...(isTrue(row['readable']) ? [] : [`GRANT SELECT ON TABLE ${quotedTable(table)} TO ${doubleQuoted(user)};`]),
      ];
      return [problem(`${user} lacks ${listed(missing)}`, { subject: table, remedies: [{ type: 'sql', text: grants.join('\n'), by: "the table's owner" }] })];
    }),
    `${user} may read them`,
  ),
};

const rowSecurity: PreflightCheck<PostgresBlock> = {
  id: 'row-security',
  title: 'No policy hides rows from the user',
  code: 'CDC8018',
  severity: 'error',
  queries: ({ tables }) => ({ tables: fromTables('row_security_active(c.oid) AS hides', tables, "WHERE c.relkind IN ('r', 'p')") }),
  evaluate: (answers, { user }) => problemsOr(
    (answers['tables'] ?? []).filter((row) => isTrue(row['hides'])).map((row) => problem(`row security applies to ${user}: the snapshot may miss rows`, {
      subject: textAt(row, 'name'),
      remedies: [{ type: 'sql', text: `ALTER ROLE ${doubleQuoted(user)} WITH BYPASSRLS;`, by: 'a superuser' }],
    })),
    'row security does not apply',
  ),
};

/** The tables that the connector writes: signals and heartbeat. */
const writable: PreflightCheck<PostgresBlock> = {
  id: 'own-tables',
  title: 'The signal and heartbeat tables are ready',
  code: 'CDC8006',
  severity: 'error',
  when: (facts) => facts.block.signalTable !== undefined || heartbeatTable(facts) !== undefined,
  queries: (facts) => ({
    tables: fromTables(
      `c.oid IS NOT NULL AS exists, has_schema_privilege(current_user, n.oid, 'USAGE') AS usage,
       has_table_privilege(current_user, c.oid, 'SELECT') AS may_select, has_table_privilege(current_user, c.oid, 'INSERT') AS may_insert,
       has_table_privilege(current_user, c.oid, 'UPDATE') AS may_update`,
      ownTables(facts).map(({ table }) => table),
    ),
  }),
  evaluate: (answers, facts) => problemsOr(
    ownTables(facts).flatMap(({ table, verb, create }): Verdict[] => {
      const row = answers['tables']?.find((one) => one['name'] === table);
      const user = doubleQuoted(facts.user);
      const schema = doubleQuoted(partsOf(table)[0] ?? '');
      const rights = verb === 'UPDATE' ? 'SELECT, INSERT, UPDATE' : 'SELECT, INSERT';
      const grant = `GRANT USAGE ON SCHEMA ${schema} TO ${user};\nGRANT ${rights} ON TABLE ${quotedTable(table)} TO ${user};`;
      if (!isTrue(row?.['exists'])) {
        return [problem('the table does not exist', { subject: table, remedies: [{ type: 'sql', text: create === undefined ? grant : `${create}\n${grant}` }] })];
      }
      const granted = isTrue(row?.['usage']) && isTrue(row?.['may_select']) && isTrue(row?.['may_insert']) && (verb === 'INSERT' || isTrue(row?.['may_update']));
      return granted ? [] : [problem(`${facts.user} may not ${verb.toLowerCase()}`, { subject: table, remedies: [{ type: 'sql', text: grant, by: "the table's owner" }] })];
    }),
    listed(ownTables(facts).map(({ table }) => table)),
  ),
};

interface OwnTable {
  readonly table: string;
  readonly verb: 'INSERT' | 'UPDATE';
  /** Only for a table whose shape we know. */
  readonly create?: string;
}

function ownTables(facts: PostgresFacts): readonly OwnTable[] {
  const { signalTable } = facts.block;
  const heartbeat = heartbeatTable(facts);
  const signals: OwnTable[] = signalTable === undefined ? [] : [{
    table: signalTable,
    verb: 'INSERT',
    create: `CREATE TABLE ${quotedTable(signalTable)} (id varchar(42) PRIMARY KEY, type varchar(32) NOT NULL, data varchar(2048));`,
  }];
  return heartbeat === undefined ? signals : [...signals, heartbeat];
}

export const rightsChecks: readonly PreflightCheck<PostgresBlock>[] = [role, tablesExist, readable, rowSecurity, writable];
