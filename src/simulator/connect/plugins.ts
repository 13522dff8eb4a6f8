import type { SourceName } from '../debezium/index.js';
import { dynamodbProperties } from '../plugins/dynamodb.js';
import { mysqlProperties } from '../plugins/mysql.js';
import { oracleProperties } from '../plugins/oracle.js';
import { postgresProperties } from '../plugins/postgres.js';
import { sqlserverProperties } from '../plugins/sqlserver.js';
import type { PluginProperties } from '../plugins/types.js';

export interface Plugin {
  readonly source: SourceName;
  readonly properties: PluginProperties;
  readonly version: string;
}

/** The plugins that the simulator can run, by `connector.class`. */
export const plugins: Readonly<Record<string, Plugin>> = {
  PostgresCdcSourceV2: { source: 'postgres', properties: postgresProperties, version: '3.2.4' },
  MySqlCdcSourceV2: { source: 'mysql', properties: mysqlProperties, version: '3.2.4' },
  SqlServerCdcSourceV2: { source: 'sqlserver', properties: sqlserverProperties, version: '3.2.4' },
  OracleXStreamSource: { source: 'oracle', properties: oracleProperties, version: '1.3.0' },
  DynamoDbCdcSource: { source: 'dynamodb', properties: dynamodbProperties, version: '1.1.0' },
};

export function sourceOfClass(connectorClass: string): SourceName | undefined {
  return plugins[connectorClass]?.source;
}

/** Whether the value of a key reads back as asterisks; the id of the Kafka key does too (confluent-api.md 3.1). */
export function isSecretKey(connectorClass: string, name: string): boolean {
  return name === 'kafka.api.key' || name === 'kafka.api.secret' || plugins[connectorClass]?.properties[name]?.[0] === 'PASSWORD';
}
