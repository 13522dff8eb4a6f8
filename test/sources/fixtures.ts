import { secretReference } from '../../src/core/secret.js';
import type { Format, SourceInput } from '../../src/core/source.js';
import type { SourceName } from '../../src/sources/index.js';

const password = secretReference('${env:DB_PASSWORD}');

/** The smallest block of each source that a careful user would write, and tables with awkward names. */
export const blocks: Readonly<Record<SourceName, { readonly block: Record<string, unknown>; readonly tables: readonly string[] }>> = {
  postgres: {
    block: { host: 'pg-prod.example.com', database: 'ecommerce', username: 'cdc_reader', password },
    tables: ['public.customers', 'public.order_items'],
  },
  mysql: {
    block: { host: 'mysql.example.com', username: 'cdc_reader', password },
    tables: ['shop.customers', 'billing.invoices$2024', 'shop.orders'],
  },
  sqlserver: {
    block: { host: 'mssql.example.com', databases: ['testDB'], username: 'cdc_reader', password },
    tables: ['dbo.customers', 'sales.Orders'],
  },
  oracle: {
    block: {
      host: 'oracle.example.com', database: 'ORCLCDB', service: 'ORCLCDB', pdb: 'ORCLPDB1', outboundServer: 'XOUT',
      processorLicenses: 4, username: 'C##CDC', password, decimals: 'string',
    },
    tables: ['C##CFLTUSER.ORDERS', 'SHOP.V$SALES'],
  },
  dynamodb: {
    block: { region: 'eu-west-1', accessKeyId: secretReference('${env:AWS_ID}'), secretAccessKey: secretReference('${env:AWS_SECRET}') },
    tables: ['orders', 'shop.customers-v2'],
  },
  topic: {
    block: { topics: { 'web.clicks': { read: 'raw' }, 'web.orders': { schema: { inline: { type: 'object', properties: { id: { type: 'string' } } } } } } },
    tables: ['web.clicks', 'web.orders', 'shop.events'],
  },
};

export function inputFor(
  name: SourceName,
  format: Format = 'AVRO',
  changes: { readonly block?: Record<string, unknown>; readonly tables?: readonly string[]; readonly config?: SourceInput<unknown>['config'] } = {},
): SourceInput<unknown> {
  return {
    connectorName: 'shop-eu',
    topicPrefix: 'shop-eu',
    format,
    auth: { mode: 'SERVICE_ACCOUNT', serviceAccount: 'sa-12345' },
    block: { ...blocks[name].block, ...changes.block },
    tables: changes.tables ?? blocks[name].tables,
    config: changes.config ?? {},
  };
}
