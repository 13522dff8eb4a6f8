import type { Fields } from '../model.js';
import { splitTable } from './names.js';
import type { SourceName, WorldColumn, WorldTable } from './world.js';

/** Column types in words that every database has its own name for. */
type Kind = 'id' | 'text' | 'money' | 'count' | 'moment' | 'flag';

const TYPES: Readonly<Record<SourceName, Readonly<Record<Kind, string>>>> = {
  postgres: { id: 'integer', text: 'varchar(255)', money: 'numeric(10,2)', count: 'integer', moment: 'timestamptz', flag: 'boolean' },
  mysql: { id: 'int', text: 'varchar(255)', money: 'decimal(10,2)', count: 'int', moment: 'datetime(6)', flag: 'tinyint(1)' },
  sqlserver: { id: 'int', text: 'nvarchar(255)', money: 'decimal(10,2)', count: 'int', moment: 'datetime2(6)', flag: 'bit' },
  oracle: { id: 'NUMBER(9)', text: 'VARCHAR2(255)', money: 'NUMBER(10,2)', count: 'NUMBER(9)', moment: 'TIMESTAMP(6)', flag: 'NUMBER(1)' },
  dynamodb: { id: 'S', text: 'S', money: 'N', count: 'N', moment: 'S', flag: 'BOOL' },
};

/** What a table of a well-known name holds: column -> kind and values, one per row. */
type Sketch = Readonly<Record<string, readonly [Kind, readonly (string | number | boolean | null)[]]>>;

const MOMENTS = ['2024-03-01T08:15:30.123456Z', '2024-03-02T11:00:00Z', '2024-03-05T23:59:59.5Z', '2024-03-09T06:30:00Z'];

const SKETCHES: readonly { readonly words: RegExp; readonly columns: Sketch }[] = [
  {
    words: /customer|client|user|account|person|people|contact|employee/i,
    columns: {
      name: ['text', ['Ada Novak', 'Ben Osei', 'Chloé Martin', 'Dmitri Ivanov']],
      email: ['text', ['ada@example.com', 'ben@example.com', 'chloe@example.com', null]],
      active: ['flag', [true, true, false, true]],
      created_at: ['moment', MOMENTS],
    },
  },
  {
    words: /item|line/i,
    columns: {
      order_id: ['count', [1, 1, 2, 3]],
      product_id: ['count', [2, 3, 1, 4]],
      quantity: ['count', [1, 2, 5, 1]],
      unit_price: ['money', ['19.90', '4.50', '120.00', '0.99']],
    },
  },
  {
    words: /order|purchase|sale|invoice|payment|transaction/i,
    columns: {
      customer_id: ['count', [1, 2, 1, 3]],
      status: ['text', ['paid', 'shipped', 'new', 'cancelled']],
      amount: ['money', ['28.90', '600.00', '0.99', '15.00']],
      created_at: ['moment', MOMENTS],
    },
  },
  {
    words: /product|article|inventory|stock|catalog/i,
    columns: {
      name: ['text', ['Lamp', 'Chair', 'Desk', 'Shelf']],
      price: ['money', ['19.90', '79.00', '249.50', '59.95']],
      quantity: ['count', [12, 40, 0, 7]],
      updated_at: ['moment', MOMENTS],
    },
  },
];

const ANY_TABLE: Sketch = {
  name: ['text', ['first', 'second', 'third', 'fourth']],
  value: ['money', ['1.00', '22.50', '-3.75', null]],
  updated_at: ['moment', MOMENTS],
};

/** A plausible table for a name that no world file describes: key `id`, a few columns that fit the name, four rows. */
export function inventTable(source: SourceName, name: string): WorldTable {
  const { table } = splitTable(source, name);
  const sketch = SKETCHES.find(({ words }) => words.test(table))?.columns ?? ANY_TABLE;
  const spell = (column: string): string => (source === 'oracle' ? column.toUpperCase() : column);
  const types = TYPES[source];
  const columns: Record<string, WorldColumn> = { [spell('id')]: { type: types.id, nullable: false } };
  for (const [column, [kind]] of Object.entries(sketch)) columns[spell(column)] = { type: types[kind] };
  const rows = [0, 1, 2, 3].map((index): Fields => {
    const cells = Object.entries(sketch).map(([column, [kind, values]]) => [spell(column), cell(source, kind, values[index] ?? null)]);
    return { [spell('id')]: source === 'dynamodb' ? `${table}-${index + 1}` : index + 1, ...(Object.fromEntries(cells) as Fields) };
  });
  return { name, key: [spell('id')], columns, rows };
}

function cell(source: SourceName, kind: Kind, value: string | number | boolean | null): string | number | boolean | null {
  return kind === 'flag' && typeof value === 'boolean' && source === 'oracle' ? Number(value) : value;
}
