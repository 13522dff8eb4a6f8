import type { CodeExplanation } from './index.js';

/** CDC20xx table names, CDC21xx source blocks and connector configs, CDC22xx columns and SQL. */
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
} as const satisfies Record<`CDC2${number}`, CodeExplanation>;
