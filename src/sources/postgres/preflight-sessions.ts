import type { PreflightCheck, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr, unknown } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { literal, numberAt, textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';

const DAY_MS = 86_400_000;
const LONG_TRANSACTION_S = 300;

/**
 * The snapshot is one long transaction. What counts is what the user's next session will have, so the reset value is
 * read, not the value that this session may have set for itself.
 */
const timeouts: PreflightCheck<PostgresBlock> = {
  id: 'timeouts',
  title: 'No timeout ends the snapshot',
  code: 'CDC8016',
  severity: 'warning',
  queries: () => ({
    settings: {
      text: `SELECT name, reset_val AS value FROM pg_settings
              WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout') ORDER BY name`,
    },
  }),
  evaluate: (answers, { user }) => problemsOr(
    (answers['settings'] ?? []).filter((row) => numberAt(row, 'value') > 0 && numberAt(row, 'value') < DAY_MS).map((row) => {
      const name = textAt(row, 'name');
      return problem(`${name} is ${numberAt(row, 'value') / 1000} s for ${user}`, {
        subject: user, remedies: [{ type: 'sql', text: `ALTER ROLE ${doubleQuoted(user)} SET ${name} = 0;`, by: `${user} or an administrator` }],
      });
    }),
    'none below a day',
  ),
};

/** Times of other users' transactions are hidden from ordinary users: their rows then have no `xact_start`, but a `backend_xmin` neither. */
const longTransactions: PreflightCheck<PostgresBlock> = {
  id: 'long-transactions',
  title: 'No transaction has been open for long',
  code: 'CDC8016',
  severity: 'warning',
  queries: () => ({
    sessions: {
      text: `SELECT pid, usename::text AS "user", extract(epoch FROM now() - xact_start)::int AS seconds FROM pg_stat_activity
              WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND extract(epoch FROM now() - xact_start) > ${LONG_TRANSACTION_S}
              ORDER BY xact_start LIMIT 5`,
    },
    hidden: { text: `SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE usename <> current_user AND datid IS NOT NULL AND query = '<insufficient privilege>'` },
    prepared: { text: `SELECT gid, extract(epoch FROM now() - prepared)::int AS seconds FROM pg_prepared_xacts WHERE extract(epoch FROM now() - prepared) > ${LONG_TRANSACTION_S}` },
  }),
  evaluate: (answers, { user }): readonly Verdict[] => {
    const open = (answers['sessions'] ?? []).map((row) => problem(`open for ${minutes(row['seconds'])}, of ${textAt(row, 'user')}: the slot is only created when it ends`, {
      subject: `pid ${textAt(row, 'pid')}`,
      remedies: [{ type: 'sql', text: `SELECT pg_terminate_backend(${numberAt(row, 'pid')});`, by: 'a member of pg_signal_backend', caution: 'Ends the session and rolls its transaction back.', destroys: true }],
    }));
    const prepared = (answers['prepared'] ?? []).map((row) => problem(`prepared ${minutes(row['seconds'])} ago and neither committed nor rolled back`, {
      subject: textAt(row, 'gid'),
      remedies: [{ type: 'sql', text: `ROLLBACK PREPARED ${literal(textAt(row, 'gid'))};`, caution: 'Or COMMIT PREPARED: whoever prepared it knows.', destroys: true }],
    }));
    const found = [...open, ...prepared];
    const hidden = numberAt(answers['hidden']?.[0], 'sessions');
    if (found.length > 0 || !(hidden > 0)) return found.length > 0 ? found : [ok('none over 5 minutes')];
    return [unknown(`${user} may not see how long ${hidden} other sessions have been at it`, {
      severity: 'info', remedies: [{ type: 'sql', text: `GRANT pg_read_all_stats TO ${doubleQuoted(user)};`, by: 'an administrator' }],
    })];
  },
};

function minutes(seconds: unknown): string {
  return `${Math.round(Number(seconds) / 60)} min`;
}

export const sessionChecks: readonly PreflightCheck<PostgresBlock>[] = [timeouts, longTransactions];
