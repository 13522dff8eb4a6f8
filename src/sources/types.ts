import type { SourceTypes } from '../flink/registry/source-types.js';
import { dynamodbTypes } from './dynamodb/types.js';
import type { SourceName } from './index.js';
import { mysqlTypes } from './mysql/types.js';
import { oracleTypes } from './oracle/types.js';
import { postgresTypes } from './postgres/types.js';
import { sqlserverTypes } from './sqlserver/types.js';
import { topicTypes } from './topic/types.js';

/** The type tables of every kind of database: from registered columns and from catalogues to target columns. */
export const typesOf = {
  postgres: postgresTypes,
  mysql: mysqlTypes,
  sqlserver: sqlserverTypes,
  oracle: oracleTypes,
  dynamodb: dynamodbTypes,
  topic: topicTypes,
} as const satisfies Record<SourceName, SourceTypes>;
