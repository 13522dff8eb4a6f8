import type { PreflightCheck, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { isTrue, listed, textAt } from '../preflight.js';
import { partsOf } from '../table-names.js';
import type { MySqlBlock } from './block.js';

type Check = PreflightCheck<MySqlBlock>;

/** One line of SHOW GRANTS. */
export interface Grant {
  readonly privileges: readonly string[];
  /** `*` for all databases. */
  readonly database: string;
  readonly table: string;
}

/** Reads a line of SHOW GRANTS; nothing for roles and proxies. */
export function parseGrant(line: string): Grant | undefined {
  const match = /^GRANT (.+?) ON (?:TABLE )?(?:`((?:[^`]|``)*)`|(\*))\.(?:`((?:[^`]|``)*)`|(\*)) TO /i.exec(line);
  if (match === null) return undefined;
  const privileges = match[1]!.replace(/\([^)]*\)/g, '').split(',').map((privilege) => privilege.trim().toUpperCase());
  // In a grant `_` and `%` are wildcards unless escaped; a name is shown with the escapes.
  const database = (match[2] ?? '*').replaceAll('``', '`').replace(/\\([_%])/g, '$1');
  return { privileges, database, table: (match[4] ?? '*').replaceAll('``', '`') };
}

/** What replaces a privilege: MariaDB's names, and those that MySQL 8 split off. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  RELOAD: ['FLUSH_TABLES'],
  'REPLICATION SLAVE': ['REPLICATION REPLICA'],
  'REPLICATION CLIENT': ['BINLOG MONITOR'],
  'LOCK TABLES': [],
  'SHOW DATABASES': [],
  SELECT: [],
};

export function isGranted(grants: readonly Grant[], privilege: string, database: string, table: string): boolean {
  const names = [privilege, ...(alternatives[privilege] ?? []), 'ALL PRIVILEGES', 'ALL'];
  return grants.some((grant) =>
    grant.privileges.some((one) => names.includes(one)) && (grant.database === '*' || grant.database === database) && (grant.table === '*' || grant.table === table));
}

const grantsQuery = { grants: { text: 'SHOW GRANTS FOR CURRENT_USER' } };

function grantsOf(answers: Parameters<Check['evaluate']>[0]): readonly Grant[] {
  return (answers['grants'] ?? []).map((row) => parseGrant(String(Object.values(row)[0] ?? ''))).filter((grant) => grant !== undefined);
}

/** `cdc@%` as SQL: `'cdc'@'%'`. */
function account(user: string): string {
  const at = user.lastIndexOf('@');
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return at < 0 ? quote(user) : `${quote(user.slice(0, at))}@${quote(user.slice(at + 1))}`;
}

const server: Check = {
  id: 'server-privileges',
  title: 'The user may read the binary log',
  code: 'CDC8006',
  severity: 'error',
  queries: () => grantsQuery,
  evaluate: (answers, { user, extra, block }) => {
    const grants = grantsOf(answers);
    const needed = ['REPLICATION SLAVE', 'REPLICATION CLIENT', 'SHOW DATABASES', ...(block.snapshotLocking === 'none' ? [] : ['RELOAD'])];
    const missing = needed.filter((privilege) => !isGranted(grants, privilege, '*', '*'));
    if (missing.length === 0) return [ok(`${user} has ${listed(needed)}`, user)];
    const names = missing.map((privilege) => (extra['mariadb'] === true && privilege === 'REPLICATION CLIENT' ? 'BINLOG MONITOR' : privilege));
    return [problem(`${user} lacks ${listed(names)}`, {
      subject: user,
      severity: missing.every((privilege) => privilege === 'RELOAD' || privilege === 'SHOW DATABASES') ? 'warning' : 'error',
      remedies: [{ type: 'sql', text: `GRANT ${names.join(', ')} ON *.* TO ${account(user)};`, by: 'an administrator' }],
    })];
  },
};

