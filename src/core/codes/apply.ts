import type { CodeExplanation } from './index.js';

/** Applying, waiting and health. */
export const applyCodes = {
  CDC6001: {
    title: 'A step failed',
    why: 'The service refused the request, or could not be reached, also after retries. Steps that depend on it were skipped; independent ones went on.',
    fix: 'Read the error, mend its cause and run again: what was done is found, and only the rest is left.',
  },
  CDC6002: {
    title: 'A resource did not come up',
    why: 'The request was accepted, and then the service reported a failure: a connector\'s trace, a statement\'s detail, a Tableflow error.',
    fix: 'The message is the service\'s own. For a connector check host, port, user, password and the database\'s replication settings; for a statement the types of its columns.',
  },
  CDC6003: {
    title: 'A resource did not settle in time',
    why: 'The time for this kind of resource is over, and the last look showed it in between. It may still come up.',
    fix: 'Run again later: nothing is repeated that is already there. A source topic that does not appear often belongs to an empty table, whose topic comes with its first row; a connector that stays PROVISIONING often cannot reach its database.',
  },
  CDC6010: {
    title: 'Something stays in the database',
    why: 'Deleting a connector through the API leaves what it used in the database: a replication slot keeps every change until the disk is full, checkpoint tables are billed.',
    fix: 'Run the statement that the message gives, once the connector is gone. For PostgreSQL, "lifecycle: { dropReplicationSlot: true }" lets reconcile destroy do it.',
  },
  CDC6012: {
    title: 'What stays in the database could not be removed',
    why: 'The pipeline asks for its replication slot and publication to be dropped, and the database could not be reached or refused. The connector is gone all the same.',
    fix: 'Run the statement that the message gives, as a user who may. A slot can only be dropped when nothing reads it any more.',
  },
  CDC6011: {
    title: 'Rows that a changed condition leaves out stay',
    why: 'A statement that starts anew writes the rows that its condition lets in. Rows that only the old condition let in are already in the table, and nothing deletes them until they change in the database.',
    fix: 'If they must go, delete them from the lake table by hand, or give the table a new name under "to" and prune the old one.',
  },
} as const satisfies Record<`CDC6${number}`, CodeExplanation>;
