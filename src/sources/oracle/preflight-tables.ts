import type { PreflightCheck, PreflightFacts } from '../../core/preflight.js';
import { problem, problemsOr } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { groupBy, listed, textAt } from '../preflight.js';
import type { OracleBlock } from './block.js';

type Check = PreflightCheck<OracleBlock>;

/** `(owner, table_name)` of every table, as bound pairs; asked inside the pluggable database where there is one. */
function about(facts: PreflightFacts<OracleBlock>, text: (pairs: string) => string) {
  const pairs = facts.tables.map((_, i) => `(:${i * 2 + 1}, :${i * 2 + 2})`).join(', ');
  return {
    text: text(`(${pairs})`),
    parameters: facts.tables.flatMap((table) => [table.split('.')[0] ?? '', table.split('.')[1] ?? '']),
    ...(facts.block.pdb === undefined ? {} : { database: facts.block.pdb }),
  };
}

const tables = (facts: PreflightFacts<OracleBlock>) =>
  about(facts, (pairs) => `SELECT owner, table_name, temporary, iot_type FROM all_tables WHERE (owner, table_name) IN ${pairs}`);

function namesOf(rows: readonly Readonly<Record<string, unknown>>[] | undefined): ReadonlySet<string> {
  return new Set((rows ?? []).map((row) => `${textAt(row, 'owner')}.${textAt(row, 'table_name')}`));
}

function quoted(table: string): string {
  return table.split('.').map(doubleQuoted).join('.');
}

const exist: Check = {
  id: 'tables-exist',
  title: 'Every table exists',
  code: 'CDC8007',
  severity: 'error',
  queries: (facts) => ({ tables: tables(facts) }),
  evaluate: (answers, facts) => {
    const found = namesOf(answers['tables']);
    return problemsOr(facts.tables.filter((table) => !found.has(table)).map((table) => problem(`it does not exist, or ${facts.user} has no right on it; unquoted names are in upper case`, {
      subject: table, remedies: [{ type: 'sql', text: `GRANT SELECT, FLASHBACK ON ${quoted(table)} TO ${facts.user};`, by: "the table's owner" }, { type: 'document', text: `Or correct ${table} under tables.` }],
    })), `${facts.tables.length} of ${facts.tables.length} found`);
  },
};

const logged: Check = {
  id: 'table-logging',
  title: 'Every column of every table is logged',
  code: 'CDC8030',
  severity: 'error',
  queries: (facts) => ({ groups: about(facts, (pairs) => `SELECT owner, table_name FROM all_log_groups WHERE log_group_type = 'ALL COLUMN LOGGING' AND (owner, table_name) IN ${pairs}`) }),
  evaluate: (answers, facts) => {
    const found = namesOf(answers['groups']);
    return problemsOr(facts.tables.filter((table) => !found.has(table)).map((table) => problem('it has no ALL COLUMN LOGGING: an update carries only the columns that it changed', {
      subject: table, remedies: [{ type: 'sql', text: `ALTER TABLE ${quoted(table)} ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS;`, by: "the table's owner" }],
    })), 'ALL COLUMN LOGGING');
  },
};

const keys: Check = {
  id: 'primary-key',
  title: 'Every table has a key',
  code: 'CDC8010',
  severity: 'error',
  queries: (facts) => ({
    tables: tables(facts),
    keys: about(facts, (pairs) => `SELECT owner, table_name FROM all_constraints WHERE constraint_type IN ('P', 'U') AND status = 'ENABLED' AND (owner, table_name) IN ${pairs}`),
  }),
  evaluate: (answers, facts) => {
    const keyed = namesOf(answers['keys']);
    const found = namesOf(answers['tables']);
    return problemsOr(facts.tables.filter((table) => found.has(table) && !keyed.has(table)).map((table) => problem('it has neither a primary key nor a unique constraint', {
      subject: table,
      remedies: [{ type: 'sql', text: `ALTER TABLE ${quoted(table)} ADD (CDC_ROW_ID NUMBER(19) GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`, by: "the table's owner", caution: 'Adds a column and fills it. If columns are known to be unique, make them the primary key instead.' }],
    })), 'each has one');
  },
};

