import type { CatalogColumn, CatalogTable, ReadCatalog } from './catalog.js';
import type { DatabaseConnection } from './connection.js';

/** DynamoDB declares the key attributes only; every other attribute is an item's own business. */
export const readDynamoDbCatalog: ReadCatalog = async (connection) => {
  const tables: CatalogTable[] = [];
  for (const name of await tableNames(connection)) {
    // Tables in which connectors keep their position are no data.
    if (!name.startsWith('connect-KCL-')) tables.push(await describe(connection, name));
  }
  return tables;
};

async function tableNames(connection: DatabaseConnection): Promise<readonly string[]> {
  const names: string[] = [];
  let start: unknown;
  do {
    const [page] = await connection.query({ text: 'ListTables', parameters: [{ Limit: 100, ...(start === undefined ? {} : { ExclusiveStartTableName: start }) }] });
    if (Array.isArray(page?.['TableNames'])) names.push(...page['TableNames'].map(String));
    start = page?.['LastEvaluatedTableName'];
  } while (start !== undefined);
  return names;
}

interface Description {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
}

async function describe(connection: DatabaseConnection, table: string): Promise<CatalogTable> {
  const [answer] = await connection.query({ text: 'DescribeTable', parameters: [{ TableName: table }] });
  const { KeySchema, AttributeDefinitions } = answer?.['Table'] as Description;
  const key = [...KeySchema].sort((a, b) => (a.KeyType < b.KeyType ? -1 : 1)).map((part) => part.AttributeName);
  const columns = key.map((name): CatalogColumn => ({
    name, nullable: false, databaseType: AttributeDefinitions.find((one) => one.AttributeName === name)?.AttributeType ?? 'S',
  }));
  return { table, columns, primaryKey: key, uniqueIndexes: [] };
}