const tables: Check = {
  id: 'table-privileges',
  title: 'The user may read every table',
  code: 'CDC8006',
  severity: 'error',
  queries: () => grantsQuery,
  evaluate: (answers, { user, tables: names }) => {
    const grants = grantsOf(answers);
    const missing = names.filter((name) => !isGranted(grants, 'SELECT', partsOf(name)[0] ?? '', partsOf(name)[1] ?? ''));
    return problemsOr(missing.map((name) => problem(`${user} lacks SELECT`, {
      subject: name, remedies: [{ type: 'sql', text: `GRANT SELECT ON ${quotedTable(name)} TO ${account(user)};`, by: 'an administrator' }],
    })), `${user} may read them`);
  },
};

/** Managed servers refuse the global read lock; the connector then locks table by table (semantics.md 1.3 item 4). */
const locks: Check = {
  id: 'lock-tables',
  title: 'The user may lock the tables for the snapshot',
  code: 'CDC8006',
  severity: 'error',
  when: ({ block, platform }) => block.snapshotLocking !== 'none' && platform !== 'self-managed',
  queries: () => grantsQuery,
  evaluate: (answers, { user, tables: names }) => {
    const grants = grantsOf(answers);
    const databases = [...new Set(names.map((name) => partsOf(name)[0] ?? ''))];
    return problemsOr(databases.filter((database) => !isGranted(grants, 'LOCK TABLES', database, '*')).map((database) => problem(`${user} lacks LOCK TABLES, and a managed server has no global read lock to take instead`, {
      subject: database, remedies: [{ type: 'sql', text: `GRANT LOCK TABLES ON ${quoted(database)}.* TO ${account(user)};`, by: 'the master user' }, { type: 'document', text: 'Or set "snapshotLocking: none" when nobody alters tables during the snapshot.' }],
    })), `${user} may lock them`);
  },
};

/** A login by IAM needs a user whose password is AWS's business. */
const plugin: Check = {
  id: 'iam-user',
  title: 'The user logs in by IAM',
  code: 'CDC8006',
  severity: 'error',
  when: ({ block }) => block.iam !== undefined,
  queries: ({ user }) => ({ user: { text: 'SELECT plugin FROM mysql.user WHERE CONCAT(user, \'@\', host) = ?', parameters: [user] } }),
  evaluate: (answers, { user }): Verdict[] => (/AWSAuthenticationPlugin/i.test(textAt(answers['user']?.[0], 'plugin'))
    ? [ok('AWSAuthenticationPlugin', user)]
    : [problem(`${user} logs in by ${textAt(answers['user']?.[0], 'plugin')}`, { subject: user, remedies: [{ type: 'sql', text: `ALTER USER ${account(user)} IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS';`, by: 'the master user' }] })]),
};

const encryption: Check = {
  id: 'ssl',
  title: 'The connection is encrypted',
  code: 'CDC8017',
  severity: 'warning',
  queries: () => ({ status: { text: "SHOW SESSION STATUS LIKE 'Ssl_version'" }, offered: { text: "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('have_ssl', 'require_secure_transport')" } }),
  evaluate: (answers, { block }) => {
    const protocol = textAt(answers['status']?.[0], 'value');
    if (block.ssl?.mode === 'disabled' || block.ssl?.mode === 'preferred') {
      if (protocol !== '' && block.ssl.mode === 'preferred') return [ok(`this session uses ${protocol}`)];
      const offered = (answers['offered'] ?? []).some((row) => textAt(row, 'variable_name').toLowerCase() === 'have_ssl' && isTrue(row['value']));
      return [problem(`ssl.mode is ${block.ssl.mode}${offered ? ', though the server offers encryption' : ', and the server offers no encryption'}`, { remedies: [{ type: 'document', text: 'Set "ssl: { mode: required }".' }] })];
    }
    return [ok(protocol === '' ? 'required' : `this session uses ${protocol}`)];
  },
};

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function quotedTable(table: string): string {
  return partsOf(table).map(quoted).join('.');
}

export const rightsChecks: readonly Check[] = [server, tables, locks, plugin, encryption];
