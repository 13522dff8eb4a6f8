import type { CodeExplanation } from './index.js';

/** 10xx files, 11xx YAML, 12xx shape, 13xx references, 14xx documents and targets, 15xx values, 16xx collisions, 17xx connector.config. */
export const documentCodes = {
  CDC1001: {
    title: 'The path does not exist',
    why: 'A path that is not there says nothing about what should exist. Taking it for "no pipelines" could make every resource look like an orphan.',
    fix: 'Check the spelling and the working folder. The default path is pipelines/; "reconcile init" creates it.',
  },
  CDC1002: {
    title: 'No documents found',
    why: 'The given paths hold no YAML document. An empty description is more often a wrong path than a wish to own nothing.',
    fix: 'Name a folder or file with *.yaml or *.yml files. Hidden folders and node_modules are not searched.',
  },
  CDC1003: {
    title: 'The file is too large',
    why: 'Files may come from a pull request by a stranger, so what one file may cost is bounded.',
    fix: 'Split the file: one pipeline per file. A pipeline of fifty tables is about 60 kB.',
  },
  CDC1004: {
    title: 'Too many files, or too much text',
    why: 'The whole load is bounded, so that a wrong path (a home folder, a data folder) is answered at once.',
    fix: 'Name the folder that holds the pipelines and nothing else, or load it in parts.',
  },
  CDC1005: {
    title: 'The file is not UTF-8',
    why: 'Read in a wrong encoding, names and SQL would silently become other names and other SQL.',
    fix: 'Save the file as UTF-8. A byte order mark at its start is accepted.',
  },
  CDC1006: {
    title: 'The file cannot be read',
    why: 'A part of the description that cannot be read must not be taken for a part that is empty.',
    fix: 'Check that it is a regular file and that the user running reconcile may read it.',
  },
  CDC1007: {
    title: 'A symbolic link leaves the given folders',
    why: 'A link in a pull request could make reconcile read, and quote in its report, any file of the machine it runs on.',
    fix: 'Move the file below the folder, or name the link\'s target as a path of its own.',
  },
  CDC1101: {
    title: 'Not valid YAML',
    why: 'The text cannot be read as YAML, so nothing of the document is used.',
    fix: 'Correct the place that the message points at. The cause is often on the line before: a missing quote, bracket or colon.',
  },
  CDC1102: {
    title: 'A key is given twice',
    why: 'Most readers of YAML silently keep the last one. Which of the two was meant cannot be known.',
    fix: 'Keep one. For several documents in one file, separate them by "---".',
  },
  CDC1103: {
    title: 'A tab is used for indentation',
    why: 'YAML allows spaces only, because a tab has no fixed width.',
    fix: 'Replace tabs by spaces, and set the editor to insert spaces in YAML files.',
  },
  CDC1104: {
    title: 'Aliases expand too far',
    why: 'A few lines of nested aliases can stand for billions of values. Such a document is an accident or an attack.',
    fix: 'Write the repeated part out, or split the document.',
  },
  CDC1105: {
    title: 'An alias has no value',
    why: 'An alias (*name) stands for a value marked earlier in the same document (&name). This one names none, or stands inside its own value.',
    fix: 'Mark the value with &name before the alias. Anchors do not reach over "---" or into other files; use ${var:name} there.',
  },
  CDC1106: {
    title: 'A key is not text',
    why: 'YAML reads an unquoted 1, true or null as a number, a truth value or nothing; columns and settings have names.',
    fix: 'Quote the key.',
  },
  CDC1107: {
    title: 'A document is not a mapping',
    why: 'Every document has apiVersion, kind, metadata and spec; a list or a single value has none of them.',
    fix: 'Start the document with "apiVersion: cdc-reconciler/v1". To write several, separate them by "---".',
  },
  CDC1108: {
    title: 'The merge key << does not name a mapping',
    why: 'Only the entries of mappings can be merged.',
    fix: 'Write "<<: *name", where &name marks a mapping, or a list of such aliases.',
  },
  CDC1109: {
    title: 'A YAML tag means nothing here',
    why: 'Tags (!name) ask the reader for special treatment. None is given here, and dropping the tag would change the meaning.',
    fix: 'Remove the tag. Secrets are written as ${env:NAME} or ${file:path}, values of the target as ${var:name}.',
  },
  CDC1110: {
    title: 'The document is too deep or has too many parts',
    why: 'The work that one file may cause is bounded.',
    fix: 'Look for an unclosed bracket; otherwise split the file.',
  },
  CDC1201: {
    title: 'Unknown key',
    why: 'An unknown key would do nothing. A misspelt setting that silently does nothing is found when it is too late.',
    fix: 'Correct the spelling, or remove the key. "reconcile schema" prints every key; editors complete them from it.',
  },
  CDC1202: {
    title: 'A required key is missing',
    why: 'There is no default that would be right for everybody.',
    fix: 'Add the key.',
  },
  CDC1203: {
    title: 'A value has the wrong type',
    why: 'The value cannot be what the key stands for.',
    fix: 'Write what the message asks for. Quote text that YAML would read as a number or a truth value.',
  },
  CDC1204: {
    title: 'A value is not one of the allowed values',
    why: 'The key takes one of a few values.',
    fix: 'Take one that the message lists; upper and lower case count.',
  },
  CDC1205: {
    title: 'A value has the wrong form',
    why: 'The value is of the right type but outside its range, too long, too short, or of a form that the service does not take.',
    fix: 'Write it as the message says.',
  },
  CDC1206: {
    title: 'Exactly one of several keys is expected',
    why: 'The keys exclude each other: a pipeline has one source, a Tableflow topic has one storage.',
    fix: 'Keep one of them. Two sources are two pipelines.',
  },
  CDC1207: {
    title: 'Unknown kind or API version',
    why: 'Without a known kind nobody can say what the document means.',
    fix: 'Write "apiVersion: cdc-reconciler/v1" and "kind: Target", "kind: Pipeline" or "kind: Approval".',
  },
  CDC1208: {
    title: 'Plain JSON is refused',
    why: 'With the format JSON the connector registers no schema. Flink then sees raw bytes instead of columns, and Tableflow refuses the topic.',
    fix: 'Write JSON_SR for JSON with a registered schema, or AVRO: it is smaller, and the better choice where columns will be added.',
  },
  CDC1209: {
    title: 'A list names something twice',
    why: 'The second mention has no effect, so one of the two is probably meant to be something else.',
    fix: 'Remove or correct one of them.',
  },
  CDC1301: {
    title: 'A literal where a secret reference belongs',
    why: 'A secret in a file is in the repository\'s history for ever, in every clone and every log that prints the file.',
    fix: 'Write a reference: ${env:NAME}, ${file:path} or ${file:path.properties:KEY}. If the literal was a real secret and was ever committed, change it at its source.',
  },
  CDC1302: {
    title: 'A reference is not written correctly',
    why: 'What does not read as a reference would be sent as it stands, as the password itself.',
    fix: 'Write ${env:NAME}, ${file:path} or ${file:path.properties:KEY} as the whole value, with nothing before or after it and no other reference inside.',
  },
  CDC1303: {
    title: 'Unknown variable',
    why: 'The Target of this pipeline has no variable of that name, so the text has no value there.',
    fix: 'Add it under spec.variables of the Target, or correct the name.',
  },
  CDC1304: {
    title: 'Unknown kind of reference',
    why: 'References are ${var:…}, ${env:…} and ${file:…}. Anything else would be sent as it stands.',
    fix: 'Use one of the three. To write the characters themselves, double the dollar sign: $${name:x}.',
  },
  CDC1305: {
    title: 'A secret reference where a plain value belongs',
    why: 'References to the environment and to files are resolved only in fields that hold secrets. Elsewhere the value would end up in plans, logs and the ledger.',
    fix: 'For a value that differs per target use ${var:name}, with the value under spec.variables of the Target.',
  },
  CDC1306: {
    title: 'A secret has no value',
    why: 'Stopping in the middle, after the first resources are made, is worse than not starting.',
    fix: 'Set the environment variable, or write the file or the key in it. All missing ones are listed at once, each at the place that names it first, before the first write; default names of credentials, which no file has to write, are listed together. With --simulate none is needed.',
  },
  CDC1307: {
    title: 'A secret file outside the allowed folders',
    why: 'A reference in a pull request could otherwise send any file of the machine to a host that the same pull request names.',
    fix: 'Move the file below the working folder, or allow its folder by flag or environment on the machine that runs reconcile. A document cannot allow it.',
  },
  CDC1308: {
    title: 'A variable cannot be used here',
    why: 'Variables belong to a target. A Target, an Approval, a name and the list of targets are read before any target is chosen.',
    fix: 'Write the value itself.',
  },
  CDC1309: {
    title: 'A variable that is not for documents',
    why: 'A pull request could otherwise name any variable of the machine as a database password, and its own host as the database. So a variable stands in a field that it carries the name of (PG_PASSWORD in password), or begins with CDC_; what belongs to the CI system, and the credentials of a Target, never stand in a pipeline.',
    fix: 'Rename the variable, or allow its name with --allow-env or RECONCILE_ALLOWED_ENV on the machine that runs reconcile. A document cannot allow it.',
  },
  CDC1401: {
    title: 'Unknown target',
    why: 'No Target of that name is among the loaded files, so it is not known where the pipeline should go.',
    fix: 'Correct the name, or load the file that holds the Target as well.',
  },
  CDC1402: {
    title: 'No target',
    why: 'A Target says which environment and cluster a pipeline goes to. None is among the loaded files.',
    fix: 'Load the file that holds the Target as well, or write one: "reconcile init" does.',
  },
  CDC1403: {
    title: 'Several targets and none chosen',
    why: 'With one Target a pipeline goes there. With several, going to all of them by default would put a test pipeline into production.',
    fix: 'List the pipeline\'s targets under spec.targets.',
  },
  CDC1404: {
    title: 'Overrides for a target that is not used',
    why: 'The overrides would do nothing: the pipeline does not go to that target.',
    fix: 'Correct the name, add the target to spec.targets, or remove the overrides.',
  },
  CDC1405: {
    title: 'Two documents of one kind and name',
    why: 'Kind and name are what a document is known by, in the ledger too. Two of them would fight over the same resources.',
    fix: 'Rename one. Changing the name of a pipeline that exists makes a new pipeline; rename the one that was never applied.',
  },
  CDC1406: {
    title: 'An endpoint outside Confluent Cloud',
    why: 'Credentials are sent to endpoints. A document from a pull request must not be able to choose who receives them.',
    fix: 'Leave the endpoint out, it is discovered. For a private host name, allow it by flag or environment on the machine that runs reconcile.',
  },
  CDC1407: {
    title: 'Neither id nor name',
    why: 'The thing cannot be found in the account without one of them.',
    fix: 'Give its id, its display name, or both; both given must agree.',
  },
  CDC1408: {
    title: 'The expiry is not an instant',
    why: 'An approval is void from a moment that everybody must read the same way, so it needs a date, a time and a zone.',
    fix: 'Write it like 2026-03-31T18:00:00Z.',
  },
  CDC1409: {
    title: 'The schedule of a sync window cannot be read',
    why: 'A window that never opens, or opens at another time than was meant, lets changes wait for ever or come at the worst moment.',
    fix: 'Write cron with five fields: minute, hour, day of the month, month, day of the week. "0 22 * * 1-5" is 22:00 from Monday to Friday.',
  },
  CDC1410: {
    title: 'The time zone is not known',
    why: 'The schedule of a sync window means nothing without the zone that it is written in.',
    fix: 'Use a name from the IANA database, such as Europe/Berlin or America/New_York, or leave it out for UTC.',
  },
  CDC1501: {
    title: 'Not a duration',
    why: 'The text cannot be read as a length of time.',
    fix: 'Write a number and a unit (7d, 36h, 90m) or ISO 8601 (P7D, PT36H).',
  },
  CDC1502: {
    title: 'The duration is outside what the service takes',
    why: 'Tableflow keeps snapshots for at least one day, and rows for at least 30 days where their retention is limited at all.',
    fix: 'Choose a longer duration, or leave the key out for the default.',
  },
  CDC1503: {
    title: 'Not a size, or outside what the service takes',
    why: 'A topic\'s largest message must be at least the connector\'s largest record, and Confluent Cloud bounds it per type of cluster.',
    fix: 'Write a number and a unit (8mb, 512kb) or plain bytes, between 1kb and 20mb.',
  },
  CDC1504: {
    title: 'The name is not usable',
    why: 'Names of documents become parts of resource names, file names and labels.',
    fix: 'Use lower case letters, digits and dashes, starting with a letter and ending with a letter or digit, at most 63 characters.',
  },
  CDC1505: {
    title: 'The connector name is not usable',
    why: 'The Connect API takes names of at most 64 characters and puts them into URLs; a name cannot be changed later.',
    fix: 'Give a shorter name under spec.connector.name.',
  },
  CDC1506: {
    title: 'Not a topic name',
    why: 'Kafka takes letters, digits, ".", "_" and "-", at most 249 of them, and neither "." nor "..".',
    fix: 'Give the table another name under "to".',
  },
  CDC1507: {
    title: 'Not a topic prefix',
    why: 'The prefix begins the name of every topic of the connector, and it can never change without a new snapshot.',
    fix: 'Use letters, digits, "-", "_" and ".", starting with a letter or digit and not ending with a dot.',
  },
  CDC1508: {
    title: 'Not a Flink type',
    why: 'The CREATE TABLE statement would fail, after other resources of the pipeline have been made.',
    fix: 'Write a Flink SQL type such as STRING, BIGINT, DECIMAL(10, 2), TIMESTAMP_LTZ(3) or ARRAY<STRING>.',
  },
  CDC1509: {
    title: 'The conversion does not give this type',
    why: 'A conversion turns one encoding of the source into one family of Flink types; another type would fail or hold nonsense.',
    fix: 'Change the column\'s type to one that the message names, or choose another conversion.',
  },
  CDC1510: {
    title: 'A key column is not a column',
    why: 'A primary key is made of columns of the table.',
    fix: 'Add the column under columns, or correct the name in the key.',
  },
  CDC1511: {
    title: 'A key column may be NULL',
    why: 'A primary key column is NOT NULL. A row whose key computes to NULL would fail the statement.',
    fix: 'Say "nullable: false" and make sure that the expression never gives NULL, with COALESCE for example.',
  },
  CDC1513: {
    title: 'Column settings exclude each other',
    why: 'A computed column takes its value from its expression; a source column, conversion or attribute beside it would be ignored.',
    fix: 'Keep one of the two ways.',
  },
  CDC1514: {
    title: 'A retention without a policy that deletes',
    why: 'A compacted topic keeps the last record of every key for ever; the retention would have no effect.',
    fix: 'Remove options.retention, or choose a cleanupPolicy that deletes.',
  },
  CDC1520: {
    title: 'The probe could not be found again',
    why: 'A probe writes a mark into a text column of the source and looks for it in the target table. A column that is left out, computed or converted on the way does not show the mark.',
    fix: 'Name a text column under "probe" that the target table takes as it is, and that is neither in its "key" nor in its "values".',
  },
  CDC1515: {
    title: 'SQL that cannot be used',
    why: 'A condition or expression is put into a larger statement. It must be one expression, stay inside its parentheses, and give the same answer whenever it is asked.',
    fix: 'Write one expression over the columns of this table, without subqueries, comments or functions of the current time.',
  },
  CDC1516: {
    title: 'A column is left out of a list that is complete as it is',
    why: '"false" beside a column takes it out of those that "*" stands for. Without "*" the columns that are written are all there are, so the line says nothing, or was meant for a table that takes all columns.',
    fix: 'Add "*": inferred to take all other columns, or remove the line.',
  },
  CDC1517: {
    title: 'A table that is only captured has settings of a target',
    why: 'decode: false means that no target table is made. A setting of that table would be read by nobody, and look as if it had an effect.',
    fix: 'Remove the setting, or decode: false.',
  },
  CDC1601: {
    title: 'Two tables land in one target table',
    why: 'Two statements would write one table. Rows with the same key overwrite each other, and a delete in one deletes the other\'s row.',
    fix: 'Give one of them another name under "to".',
  },
  CDC1602: {
    title: 'Two pipelines share a connector name',
    why: 'The name is the connector\'s identity in its cluster: each apply would rewrite the other\'s configuration.',
    fix: 'Give one of them another name under spec.connector.name.',
  },
  CDC1603: {
    title: 'Topic prefixes collide',
    why: 'Topics are told apart by prefix. Where one prefix begins the other, topics of one pipeline look like topics of the other: they mix rows, or are cleaned up with it.',
    fix: 'Choose prefixes of which neither is the beginning of the other up to a dot. Changing the prefix of a pipeline that exists needs a new snapshot.',
  },
  CDC1604: {
    title: 'Something of the database is used twice',
    why: 'A replication slot, publication or server id serves one connector. A second one takes changes away from the first: rows are lost without an error.',
    fix: 'Give each pipeline its own name for it.',
  },
  CDC1605: {
    title: 'A target table has the name of a source topic',
    why: 'The decoded rows would be written into the topic that they are read from.',
    fix: 'Give the table another name under "to", or the pipeline another topicPrefix.',
  },
  CDC1701: {
    title: 'after.state.only is refused',
    why: 'It flattens the change events, so Flink no longer sees what was before, and deletes arrive as ordinary rows: deleted rows would stay in the table.',
    fix: 'Remove it. The decode statement gives flat rows, with deletes applied.',
  },
  CDC1702: {
    title: 'The connector plugin does not have this key',
    why: 'Confluent Cloud refuses or ignores keys that the managed plugin does not list, even where the open-source connector has them.',
    fix: 'Correct the spelling, or remove the key.',
  },
  CDC1703: {
    title: 'This setting has its own field',
    why: 'One setting in two places: the one in connector.config would win over what the rest of the pipeline is built on.',
    fix: 'Set the field that the message names and remove the key from connector.config.',
  },
  CDC1704: {
    title: 'The plugin takes another type of value',
    why: 'The Connect API would refuse the whole configuration.',
    fix: 'Write the type that the message names.',
  },
} as const satisfies Record<`CDC1${number}`, CodeExplanation>;
