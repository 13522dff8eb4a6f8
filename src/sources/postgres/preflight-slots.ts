import type { PreflightCheck, Remedy, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { bytesText, isTrue, literal, numberAt, settingRemedy, textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';
import { slotOf } from './preflight-names.js';
import type { PostgresFacts } from './preflight-names.js';

/** From here on the WAL that a slot holds back is worth a word (semantics.md 5.1). */
const MUCH_WAL = 1024 ** 3;

/** Newer columns through `to_jsonb`, so that older servers answer too. */
function slotsQuery(where: string, ...parameters: readonly unknown[]) {
  return {
    text: `SELECT slot_name::text AS slot, plugin::text AS plugin, slot_type, database::text AS database, database = current_database() AS here, active, active_pid AS pid,
                  to_jsonb(s) ->> 'wal_status' AS wal_status, to_jsonb(s) ->> 'failover' AS failover, to_jsonb(s) ->> 'synced' AS synced,
                  pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END, restart_lsn)::float8 AS retained
             FROM pg_replication_slots s WHERE ${where} ORDER BY 1`,
    parameters,
  };
}

function dropSlot(slot: string, caution: string): Remedy {
  return { type: 'sql', text: `SELECT pg_drop_replication_slot(${literal(slot)});`, by: 'a user with REPLICATION', caution, destroys: true };
}

const slot: PreflightCheck<PostgresBlock> = {
  id: 'slot',
  title: 'The replication slot is free or in good order',
  code: 'CDC8013',
  severity: 'error',
  queries: (facts) => ({ slots: slotsQuery('slot_name = $1', slotOf(facts)) }),
  evaluate: (answers, facts): Verdict[] => {
    const name = slotOf(facts);
    const row = answers['slots']?.[0];
    if (row === undefined) return [ok(`${name} does not exist yet: the connector creates it`, name)];
    const active = isTrue(row['active']);
    const rename: Remedy = { type: 'document', text: 'Or choose another name under "slot".' };
    if (textAt(row, 'slot_type') !== 'logical' || textAt(row, 'plugin') !== 'pgoutput' || !isTrue(row['here'])) {
      const what = textAt(row, 'slot_type') === 'logical' ? `of plugin ${textAt(row, 'plugin')} in database ${textAt(row, 'database')}` : 'a physical slot';
      return [problem(`${name} exists, but it is ${what}`, { subject: name, remedies: active ? [rename] : [dropSlot(name, 'Whoever used this slot loses its position.'), rename] })];
    }
    if (textAt(row, 'wal_status') === 'lost') {
      return [problem('the WAL that the slot needs is gone (wal_status lost): the slot cannot be used any more', { subject: name, remedies: [dropSlot(name, 'The connector must be created anew and takes a new snapshot.')] })];
    }
    if (textAt(row, 'wal_status') === 'unreserved') {
      return [problem('the WAL that the slot needs may be removed at the next checkpoint (wal_status unreserved)', {
        subject: name, severity: 'warning',
        remedies: [settingRemedy(facts.platform, {
          sql: "ALTER SYSTEM SET max_slot_wal_keep_size = '200GB';\nSELECT pg_reload_conf();",
          rds: 'max_slot_wal_keep_size = 204800', cloudSql: 'max_slot_wal_keep_size = 204800', azure: 'max_slot_wal_keep_size = 204800', restart: false,
        })],
      })];
    }
    if (active) return [ok(`${name} is being read (pid ${textAt(row, 'pid')})`, name)];
    return [problem(`${name} exists and nobody reads it; it holds back ${bytesText(numberAt(row, 'retained') || 0)} of WAL`, {
      subject: name, severity: 'warning',
      remedies: [dropSlot(name, 'Only when there is no connector, or it was deleted: a paused one is to be resumed instead. What changed since is then only in a new snapshot.')],
    })];
  },
};

const retained: PreflightCheck<PostgresBlock> = {
  id: 'retained-wal',
  title: 'The slot does not hold back much WAL',
  code: 'CDC8014',
  severity: 'warning',
  queries: (facts) => ({ slots: slotsQuery('slot_name = $1', slotOf(facts)) }),
  evaluate: (answers, facts) => {
    const row = answers['slots']?.[0];
    const bytes = numberAt(row, 'retained');
    if (row === undefined || Number.isNaN(bytes)) return [ok('no WAL is held back for this connector')];
    const name = slotOf(facts);
    if (bytes < MUCH_WAL) return [ok(`${bytesText(bytes)} held back`, name)];
    const idle: Remedy = facts.block.heartbeat?.query === undefined
      ? { type: 'document', text: 'Give heartbeat.query a statement that writes a small table of the publication: the slot then moves on while the captured tables are quiet.' }
      : { type: 'document', text: 'Resume the connector, or look at why it does not read.' };
    return [problem(`${name} holds back ${bytesText(bytes)} of WAL${isTrue(row['active']) ? ' although it is being read' : ' and is not being read'}`, { subject: name, remedies: [idle] })];
  },
};

/** What our connectors name their slots and publications, and the plugin's own default. */
const OURS = "(slot_name LIKE 'cdc\\_%' OR slot_name LIKE 'debezium%')";

/** Deleting a connector never drops its slot or publication (semantics.md 5.1). */
const orphanSlots: PreflightCheck<PostgresBlock> = {
  id: 'orphan-slots',
  title: 'No slot of an old connector is left',
  code: 'CDC8015',
  severity: 'warning',
  queries: (facts) => ({ slots: slotsQuery(`${OURS} AND NOT active AND slot_type = 'logical' AND database = current_database() AND NOT slot_name::text = ANY ($1::text[])`, claimedBy(facts, 'slot')) }),
  evaluate: (answers) => problemsOr(
    (answers['slots'] ?? []).map((row) => problem(`no pipeline of these files uses it, nobody reads it, and it holds back ${bytesText(numberAt(row, 'retained') || 0)} of WAL`, {
      subject: textAt(row, 'slot'),
      remedies: [dropSlot(textAt(row, 'slot'), 'Only when no connector of another project uses it: its position is lost.')],
    })),
    'none',
  ),
};

const orphanPublications: PreflightCheck<PostgresBlock> = {
  id: 'orphan-publications',
  title: 'No publication of an old connector is left',
  code: 'CDC8015',
  severity: 'info',
  queries: (facts) => ({
    publications: {
      text: `SELECT p.pubname::text AS name FROM pg_publication p
              WHERE (p.pubname LIKE 'cdc\\_%' OR p.pubname = 'dbz_publication') AND NOT p.pubname::text = ANY ($1::text[])
                AND NOT EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.slot_name = p.pubname AND s.active) ORDER BY 1`,
      parameters: [claimedBy(facts, 'publication')],
    },
  }),
  evaluate: (answers) => problemsOr(
    (answers['publications'] ?? []).map((row) => problem('no pipeline of these files uses it', {
      subject: textAt(row, 'name'),
      remedies: [{ type: 'sql', text: `DROP PUBLICATION ${doubleQuoted(textAt(row, 'name'))};`, by: 'its owner', caution: 'Only when no connector of another project uses it.', destroys: true }],
    })),
    'none',
  ),
};

function claimedBy(facts: PostgresFacts, role: string): readonly string[] {
  return [...new Set([...(facts.claimed[role] ?? []), facts.exclusive[role] ?? ''])];
}

const failover: PreflightCheck<PostgresBlock> = {
  id: 'failover-slot',
  title: 'The slot survives a failover',
  code: 'CDC8013',
  severity: 'warning',
  when: ({ block, version }) => block.failoverSlot === true && version >= 170_000,
  queries: (facts) => ({
    slots: slotsQuery('slot_name = $1', slotOf(facts)),
    setting: { text: "SELECT current_setting('synchronized_standby_slots') AS value" },
    standbys: { text: "SELECT slot_name::text AS slot FROM pg_replication_slots WHERE slot_type = 'physical' ORDER BY 1" },
  }),
  evaluate: (answers, facts) => {
    const row = answers['slots']?.[0];
    const standbys = (answers['standbys'] ?? []).map((one) => textAt(one, 'slot'));
    const marked = row === undefined || isTrue(row['failover']) ? [] : [problem('the slot was made without failover; only a new one has it', { subject: slotOf(facts), remedies: [dropSlot(slotOf(facts), 'The connector takes a new snapshot.')] })];
    const names = standbys.length === 0 ? '<slot of the standby>' : standbys.join(', ');
    const awaited = textAt(answers['setting']?.[0], 'value') !== '' ? [] : [problem('synchronized_standby_slots is empty: changes may reach the connector before the standby has them', {
      remedies: [settingRemedy(facts.platform, {
        sql: `ALTER SYSTEM SET synchronized_standby_slots = ${literal(names)};\nSELECT pg_reload_conf();\n-- on the standby: sync_replication_slots = on, hot_standby_feedback = on`,
        rds: `synchronized_standby_slots = ${names}`, cloudSql: `synchronized_standby_slots = ${names}`, azure: `synchronized_standby_slots = ${names}`, restart: false,
      })],
    })];
    return problemsOr([...marked, ...awaited], 'failover slots are set up on this server');
  },
};

export const slotChecks: readonly PreflightCheck<PostgresBlock>[] = [slot, retained, orphanSlots, orphanPublications, failover];
