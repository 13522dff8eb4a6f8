import type { PreflightCheck } from '../../core/preflight.js';
import { ok, problem } from '../../core/preflight.js';
import { textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';

const HERE = /^(127\.|::1$|localhost$|samehost$)/;

/**
 * Logical replication logs in as an ordinary connection to the database: the keyword `replication` of pg_hba.conf is for physical
 * replication alone. Which addresses Confluent Cloud comes from is not known here, so only a file that lets nobody in from elsewhere is told.
 * Superusers alone see the rules; to others this login is all that can be said.
 */
const hba: PreflightCheck<PostgresBlock> = {
  id: 'pg-hba',
  title: 'Logins from elsewhere are let in',
  code: 'CDC8001',
  severity: 'warning',
  when: ({ platform }) => platform === 'self-managed',
  queries: ({ user, block }) => ({
    rules: {
      text: `SELECT type, coalesce(address, '') AS address FROM pg_hba_file_rules
              WHERE error IS NULL AND type LIKE 'host%' AND auth_method <> 'reject'
                AND (database && ARRAY['all', $1]::text[]) AND (user_name && ARRAY['all', $2]::text[])`,
      parameters: [block.database, user],
      optional: true,
    },
  }),
  evaluate: (answers, { user, block }) => {
    const rules = answers['rules'];
    if (rules === undefined) return [ok('the rules are for superusers to see; from here the login works')];
    const elsewhere = rules.map((row) => textAt(row, 'address')).filter((address) => !HERE.test(address));
    if (elsewhere.length > 0) return [ok(`rules for ${elsewhere.slice(0, 3).join(', ')}`)];
    return [problem(`no rule of pg_hba.conf lets ${user} into ${block.database} from another machine`, {
      subject: user,
      remedies: [{ type: 'command', text: `In pg_hba.conf: hostssl ${block.database} ${user} <egress address of Confluent Cloud>/32 scram-sha-256; then SELECT pg_reload_conf();` }],
    })];
  },
};

export const hbaChecks: readonly PreflightCheck<PostgresBlock>[] = [hba];
