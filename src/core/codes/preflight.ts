import type { CodeExplanation } from './index.js';

/** CDC80xx the database before capture begins, CDC81xx reading a live catalogue. */
export const preflightCodes = {
  CDC8001: {
    title: 'The database cannot be reached or refuses the login',
    why: 'The managed connector logs in with the same host, user and password. What fails here for another reason than the network fails there too, where it may stay PROVISIONING for hours without a message.',
    fix: 'Read the error. Check host, port, user, password and encryption. When only this machine is shut out, run preflight from a place that the database lets in.',
  },
  CDC8002: {
    title: 'A check could not be made',
    why: 'The database did not answer the question, most often because the user may not ask it. The requirement may be met or not.',
    fix: 'Run preflight as a user with more rights, or look it up by hand as the message says.',
  },
  CDC8003: {
    title: 'The server is too old, or not a kind that the connector reads',
    why: 'The connector needs features of the server that came with later versions or other editions.',
    fix: 'Upgrade the server, or choose the plugin that fits it.',
  },
  CDC8004: {
    title: 'The server does not log changes in the form that capture needs',
    why: 'Change data capture reads the log of the server: with the wrong level or format, the rows are not in it, or not complete.',
    fix: 'Change the setting as the finding says. Most of these take effect only after a restart.',
  },
  CDC8005: {
    title: 'No slot or sender is left for another connector',
    why: 'Each connector takes its share of something that the server has only so much of: a replication slot and a WAL sender in PostgreSQL, memory of the streams pool in Oracle. Without it the connector fails when it starts.',
    fix: 'Raise the limit and restart, or drop slots that nobody reads.',
  },
  CDC8006: {
    title: 'The user lacks a right',
    why: 'The connector reads tables and log as this user. A missing right stops it, or makes rows or tables silently stay away.',
    fix: 'Run the GRANT of the finding as the owner or an administrator.',
  },
  CDC8007: {
    title: 'A table does not exist',
    why: 'The connector matches names; one that matches nothing captures nothing, without an error.',
    fix: 'Correct the name under tables, or create the table first.',
  },
  CDC8008: {
    title: 'The publication does not fit the pipeline',
    why: 'The publication decides which tables and which operations reach the connector. What is missing there never arrives.',
    fix: 'Create or alter the publication as the finding says.',
  },
  CDC8009: {
    title: 'The log does not hold the whole row',
    why: 'Large values that an UPDATE did not touch can arrive as a placeholder, and overwrite the value in the lake: in PostgreSQL under the default replica identity, in Oracle with every LOB. Keyless tables of PostgreSQL refuse updates as soon as they are published.',
    fix: 'Set REPLICA IDENTITY FULL on the table. The server then writes more WAL for updates and deletes.',
  },
  CDC8010: {
    title: 'The table has no key',
    why: 'Records without a key cannot be upserted: updates become duplicates and deletes are lost. A compacted topic refuses them.',
    fix: 'Add a primary key, or give the columns under messageKeys.',
  },
  CDC8011: {
    title: 'A column does not arrive, or not always',
    why: 'Some columns are in the snapshot but not in the log, or not captured at all. Their values become NULL with the first change of a row.',
    fix: 'List the column under excludeColumns and compute it again in the target if it is needed.',
  },
  CDC8012: {
    title: 'This kind of table cannot be captured',
    why: 'Views, foreign tables and tables that are not logged write nothing into the log.',
    fix: 'Capture the base table, or make the table a logged one.',
  },
  CDC8013: {
    title: 'The replication slot cannot be used',
    why: 'A slot that belongs to another database or plugin, or whose WAL is gone, stops the connector.',
    fix: 'Drop the slot when nobody reads it, or choose another name. A new slot means a new snapshot.',
  },
  CDC8014: {
    title: 'The log is kept too short, or too long',
    why: 'Log that is purged before the connector has read it means a new snapshot; log that is kept for a connector that does not read fills the disk.',
    fix: 'Change the retention as the finding says; resume or remove connectors that do not read.',
  },
  CDC8015: {
    title: 'Something of an old connector is still there',
    why: 'Deleting a connector leaves its slot, publication or checkpoint table. A slot that nobody reads keeps WAL until the disk is full.',
    fix: 'Make sure that no connector uses it, then run the statement of the finding.',
  },
  CDC8016: {
    title: 'A timeout or a long transaction gets in the way of the snapshot',
    why: 'The snapshot runs in one long transaction, which a timeout or too little undo would end; and PostgreSQL makes a slot only after the transactions that were open before.',
    fix: 'Lift the timeout for the connector\'s user; end the long transaction.',
  },
  CDC8017: {
    title: 'The connection is not encrypted',
    why: 'Password and rows would travel readable through every network in between.',
    fix: 'Switch encryption on in the server, and ask for it in the source block.',
  },
  CDC8018: {
    title: 'Row security hides rows from the user',
    why: 'The snapshot sees only what the policies let this user see; the log does not know policies. Rows would be missing without a message.',
    fix: 'Give the user BYPASSRLS, or a policy that lets it read every row.',
  },
  CDC8019: {
    title: 'The database no longer has the changes that the connector would read next',
    why: 'A connector resumes where it stood. What the server has purged since is lost to it: MySQL\'s connector fails, SQL Server\'s goes on with a gap and no message.',
    fix: 'Take a new snapshot, and keep the log for longer than a connector may stand still.',
  },
  CDC8020: {
    title: 'Change data capture is not enabled',
    why: 'SQL Server records changes only for databases and tables where it is switched on.',
    fix: 'Run the procedure of the finding as db_owner (for the database: sysadmin).',
  },
  CDC8021: {
    title: 'The capture job does not run',
    why: 'The job moves changes from the log into the change tables. While it stands, nothing arrives and the log grows.',
    fix: 'Start the agent and the job; look at the errors of the last scans.',
  },
  CDC8022: {
    title: 'The capture instance does not know all columns',
    why: 'A capture instance is fixed when it is created: columns that were added later never arrive.',
    fix: 'Create a second capture instance, let the connector go over, then remove the first.',
  },
  CDC8030: {
    title: 'The redo log is not complete or not kept',
    why: 'Oracle\'s capture reads archived redo; without archiving or supplemental logging, changes are missing or lack columns.',
    fix: 'Switch archiving and supplemental logging on as the finding says.',
  },
  CDC8031: {
    title: 'The XStream outbound server is not ready',
    why: 'The connector attaches to an outbound server. It must exist, run, belong to the connector\'s user and let the captured tables through; otherwise the connector waits, and nothing says why.',
    fix: 'Create or alter the outbound server as the finding says, as the XStream administrator.',
  },
  CDC8040: {
    title: 'The table has no stream that the connector can read',
    why: 'The connector follows the DynamoDB stream with new and old images. Without it only the snapshot arrives.',
    fix: 'Enable the stream. A stream of another kind must be disabled first, which loses its records.',
  },
  CDC8041: {
    title: 'The AWS identity lacks a permission',
    why: 'With rights missing on the checkpoint tables the snapshot works, and then the changes never start, while the connector is RUNNING.',
    fix: 'Attach the policy of the finding to the user or role.',
  },
  CDC8050: {
    title: 'The driver of this database is not installed',
    why: 'Drivers are optional packages: only who asks a database needs its driver.',
    fix: 'Install the package that the message names, next to cdc-reconciler.',
  },
} as const satisfies Record<`CDC8${number}`, CodeExplanation>;
