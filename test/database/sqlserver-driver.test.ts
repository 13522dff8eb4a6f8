import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../src/database/catalog.js';
import { connectorOf } from '../../src/database/index.js';
import { startFakeSqlServer } from '../preflight/support/fake-sqlserver.js';
import type { FakeRows } from '../preflight/support/fake-sqlserver.js';

/** The real driver (tedious) against a FAKE that speaks TDS: logging in, rows, refusals, another database. */

const packages = { tedious: 'tedious' };
const installed = await import(packages.tedious).then(() => true, () => false);
if (!installed) process.stderr.write('skipped, tedious is not installed\n');

const column = (name: string, type: string, more: Readonly<Record<string, string>> = {}) =>
  ({ table_name: 'dbo.Orders', column_name: name, type_name: type, bytes: '4', precision: '10', scale: '0', nullable: '0', generated: '0', default_value: null, ...more });

const columns: FakeRows = [
  column('Id', 'int'), column('Name', 'nvarchar', { bytes: '100', nullable: '1' }), column('Note', 'varchar', { bytes: '-1' }), column('Total', 'decimal', { precision: '10', scale: '2' }),
  column('At', 'datetime2', { scale: '7', default_value: '(sysdatetime())' }), column('Doubled', 'int', { generated: '1' }),
];

function answer(text: string): FakeRows | Error {
  if (text.includes('sys.indexes')) return [{ table_name: 'dbo.Orders', index_name: 'PK', is_primary: '1', column_name: 'Id' }];
  if (text.includes('sys.columns')) return columns;
  return text.includes('forbidden') ? new Error("The SELECT permission was denied on 'forbidden'") : [{ One: '1' }];
}

describe.skipIf(!installed)('SQL Server driver', () => {
  it('reads rows and the catalogue, tells refusals, and changes the database', async () => {
    const fake = await startFakeSqlServer(answer);
    const connection = await connectorOf('sqlserver')({ host: '127.0.0.1', port: fake.port, database: 'Shop', user: 'cdc', password: 'secret-pw', encryption: 'none' });
    try {
      expect(await connection.query({ text: 'SELECT 1 AS One' })).toEqual([{ one: '1' }]);
      await expect(connection.query({ text: 'SELECT * FROM forbidden' })).rejects.toThrow(/permission was denied/);
      expect(await readCatalog(connection, { databases: ['Shop', 'Other'] })).toEqual(['Other', 'Shop'].map((database) => ({
        table: `${database}.dbo.Orders`, primaryKey: ['Id'], uniqueIndexes: [],
        columns: [
          { name: 'Id', databaseType: 'int', nullable: false }, { name: 'Name', databaseType: 'nvarchar(50)', nullable: true }, { name: 'Note', databaseType: 'varchar(max)', nullable: false },
          { name: 'Total', databaseType: 'decimal(10,2)', nullable: false }, { name: 'At', databaseType: 'datetime2(7)', nullable: false, default: '(sysdatetime())' },
          { name: 'Doubled', databaseType: 'int', nullable: false, generated: true },
        ],
      })));
      expect(fake.asked.filter((one) => one.startsWith('database:'))).toEqual(['database:Shop', 'database:Other']);
    } finally {
      await connection.close();
      await fake.stop();
    }
  });
});
