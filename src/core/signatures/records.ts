import { says } from './signature.js';
import type { Signature } from './signature.js';

/** Records and their schemas. */
export const records = {
  CDC7201: {
    title: 'A JSON schema with a new column is refused',
    where: ['connector', 'subject', 'target-table'],
    match: says(/subject "?(?<subject>[\w.-]+)"?.{0,200}PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL/is, /PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL/),
    explanation: 'Schema Registry takes a JSON schema for open, so an added property may clash with what older records held, and any level but NONE and FORWARD refuses it. The connector stops at the first record with the new column.',
    fix: [
      'For this once: lower the level of {subject} to NONE, let the connector register the new version by running "reconcile", and set the level back.',
      'For good: use "format: AVRO" for tables that grow. That rebuilds the pipeline.',
    ],
    safeStep: 'restartConnector',
  },
  CDC7202: {
    title: 'Schema Registry refuses the new schema of a table',
    where: ['connector', 'subject', 'target-table'],
    match: says(/incompatible with an earlier schema(?: for subject "(?<subject>[^"]+)")?/i, /error code: 409\b/i),
    explanation: 'A column was added without a default, dropped or retyped in the database, and the subject\'s level does not allow that step. The connector stops there; the database keeps the changes.',
    fix: [
      'Look at what changed in the table, and whether the readers can live with it.',
      'Undo it in the database, or lower the level of {subject} for this registration, run "reconcile", and set it back.',
      'Do not delete the subject: records that are in the topic need its schemas.',
    ],
    safeStep: 'restartConnector',
  },
  CDC7203: {
    title: 'A schema that records need was deleted',
    where: ['connector', 'statement', 'tableflow', 'target-table'],
    match: says(/Schema (?:with )?ID:? ?(?<id>\d+)? ?(?:was )?not found/i, /Schema (?<id>\d+) not found|schema not found.{0,20}40403/i),
    explanation: 'Every record names its schema by id. Schema {id} was deleted while records that name it are in the topic, so nobody can read them.',
    fix: [
      'If it was deleted softly, register it again under the same subject: it comes back with the same id.',
      'Else rebuild the chain from a topic without those records: the plan of "reconcile" with the pipeline destroyed first.',
    ],
  },
  CDC7204: {
    title: 'A record is larger than Kafka takes',
    where: ['connector', 'statement'],
    match: says(/RecordTooLarge|message is (?<bytes>\d+) bytes when serialized which is larger than|MESSAGE_TOO_LARGE/i),
    explanation: 'A row does not fit: 8 MB on most clusters, 20 MB on dedicated ones, and max.message.bytes of the topic. The task stops at this row. Target tables have a limit of their own.',
    fix: [
      'Raise "maxMessageBytes" of the table up to the cluster\'s limit; for the source topic raise max.message.bytes.',
      'Or leave the large column out with "column.exclude.list" under "connector.config", or cut it with "column.truncate.to.N.chars".',
    ],
    safeStep: 'restartConnector',
  },
  CDC7205: {
    title: 'A column\'s name is no Avro name',
    where: ['connector', 'target-table'],
    match: says(/Illegal (?:character in|initial character): ?(?<name>[^\n]*)|SchemaParseException|Column '[^']+' is not a valid Avro name/i),
    explanation: 'Avro names hold letters, digits and underscores, and do not begin with a digit. Columns of databases may be called anything.',
    fix: ['Set "value.converter.scrub.invalid.names" to "true" under "connector.config" (names change in the topic), rename the column in "columns", or use "format: JSON_SR".'],
  },
  CDC7206: {
    title: 'Rows hold the mark for unchanged large values',
    where: ['target-table'],
    match: says(/__debezium_unavailable_value/),
    explanation: 'PostgreSQL does not log large (TOAST) values that an update left alone, so the connector writes a mark in their place, and the mark overwrites the value in the target table.',
    fix: ['ALTER TABLE <table> REPLICA IDENTITY FULL; then rebuild the table so that the rows are read again.', 'Or leave the column out of the pipeline.'],
  },
} as const satisfies Record<`CDC72${number}`, Signature>;
