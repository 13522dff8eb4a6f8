import type { PreflightCheck, Verdict } from '../../core/preflight.js';
import { ok, problem } from '../../core/preflight.js';
import { isTrue, numberAt, settingRemedy, textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';
import { slotOf } from './preflight-names.js';

const FIRST_PGOUTPUT = 100_000;
const FIRST_STANDBY_DECODING = 160_000;
const FIRST_FAILOVER_SLOTS = 170_000;
const FIRST_KEEP_SIZE = 130_000;

const version: PreflightCheck<PostgresBlock> = {
  id: 'version',
  title: 'The server is new enough',
  code: 'CDC8003',
  severity: 'error',
  queries: () => ({}),
  evaluate: (_answers, { product, version: number, extra, block }) => {
    if (number < FIRST_PGOUTPUT) return [problem(`${product}: logical decoding with pgoutput begins with version 10.`)];
    if (extra['standby'] === true && number < FIRST_STANDBY_DECODING) {
      return [problem(`${product} is a standby: logical decoding on a standby begins with version 16. Connect to the primary.`)];
    }
    if (block.failoverSlot === true && number < FIRST_FAILOVER_SLOTS) {
      return [problem(`${product} has no failover slots; they begin with version 17.`, { remedies: [{ type: 'document', text: 'Remove failoverSlot.' }] })];
    }
    return [ok(`${product}${extra['standby'] === true ? ', a standby' : ''}`)];
  },
};

const walLevel: PreflightCheck<PostgresBlock> = {
  id: 'wal-level',
  title: 'The write-ahead log carries logical changes',
  code: 'CDC8004',
  severity: 'error',
  queries: () => ({ setting: { text: "SELECT current_setting('wal_level') AS value" } }),
  evaluate: (answers, { platform }) => {
    const value = textAt(answers['setting']?.[0], 'value');
    if (value === 'logical') return [ok('wal_level is logical')];
    const remedy = settingRemedy(platform, {
      sql: "ALTER SYSTEM SET wal_level = 'logical';",
      rds: 'rds.logical_replication = 1',
      cloudSql: 'cloudsql.logical_decoding = on',
      azure: 'wal_level = LOGICAL',
      restart: true,
    });
    return [problem(`wal_level is ${value}, not logical`, { remedies: [remedy] })];
  },
};

/** A limit of the server against what uses it. */
function capacity(id: string, title: string, setting: 'max_replication_slots' | 'max_wal_senders', used: string): PreflightCheck<PostgresBlock> {
  return {
    id,
    title,
    code: 'CDC8005',
    severity: 'error',
    queries: (facts) => ({
      limit: { text: `SELECT current_setting('${setting}')::int AS value` },
      used: { text: used, parameters: [slotOf(facts)] },
    }),
    evaluate: (answers, { platform }) => {
      const limit = numberAt(answers['limit']?.[0], 'value');
      const taken = numberAt(answers['used']?.[0], 'taken');
      const evidence = `${taken} of ${setting} = ${limit} are taken by others`;
      if (limit - taken >= 1) return [ok(evidence)];
      const wanted = Math.max(limit, taken) + 5;
      const assignment = `${setting} = ${wanted}`;
      return [problem(`${evidence}: none is left for this connector`, {
        remedies: [settingRemedy(platform, { sql: `ALTER SYSTEM SET ${assignment};`, rds: assignment, cloudSql: assignment, azure: assignment, restart: true })],
      })];
    },
  };
}

const slotsFree = capacity(
  'free-slots', 'A replication slot is free', 'max_replication_slots',
  'SELECT count(*)::int AS taken FROM pg_replication_slots WHERE slot_name <> $1',
);

/** What serves this connector already is not counted against it. */
const sendersFree = capacity(
  'free-senders', 'A WAL sender is free', 'max_wal_senders',
  `SELECT count(*)::int AS taken FROM pg_stat_replication r
    WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.active_pid = r.pid AND s.slot_name = $1)`,
);

const keepSize: PreflightCheck<PostgresBlock> = {
  id: 'wal-keep-size',
  title: 'WAL that a slot holds back has a bound',
  code: 'CDC8014',
  severity: 'info',
  when: ({ version: number }) => number >= FIRST_KEEP_SIZE,
  queries: () => ({ setting: { text: "SELECT current_setting('max_slot_wal_keep_size') AS value" } }),
  evaluate: (answers, { platform }) => {
    const value = textAt(answers['setting']?.[0], 'value');
    if (value !== '-1') return [ok(`max_slot_wal_keep_size is ${value}`)];
    return [problem('max_slot_wal_keep_size is -1: a connector that stands still can fill the disk of the server. With a bound the slot is lost instead, and a new snapshot is needed', {
      remedies: [settingRemedy(platform, {
        sql: "ALTER SYSTEM SET max_slot_wal_keep_size = '50GB';\nSELECT pg_reload_conf();",
        rds: 'max_slot_wal_keep_size = 51200', cloudSql: 'max_slot_wal_keep_size = 51200', azure: 'max_slot_wal_keep_size = 51200', restart: false,
      })],
    })];
  },
};

const encryption: PreflightCheck<PostgresBlock> = {
  id: 'ssl',
  title: 'The connection is encrypted',
  code: 'CDC8017',
  severity: 'warning',
  queries: () => ({
    setting: { text: "SELECT current_setting('ssl') AS value" },
    session: { text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()', optional: true },
  }),
  evaluate: (answers, { config, platform }): Verdict[] => {
    const mode = String(config['database.sslmode'] ?? 'prefer');
    const offered = textAt(answers['setting']?.[0], 'value') === 'on';
    const used = answers['session']?.[0]?.['ssl'];
    if (!offered) {
      return [problem(`the server offers no encryption (ssl = off), and the connector asks for sslmode ${mode}`, {
        ...(['disable', 'allow', 'prefer'].includes(mode) ? {} : { severity: 'error' as const }),
        remedies: [settingRemedy(platform, {
          // server.crt and server.key are read from the data folder unless ssl_cert_file and ssl_key_file say otherwise.
          sql: 'ALTER SYSTEM SET ssl = on;\nSELECT pg_reload_conf();',
          rds: 'rds.force_ssl = 1', cloudSql: 'require SSL', azure: 'require_secure_transport = ON', restart: false,
        })],
      })];
    }
    if (mode === 'disable') {
      return [problem('the server offers encryption, and the connector is told not to use it', {
        remedies: [{ type: 'document', text: 'Set "ssl: { mode: require }", or verify-full with the certificate of the authority.' }],
      })];
    }
    return [ok(`ssl is on, sslmode ${mode}${isTrue(used) ? ', and this session is encrypted' : ''}`)];
  },
};

export const serverChecks: readonly PreflightCheck<PostgresBlock>[] = [version, walLevel, slotsFree, sendersFree, keepSize, encryption];
