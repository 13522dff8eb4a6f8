import type { CodeExplanation } from './index.js';

/** CDC24xx topics that exist already: what is read of them, without schemas or with several kinds of event. */
export const topicCodes = {
  CDC2401: {
    title: 'The key belongs to a connector, and this source has none',
    why: 'The source "topic" reads topics that are there already. Nothing captures a database, so nothing would be done with the key, and a reader of the file would think otherwise.',
    fix: 'Remove the key. To have a table captured, use the source of its database.',
  },
  CDC2402: {
    title: 'Settings for a topic that no table reads',
    why: 'The settings have no effect; most often the name of the topic is misspelt, and the topic that was meant is read without them.',
    fix: 'Write the topic as under "from" of its table, or remove the settings.',
  },
  CDC2403: {
    title: 'A topic that is read raw needs its columns and its key in writing',
    why: 'Without a schema nobody but you knows what the bytes hold.',
    fix: 'List the columns, each with its type and, where it is not the field of its own name, its "path". Give a key too; without one only a table with changelogMode append can be made.',
  },
  CDC2404: {
    title: 'A path that cannot be used',
    why: 'A path leads into the JSON text of a topic that is read raw. Columns of other topics are named, and a path would silently do nothing; a path with wildcards leads to many values, of which a column takes one.',
    fix: 'With "read: raw": write $.field, $.outer.inner, $[\'odd name\'] or $.list[0]. Otherwise name the source column with "column".',
  },
  CDC2405: {
    title: 'A condition on the kind of event that cannot be used',
    why: '"when" and "event" choose among the kinds of event on one topic. With a field or a member that is not there, the table would stay empty without an error.',
    fix: 'Name a field that the records have under "when", or a member of the registered union under "event". For a source with a connector use "where".',
  },
  CDC2406: {
    title: 'The column cannot be read from bytes',
    why: 'The bytes are read as JSON, which has texts, numbers and truth values; what else a column holds has to be made of one of them.',
    fix: 'Choose another type, or say with "from" how the value is written in the JSON text.',
  },
  CDC2407: {
    title: 'The JSON Schema for the topic cannot be used',
    why: 'It would be registered as it stands, and Flink makes the columns of the topic from its properties.',
    fix: 'Write a JSON Schema of type object with "properties"; those that you need are enough.',
  },
  CDC2408: {
    title: 'The topic has no registered schema',
    why: 'Flink shows a topic without a schema under <topic>-value as bytes, in the columns key and val. None of the columns that the table names is there.',
    fix: 'Three ways: register a schema with "schema" under source.topic.topics (a JSON Schema of the fields that you need is enough, when the records are JSON); read the bytes with "read: raw" and a "path" for each column; or have the producers register their schemas.',
  },
  CDC2409: {
    title: 'The schemas are registered under the names of records, not of the topic',
    why: 'The producers use RecordNameStrategy or TopicRecordNameStrategy. Flink looks for <topic>-value (TopicNameStrategy), finds nothing, and shows the topic as bytes; Tableflow does the same. Reading them raw does not help: the records begin with the id of their schema, and are no JSON.',
    fix: 'Register one schema under <topic>-value that refers to all of them (an Avro union, a JSON oneOf, a Protobuf oneof), with schema references, and use "event" for each table. Or tell Flink the subjects once: ALTER TABLE `topic` SET (\'value.format\' = \'avro-registry\', \'value.avro-registry.subject-names\' = \'a.Order;a.Payment\'); then the tables can be written by hand, but reconcile cannot check their columns. New producers do best with TopicNameStrategy.',
  },
  CDC2410: {
    title: 'The topic is read raw, and has a registered schema',
    why: 'Flink shows such a topic with the columns of its schema. The bytes are not there to read, and the records begin with the id of the schema.',
    fix: 'Remove "read: raw" and the paths: leave the columns out, and they are inferred. If the schema was registered by mistake, delete its subject.',
  },
  CDC2411: {
    title: 'The file of a JSON Schema cannot be read',
    why: 'A document may come from a stranger, so it names only files beside it, below the folders that reconcile was given.',
    fix: 'Put the file into the folder of the pipelines, and write its path relative to the document.',
  },
  CDC2412: {
    title: 'Tables are read from each other in a circle',
    why: 'Every row would come round again as a new one, for ever.',
    fix: 'Read the topic that the records first arrive in.',
  },
} as const satisfies Record<`CDC24${number}`, CodeExplanation>;