/** Unchanged LOBs arrive as a placeholder, and no setting of the database changes that (semantics.md 2.9). */
const lobs: Check = {
  id: 'lobs',
  title: 'No column is a LOB',
  code: 'CDC8009',
  severity: 'warning',
  queries: (facts) => ({ columns: about(facts, (pairs) => `SELECT owner, table_name, column_name, data_type FROM all_tab_columns WHERE data_type IN ('CLOB', 'NCLOB', 'BLOB') AND (owner, table_name) IN ${pairs} ORDER BY owner, table_name, column_id`) }),
  evaluate: (answers, { block }) => {
    const excluded = block.excludeColumns ?? [];
    const rows = (answers['columns'] ?? []).map((row) => ({ table: `${textAt(row, 'owner')}.${textAt(row, 'table_name')}`, column: textAt(row, 'column_name') })).filter(({ table, column }) => !excluded.includes(`${table}.${column}`));
    return problemsOr([...groupBy(rows, ({ table }) => table)].map(([subject, found]) => problem(`${listed(found.map(({ column }) => column))}: unchanged by an update, a LOB arrives as the placeholder __cflt_unavailable_value`, {
      subject, remedies: [{ type: 'document', text: `excludeColumns: [${[...excluded, ...found.map(({ column }) => `${subject}.${column}`)].join(', ')}], or accept the placeholder` }],
    })), 'none, or they are excluded');
  },
};

const rights: Check = {
  id: 'privileges',
  title: 'The user may log in and take a snapshot',
  code: 'CDC8006',
  severity: 'error',
  queries: (facts) => ({
    privileges: { text: 'SELECT privilege FROM session_privs', ...(facts.block.pdb === undefined ? {} : { database: facts.block.pdb }) },
    roles: { text: 'SELECT role FROM session_roles', ...(facts.block.pdb === undefined ? {} : { database: facts.block.pdb }) },
    objects: about(facts, (pairs) => `SELECT table_schema AS owner, table_name, privilege FROM all_tab_privs WHERE grantee = USER AND (table_schema, table_name) IN ${pairs}`),
  }),
  evaluate: (answers, facts) => {
    const system = new Set((answers['privileges'] ?? []).map((row) => textAt(row, 'privilege')));
    const roles = new Set((answers['roles'] ?? []).map((row) => textAt(row, 'role')));
    const everywhere = facts.block.pdb === undefined ? '' : ' CONTAINER = ALL';
    const onEach = (privilege: string): boolean => facts.tables.every((table) => (answers['objects'] ?? []).some((row) => `${textAt(row, 'owner')}.${textAt(row, 'table_name')}` === table && textAt(row, 'privilege') === privilege));
    const missing = [
      ...(system.has('CREATE SESSION') ? [] : ['CREATE SESSION']),
      ...(facts.block.pdb === undefined || system.has('SET CONTAINER') ? [] : ['SET CONTAINER']),
      ...(roles.has('SELECT_CATALOG_ROLE') || roles.has('DBA') ? [] : ['SELECT_CATALOG_ROLE']),
      ...(system.has('SELECT ANY TABLE') || system.has('READ ANY TABLE') || onEach('SELECT') ? [] : ['SELECT ANY TABLE']),
      ...(system.has('FLASHBACK ANY TABLE') || onEach('FLASHBACK') ? [] : ['FLASHBACK ANY TABLE']),
      ...(system.has('LOCK ANY TABLE') ? [] : ['LOCK ANY TABLE']),
    ];
    return problemsOr(missing.length === 0 ? [] : [problem(`${facts.user} lacks ${listed(missing)}`, {
      subject: facts.user, remedies: [{ type: 'sql', by: 'SYSDBA', text: `GRANT ${missing.join(', ')} TO ${facts.user}${everywhere};` }],
    })], `${facts.user} has them`);
  },
};

export const tableChecks: readonly Check[] = [exist, logged, keys, lobs, rights];
