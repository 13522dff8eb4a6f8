import type { CodeExplanation } from './index.js';

/** CDC20xx table names, CDC21xx source blocks and connector configs, CDC22xx columns and SQL, CDC23xx columns and registered schemas. */
export const sourceCodes = {
  CDC2001: {
    title: 'The table name does not have the form that this source uses',
    why: 'The connector matches names part by part. A name with a part too few or too many matches no table, and the connector then captures nothing without saying so.',
    fix: 'Write the table as the source names it: schema.table for PostgreSQL and Oracle, database.table for MySQL, schema.table for SQL Server (database.schema.table with several databases), the plain name for DynamoDB.',
  },
  CDC2002: {
    title: 'The table name has characters that no connector setting can carry',
    why: 'Table lists are separated by commas and matched as regular expressions; a comma, a line break or a part that is empty cannot be written in them.',
    fix: 'Rename the table in the database, or capture it through a view of the data with a plain name.',
  },
  CDC2003: {
    title: 'Two tables would fill the same topic',
    why: 'A topic name takes only letters, digits, dot, underscore and hyphen; other characters become an underscore. Two tables whose names differ in nothing else would be mixed in one topic.',
    fix: 'Capture one of the two through a pipeline with another topicPrefix.',
  },
  CDC2004: {
    title: 'The topic name is too long',
    why: 'Kafka takes at most 249 characters; the connector would fail at the first record of the table.',
    fix: 'Choose a shorter topicPrefix.',
  },
  CDC2005: {
    title: 'Oracle names are upper case unless the table was created with quotes',
    why: 'The include list is matched by case. A name in lower case matches no ordinary table, and the connector then captures nothing without saying so.',
    fix: 'Write the name in upper case, as ALL_TABLES shows it. Keep it as it is only when the table was created with a quoted name.',
  },
  CDC2006: {
    title: 'The same table is listed twice',
    why: 'Each table has one topic and one target table; the second entry could only repeat the first.',
    fix: 'Remove one of the entries.',
  },
  CDC2007: {
    title: 'More than 100 tables in one connector',
    why: 'The connector warns beyond 100 captured tables: one task reads them all, a restart reads all their schemas, and one bad table stops the others.',
    fix: 'Split the tables over several pipelines, each with a topicPrefix of its own.',
  },
  CDC2008: {
    title: 'A table of the same name in another database is captured too',
    why: 'The SQL Server connector matches schema.table in every database it reads, so a table listed for one database is also read in the others when it exists and is CDC-enabled there.',
    fix: 'List the table for every database, or give the databases pipelines of their own.',
  },
  CDC2101: {
    title: 'The way to log in to the database is not clear',
    why: 'The connector takes exactly one way: a password, or a role through a provider integration. Without one it cannot connect; with both it would ignore one of them.',
    fix: 'Give the password (or the access keys), or the provider integration, not both.',
  },
  CDC2102: {
    title: 'A value holds a backslash or a control character',
    why: 'Managed connectors do not take backslashes in credentials and similar settings; what arrives is another value than the one written.',
    fix: 'Choose a value without a backslash. For a Windows domain user, create a login of the database instead.',
  },
  CDC2103: {
    title: 'The value is out of its limits',
    why: 'The service or the database refuses it, at the earliest when the connector starts.',
    fix: 'Choose a value within the limits that the message names.',
  },
  CDC2104: {
    title: 'The settings do not go together',
    why: 'One of them has no effect, or the connector refuses the combination when it starts.',
    fix: 'Remove one of the settings that the message names.',
  },
  CDC2105: {
    title: 'Oracle numbers arrive as text, keys included',
    why: 'With decimals as text every NUMBER column is a STRING, whole numbers and key columns too. A key column must be copied untouched, so its target column is a STRING as well.',
    fix: 'State decimals: string to keep it, or decimals: precise to get whole numbers as INT or BIGINT and NUMBER(p, s) as DECIMAL; columns that are NUMBER without a precision cannot be read in SQL then.',
  },
  CDC2106: {
    title: 'Later changes are not captured',
    why: 'The connector copies the items once and stops. The target table is a picture of that moment, which nothing updates.',
    fix: 'Use syncMode SNAPSHOT_CDC, unless a one-time copy is what you want.',
  },
  CDC2201: {
    title: 'The column type is not a type of Flink on Confluent Cloud',
    why: 'The statement that creates the table would fail.',
    fix: 'Use a Flink SQL type: STRING, INT, BIGINT, DECIMAL(p, s), TIMESTAMP_LTZ(3), DATE, BOOLEAN, BYTES, ARRAY<...>, MAP<..., ...>, ROW<...>.',
  },
  CDC2202: {
    title: 'The column name cannot be a field of the registered schema',
    why: 'Target tables are registered as Avro, whose names are letters, digits and underscores and do not begin with a digit; names of Tableflow metadata columns are taken.',
    fix: 'Choose another name for the column and point at the source with "column:" (DynamoDB: "attribute:").',
  },
  CDC2203: {
    title: 'A key column is not among the columns',
    why: 'The target table is found by its key; a table without its key columns cannot be created.',
    fix: 'Add the column, or correct "key".',
  },
  CDC2204: {
    title: 'The column cannot be part of a primary key',
    why: 'A key must be comparable byte by byte and never NULL: floating point numbers, arrays, maps and rows cannot be one.',
    fix: 'Choose another key, or another type for the column.',
  },
  CDC2205: {
    title: 'The conversion does not make a value of this type',
    why: 'The statement would fail with incompatible types, or fill the column with something else than meant.',
    fix: 'Choose one of the types that the message lists, or another conversion.',
  },
  CDC2206: {
    title: 'A key column is not copied untouched',
    why: 'Flink follows a row by its key only while the key columns are plain references. Behind any expression it must keep every row of the table in its state, which costs compute for as long as the statement runs.',
    fix: 'Give the key column the type of the source column and no conversion. Add a second column with the converted value when it is wanted.',
  },
  CDC2207: {
    title: 'The conversion would make different keys equal',
    why: 'Two rows of the source would become one row of the target, and one of them would be lost.',
    fix: 'Copy the key column as it is; add a second column with the converted value when it is wanted.',
  },
  CDC2208: {
    title: 'The SQL fragment cannot stand where it is put',
    why: 'A condition or expression becomes part of one statement. It must be one expression on the columns of one row and give the same answer each time, else the statement fails or does something else than it shows.',
    fix: 'Write one expression: no semicolon, no comment, no query, no current time or random value, every parenthesis and quote closed.',
  },
  CDC2209: {
    title: 'Settings of the column contradict each other',
    why: 'Only one of them can decide where the value comes from.',
    fix: 'Keep one: "expression" alone, or "column" (DynamoDB: "attribute") with or without "from".',
  },
  CDC2210: {
    title: 'Deleted items stay in the target table',
    why: 'The DynamoDB connector reports a delete as an ordinary record without an image of the item. Flink reads the topic as an append-only stream, and no query can turn such a row into a delete of the target. The row keeps its last values.',
    fix: 'Add a marker column, for example deleted: { type: BOOLEAN, expression: "`val`.`op` = \'d\'" }: then deletes arrive as rows with the marker and no other values, and readers can leave them out.',
  },
  CDC2211: {
    title: 'The attribute cannot be read as this type',
    why: 'An item is a JSON document with a type descriptor for each attribute. What a descriptor holds can only become certain column types.',
    fix: 'Choose a type that the message names, or state "attributeType".',
  },
  CDC2212: {
    title: 'A key column is declared nullable',
    why: 'Key columns are never NULL; the declaration would have no effect.',
    fix: 'Remove "nullable: true".',
  },
  CDC2213: {
    title: 'The table has no columns, or no key',
    why: 'The target table and its decode statement are written from them: without columns there is nothing to create, and without a key there is nothing to update by.',
    fix: 'List the columns and the key next to "from". reconcile generate writes both from the registered schema or the database.',
  },
  CDC2214: {
    title: 'An append table behind a source of changes',
    why: 'Flink refuses a statement that could send updates or deletes to an append table, so the table would stay empty.',
    fix: 'Leave changelogMode out, or write "upsert".',
  },
  CDC2215: {
    title: 'Flink refuses the statement',
    why: 'Flink planned the new decode statement without running it (sql.dry-run), over the tables as they are now, and found it wrong. Put in place it would fail, and where it follows another one that one would have been stopped for it.',
    fix: 'Correct the condition or column that the message points at. Flink\'s own words are in the message.',
  },
  CDC2216: {
    title: 'The statement could not be checked by Flink',
    why: 'The check creates a short-lived statement with sql.dry-run, which needs the same rights as creating the real one. Without it, a mistake in the SQL shows only when the statement starts.',
    fix: 'Read the reason. To do without the check, pass --no-check-sql.',
  },
  CDC2301: {
    title: 'The registered schema of the source topic cannot be read',
    why: 'The columns of the table come from the schemas that the connector registers with its first record. Without a schema that says what a record is, nothing can be said about columns.',
    fix: 'Look at the subjects of the source topic. A connector with plain JSON output registers nothing: give the pipeline a format. If another program registered a schema there, give the pipeline a topicPrefix of its own.',
  },
  CDC2302: {
    title: 'The DynamoDB topic has another shape than the statement reads',
    why: 'The statement takes the item out of the value column of Flink, which is there when the registered value schema is a union at its root. A schema of another shape becomes other columns, and the statement would fail.',
    fix: 'Use the format AVRO or JSON_SR with document.content.format=json_string.',
  },
  CDC2303: {
    title: 'The source has no such column',
    why: 'The registered schema of the source topic does not have the column, so Flink does not show it and the statement would fail.',
    fix: 'Correct the name: upper and lower case count. A column that the connector leaves out because of its type is never in the schema; one that was just added is there after the first record that has it.',
  },
  CDC2304: {
    title: 'The column type does not fit the source column',
    why: 'Flink copies a value only into a type that holds all values of the other. The statement would fail with incompatible types.',
    fix: 'Take the type of the source column, or the conversion that the message names.',
  },
  CDC2305: {
    title: 'The conversion cannot read the source column',
    why: 'A conversion is made for one physical type. On another one the statement would fail.',
    fix: 'Remove "from" where the value can be copied, or take the conversion that the message names.',
  },
  CDC2306: {
    title: 'The conversion reads another unit than the column has',
    why: 'The registered schema says how the times are counted. Read in another unit the statement runs, and every value is wrong by a factor of a thousand or more.',
    fix: 'Take the conversion that the message names. It changes with the precision of the column in the database.',
  },
  CDC2307: {
    title: 'A column has no place in the target table',
    why: 'No type of Flink or of the table format holds what the connector registers for it, so the column is left out.',
    fix: 'Take one of the choices that the message names, or name the column under the exceptions so that the omission is on purpose.',
  },
  CDC2308: {
    title: 'A key column may be NULL',
    why: 'A primary key is never NULL. Without a primary key in the database the connector takes a unique index, whose columns may hold NULL; the first such row would stop the statement.',
    fix: 'Make the columns NOT NULL in the database, or give the table a primary key. "messageKeys" lets the connector take other columns.',
  },
  CDC2309: {
    title: 'The key is not the key of the records',
    why: 'Flink follows a row by the key of its record. With another key, or another order, it keeps every row of the table in its state, and rows that share the other key overwrite each other.',
    fix: 'Take the key that the message names, in that order. To have another key in the topic itself, use "messageKeys" of the source.',
  },
  CDC2310: {
    title: 'The records have no key',
    why: 'A table without a primary key or unique index has records without a key: its changes cannot be told apart by row, so there is nothing to update by.',
    fix: 'Give the table a primary key, or list columns under "messageKeys" of the source. Without either, only an append table can be made.',
  },
  CDC2311: {
    title: 'A column that is never NULL is filled from one that may be',
    why: 'The first row with NULL in it stops the statement.',
    fix: 'Remove "nullable: false", or make the column NOT NULL in the database.',
  },
  CDC2312: {
    title: 'The source has columns that the table leaves out',
    why: 'Columns written by hand do not follow the source: a column added there is not copied until it is written here.',
    fix: 'Nothing, when they are left out on purpose: "*": inferred with "false" beside them says so, and takes what is added later. Otherwise add them.',
  },
  CDC2313: {
    title: 'A column got another name in the target table',
    why: 'Target tables are registered as Avro, whose names are letters, digits and underscores; names of Tableflow metadata are taken.',
    fix: 'Nothing, or write the column with a name that you prefer and "column:" for the source.',
  },
  CDC2314: {
    title: 'A key column is copied as it travels',
    why: 'A key column must be a plain copy: behind a conversion Flink would keep every row of the table in its state. So it stays the number or text that the connector sends.',
    fix: 'Nothing, or add a second column with the converted value.',
  },
  CDC2315: {
    title: 'A type was chosen among several',
    why: 'The column can be represented in more than one way, and each loses or costs something else.',
    fix: 'Nothing, or write the column under the exceptions with the type that you prefer.',
  },
  CDC2316: {
    title: 'The registered schema does not say what the numbers stand for',
    why: 'Protobuf has no place for the names by which a date or a time is told from a number. Such columns are copied as numbers.',
    fix: 'Write these columns under the exceptions with their type and "from", or use the format AVRO.',
  },
  CDC2317: {
    title: 'The attributes of a DynamoDB item are not in any schema',
    why: 'An item travels as one JSON text, so the registered schema names the key attributes only. Without a list of columns the text itself is all there is to store.',
    fix: 'List the attributes under "columns". reconcile generate reads a sample of items and writes the list.',
  },
  CDC2318: {
    title: 'A column of the records\' key is not among the columns',
    why: 'The key of the target is the key of the records where it is not written. A row without its whole key cannot be found again: updates and deletes would go to other rows.',
    fix: 'Add the column that the message names, or write "key" with other columns that tell the rows apart.',
  },
  CDC2319: {
    title: 'There is no such column to leave out',
    why: 'The line has no effect. Behind a misspelt name stands a column that lands in the target, though somebody meant to keep it out.',
    fix: 'Correct the name: upper and lower case count. If the database has dropped the column, remove the line.',
  },
  CDC2320: {
    title: 'Columns are not checked against the registered schemas',
    why: 'Schema Registry could not be read. What is written may be right or wrong; that nothing is registered is not known either.',
    fix: 'Give the Schema Registry key access to the subjects of the source topics, or wait until the registry is back, and run again.',
  },
  CDC2321: {
    title: 'The source topic holds records of two kinds',
    why: 'A column was changed in a way that the registry takes and no reader can bridge: the same bytes are another number, time or row before and after. A statement that starts from the first record reads the old ones wrongly, or stops at them.',
    fix: 'Let the database be read again into new topics, with another topicPrefix. If the topic holds nothing from before any more, nothing needs to be done.',
  },
  CDC2322: {
    title: 'Schema Registry would refuse the new version of a target\'s schema',
    why: 'A column is added to a target table by a new version of its value schema, and the compatibility level of that subject does not admit it. Nothing was changed: the question was asked before.',
    fix: 'Read what the registry says. If the level or the schema of the subject was changed by hand, put it back. Otherwise leave the column out, or rebuild the table under another name.',
  },
  CDC2323: {
    title: 'Whether Schema Registry takes the new version of a target\'s schema is not known',
    why: 'The registry was asked whether the version with the added columns is compatible, and did not answer. If it refuses, the step that registers it fails, and the statement stays as it is.',
    fix: 'Nothing, or run again when the registry answers.',
  },
} as const satisfies Record<`CDC2${number}`, CodeExplanation>;
