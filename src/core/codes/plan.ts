import type { CodeExplanation } from './index.js';

/** What a plan may not do, or may only do after somebody has looked: 50xx consent and destruction, 51xx collisions, 52xx tables, 53xx connectors, 54xx ownership. */
export const planCodes = {
  CDC5001: {
    title: 'The plan replaces or deletes something, and nobody has allowed that',
    why: 'A replace of a table or a pipeline drops data and reads it again, which can take hours and leaves its readers without it meanwhile.',
    fix: 'Read the plan. To run exactly it, pass --expect-plan with its fingerprint, or commit an Approval that names the fingerprint.',
  },
  CDC5002: {
    title: 'The plan is not the one that was reviewed',
    why: 'Since the review the files or the account have changed, so what would be done is something else.',
    fix: 'Look at the new plan, and pass its fingerprint if it is right.',
  },
  CDC5003: {
    title: 'Without a terminal, changes need a word of consent',
    why: 'Nobody is there to answer the question whether to apply.',
    fix: 'Pass --yes, or --expect-plan with the fingerprint of the plan that was reviewed; or --dry-run to only look.',
  },
  CDC5004: {
    title: 'The change was declined',
    why: 'The question whether to apply was not answered with "yes". Nothing was changed.',
    fix: 'Run again and answer "yes", or pass --yes.',
  },
  CDC5005: {
    title: 'The plan deletes or rebuilds too large a part of what we own',
    why: 'A wrong path, an empty folder or a renamed target can make a whole estate look unwanted. No single change is wrong then, only their number.',
    fix: 'Check that the right files were read. If so much is really meant to go, raise limits.maxDeletePercent of the Target for this one apply.',
  },
  CDC5006: {
    title: 'A protected resource would be deleted or replaced',
    why: 'The pipeline says, or said when it was last applied, that nothing of it may be deleted or replaced. The protection outlives the file.',
    fix: 'Set "lifecycle: { protect: false }" and apply that by itself; then make the change. For a pipeline whose file is gone, put the file back first.',
  },
  CDC5007: {
    title: 'A source topic would be deleted under its connector',
    why: 'A connector whose topic is deleted does not make it again and stays broken until it is replaced. No plan may hold this; it is a mistake of this program.',
    fix: 'Do not apply the plan. Report it, with the plan as JSON.',
  },
  CDC5008: {
    title: 'Deletions were planned although part of the account is unknown',
    why: 'What could not be read may still be in use, or may be what is to be deleted. No plan from a partial read may delete or rebuild anything.',
    fix: 'Make the whole account readable and run again.',
  },
  CDC5101: {
    title: 'A source topic exists already, and is not ours',
    why: 'The new connector would write into a topic that something else made: its old records would be read as changes of the table, and a clean-up would delete it.',
    fix: 'Choose another topicPrefix. If the topic is left over from an earlier attempt, delete it and its two subjects.',
  },
  CDC5102: {
    title: 'Two pipelines share topics',
    why: 'Topics are told apart by their prefix. Where two pipelines share one, their rows mix, and the clean-up of one takes the topics of the other.',
    fix: 'Give the pipelines prefixes of which neither begins the other up to a dot. A changed prefix needs a new snapshot: change the one that is not applied yet.',
  },
  CDC5103: {
    title: 'Another connector of the cluster has this topic prefix',
    why: 'Both would write into topics with the same names, and each would see the other\'s history and heartbeat topics.',
    fix: 'Choose another topicPrefix, or delete the other connector if it is no longer needed.',
  },
  CDC5104: {
    title: 'Two pipelines use the same slot, publication or the like of one database',
    why: 'It serves one connector. A second one takes changes away from the first: rows are lost without an error.',
    fix: 'Give each pipeline its own name for it.',
  },
  CDC5105: {
    title: 'Another connector of the cluster uses the slot, publication or the like',
    why: 'It serves one connector. A second one takes changes away from the first: rows are lost without an error.',
    fix: 'Choose another name for it, or delete the other connector if it is no longer needed.',
  },
  CDC5106: {
    title: 'Two pipelines would make the same thing',
    why: 'Each apply would undo the other\'s, and rows of two sources would overwrite each other in one table.',
    fix: 'Rename it in one of them: "to" for a table, connector.name for a connector.',
  },
  CDC5107: {
    title: 'A name is longer than the service takes, or has other characters',
    why: 'The service would refuse it, after other resources of the pipeline have been made.',
    fix: 'Shorten what it is made of: the pipeline\'s name, its topicPrefix, or the table\'s "to".',
  },
  CDC5201: {
    title: 'Tableflow on a source topic',
    why: 'A source topic holds change events, not rows, in a format that Tableflow refuses. Materialising it also locks the topic to a write mode that is wrong for it.',
    fix: 'Let Tableflow take the target topic, which the decode statement fills: give the table another name under "to".',
  },
  CDC5202: {
    title: 'The write mode is locked to another value',
    why: 'Tableflow derives the write mode when a topic is first materialised and keeps it for that topic. With another mode the table is suspended.',
    fix: 'Give the table a new name under "to", so that a new topic is made; or go back to the changelog mode that it had.',
  },
  CDC5203: {
    title: 'An upsert table without a key',
    why: 'Tableflow finds the row to change by its key. Without one it cannot apply an update or a delete.',
    fix: 'Write the table\'s "key". A table that has none can only be kept as a log: "options: { changelogMode: append, cleanupPolicy: delete }".',
  },
  CDC5204: {
    title: 'Tableflow refuses this clean-up policy',
    why: 'An upsert table needs a topic that keeps the last record of every key, an append table one that never drops a record for another of its key. Otherwise Tableflow is suspended, with its write mode locked.',
    fix: 'With changelogMode upsert use cleanupPolicy compact or delete-compact, with append use delete. Retract tables cannot be materialised.',
  },
  CDC5301: {
    title: 'after.state.only is on',
    why: 'It flattens the change events: what was before is lost, and deleted rows would stay in the table.',
    fix: 'Remove it from connector.config. The decode statement gives flat rows, with deletes applied.',
  },
  CDC5302: {
    title: 'The connector would register no schema',
    why: 'Without a registered schema for key and value Flink sees raw bytes instead of columns, and Tableflow refuses the topic.',
    fix: 'Set the pipeline\'s format to AVRO, JSON_SR or PROTOBUF, and remove the key from connector.config.',
  },
  CDC5303: {
    title: 'The first added column will stop the connector',
    why: 'Under this compatibility Schema Registry refuses a JSON schema with one more property, and the connector fails with its next record. An Avro schema with a nullable column more is accepted.',
    fix: 'If the tables are expected to grow, use "format: AVRO". Otherwise set the compatibility of the source value subjects to FORWARD or NONE.',
  },
  CDC5304: {
    title: 'The existing rows of an added table are not read',
    why: 'A connector takes its snapshot when it starts for the first time. Of a table that is added later it sees only what changes from then on.',
    fix: 'Ask the connector for an incremental snapshot of the table: set signalTable, and insert an execute-snapshot signal into it after the apply.',
  },
  CDC5401: {
    title: 'It exists already, as wanted, and is not ours',
    why: 'What somebody else made may be somebody else\'s to change and delete. Nothing is taken over without being asked for.',
    fix: 'Pass --adopt if it is to be managed from here. Nothing of it is changed by that.',
  },
  CDC5402: {
    title: 'It exists already, differs from what is wanted, and is not ours',
    why: 'What somebody else made may be in use as it is. Nothing is taken over or changed without being asked for.',
    fix: 'Give yours another name, or pass --adopt: then it is taken over and changed as the message says.',
  },
  CDC5403: {
    title: 'The ledger is about another account',
    why: 'What the ledger calls ours is somewhere else. In this account the same names belong to somebody else.',
    fix: 'Check the Target and the ledger: one of them points at the wrong place. Each target needs a ledger of its own.',
  },
  CDC5404: {
    title: 'Some of what we own is in no file any more',
    why: 'It goes on running and costing. It may have been forgotten, or its file may not have been read.',
    fix: 'Pass --prune to delete it, or put its file back. The topic of a table that left a connector which reads others stays as long as the connector does.',
  },
} as const satisfies Record<`CDC5${number}`, CodeExplanation>;
