/** The five sources as the tests use them: each has the same three tables, in its own words. */
export const sourceNames = ['postgres', 'mysql', 'sqlserver', 'oracle', 'dynamodb'] as const;
export type SourceName = (typeof sourceNames)[number];

export const tableNames = ['alpha', 'beta', 'gamma'] as const;
export type TableName = (typeof tableNames)[number];

type Column = string | { readonly type: string; readonly from?: string };

interface Dialect {
  readonly from: (table: TableName) => string;
  readonly block: (password: string) => object;
  readonly sourceColumns: Readonly<Record<string, unknown>>;
  readonly row: (id: number) => Readonly<Record<string, unknown>>;
  readonly key: readonly string[];
  /** Column -> the ways in which it can land; the first key column has one. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly where: string | undefined;
}

const required = (type: string) => ({ type, nullable: false });
const sqlRow = (id: number) => ({ id, code: `c${id}`, name: `name ${id}`, note: id % 2 === 0 ? 'even' : null, amount: `${id}.50` });
const sqlColumns: Dialect['columns'] = {
  id: ['INT'],
  code: ['STRING'],
  name: ['STRING'],
  note: ['STRING'],
  amount: [{ type: 'DECIMAL(10, 2)', from: 'decimal' }, { type: 'DECIMAL(14, 4)', from: 'decimal' }, 'STRING'],
};

const dialects: Readonly<Record<SourceName, Dialect>> = {
  postgres: {
    from: (table) => `public.${table}`,
    block: (password) => ({ postgres: { host: 'postgres.example.com', database: 'shop', username: 'reader', password } }),
    sourceColumns: { id: required('integer'), code: required('text'), name: 'text', note: 'text', amount: 'numeric(10,2)' },
    row: sqlRow,
    key: ['id', 'code'],
    columns: sqlColumns,
    where: "`name` <> 'nobody'",
  },
  mysql: {
    from: (table) => `shop.${table}`,
    block: (password) => ({ mysql: { host: 'mysql.example.com', username: 'reader', password } }),
    sourceColumns: { id: required('int'), code: required('varchar(20)'), name: 'varchar(50)', note: 'varchar(50)', amount: 'decimal(10,2)' },
    row: sqlRow,
    key: ['id', 'code'],
    columns: sqlColumns,
    where: "`name` <> 'nobody'",
  },
  sqlserver: {
    from: (table) => `dbo.${table}`,
    block: (password) => ({ sqlserver: { host: 'sqlserver.example.com', databases: ['shop'], username: 'reader', password } }),
    sourceColumns: { id: required('int'), code: required('nvarchar(20)'), name: 'nvarchar(50)', note: 'nvarchar(50)', amount: 'decimal(10,2)' },
    row: sqlRow,
    key: ['id', 'code'],
    columns: sqlColumns,
    where: "`name` <> 'nobody'",
  },
  oracle: {
    from: (table) => `APP.${table.toUpperCase()}`,
    block: (password) => ({
      oracle: { host: 'oracle.example.com', database: 'ORCLCDB', service: 'ORCLCDB', pdb: 'PDB1', outboundServer: 'XOUT', processorLicenses: 2, username: 'C##CDC', password },
    }),
    sourceColumns: { ID: required('VARCHAR2(10)'), CODE: required('VARCHAR2(10)'), NAME: 'VARCHAR2(40)', NOTE: 'VARCHAR2(40)', AMOUNT: 'NUMBER(10,2)' },
    row: (id) => ({ ID: String(id), CODE: `c${id}`, NAME: `name ${id}`, NOTE: null, AMOUNT: `${id}.50` }),
    key: ['ID', 'CODE'],
    columns: {
      ID: ['STRING'], CODE: ['STRING'], NAME: ['STRING'], NOTE: ['STRING'],
      AMOUNT: [{ type: 'DECIMAL(10, 2)', from: 'decimal' }, { type: 'DECIMAL(14, 4)', from: 'decimal' }, 'STRING'],
    },
    where: "`NAME` <> 'nobody'",
  },
  dynamodb: {
    from: (table) => `Shop_${table}`,
    block: (password) => ({ dynamodb: { region: 'us-east-1', accessKeyId: '${env:AWS_ACCESS_KEY_ID}', secretAccessKey: password } }),
    sourceColumns: { id: 'S', code: 'S', name: 'S', note: 'S', amount: 'N' },
    row: (id) => ({ id: `k${id}`, code: `c${id}`, name: `name ${id}`, amount: id }),
    key: ['id'],
    columns: { id: ['STRING'], code: ['STRING'], name: ['STRING'], note: ['STRING'], amount: ['INT', 'BIGINT'] },
    where: undefined,
  },
};

export function dialectOf(source: SourceName): Dialect {
  return dialects[source];
}

/** Where the world has the source's database: what `control.writeRow` calls it. */
export function hostOf(source: SourceName): string {
  return source === 'dynamodb' ? 'https://dynamodb.us-east-1.amazonaws.com' : `${source}.example.com`;
}

/** The tables of a source's database, for the world file. */
export function tablesOf(source: SourceName): object[] {
  const { from, sourceColumns, row, key } = dialects[source];
  return tableNames.map((table) => ({ name: from(table), key, columns: sourceColumns, rows: [1, 2, 3].map(row), ...(source === 'postgres' ? { replicaIdentity: 'full' } : {}) }));
}
