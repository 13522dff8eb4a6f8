import type { PublishedTable, SourceName, WorldTable } from '../../../src/simulator/debezium/index.js';
import { captureTables } from '../../../src/simulator/debezium/index.js';
import type { Cell, Fields } from '../../../src/simulator/model.js';

export type Config = Readonly<Record<string, string>>;

/** 2023-11-14T22:13:20Z */
export const NOW = 1_700_000_000_000;

const CLASSES: Readonly<Record<SourceName, string>> = {
  postgres: 'PostgresCdcSourceV2',
  mysql: 'MySqlCdcSourceV2',
  sqlserver: 'SqlServerCdcSourceV2',
  oracle: 'OracleXStreamSource',
  dynamodb: 'DynamoDbCdcSource',
};

/** A configuration with both formats set to `format`. */
export function aConfig(source: SourceName, format: string, more: Config = {}): Config {
  const keyFormat = source === 'dynamodb' ? 'output.data.key.format' : 'output.key.format';
  return { 'connector.class': CLASSES[source], 'topic.prefix': 'shop', 'output.data.format': format, [keyFormat]: format, ...more };
}

/** Captures tables of a database called `shopdb`. */
export function capture(source: SourceName, tables: readonly WorldTable[], more: Config = {}, format = 'AVRO'): readonly PublishedTable[] {
  return captureTables(aConfig(source, format, more), { source, database: 'shopdb', tables }, () => NOW);
}

/** Captures the only table. */
export function captureOne(source: SourceName, table: WorldTable, more: Config = {}, format = 'AVRO'): PublishedTable {
  const [first, ...rest] = capture(source, [table], more, format);
  if (!first || rest.length > 0) throw new Error('expected one table');
  return first;
}

/** A table with key `id` and one NOT NULL column `c`. */
export function tableOf(source: SourceName, type: string, cell: Cell, idType?: string): WorldTable {
  const id = idType ?? (source === 'oracle' ? 'NUMBER(9)' : 'int');
  return { name: 's.t', key: ['id'], columns: { id: { type: id }, c: { type, nullable: false } }, rows: [{ id: 1, c: cell }] };
}

/** The row image of a record of an envelope topic. */
export function afterOf(record: { readonly value: Fields | null } | undefined): Fields {
  return (record?.value?.['after'] ?? null) as Fields;
}

export function beforeOf(record: { readonly value: Fields | null } | undefined): Fields | null {
  return (record?.value?.['before'] ?? null) as Fields | null;
}

/** What the registered value schema says of field `c` of the row, in its format. Undefined: the field is missing. */
export function fieldIn(table: PublishedTable): unknown {
  const { schemaType, schema } = table.valueSchema;
  switch (schemaType) {
    case 'AVRO': {
      const envelope = JSON.parse(schema) as { fields: { type: [string, { fields: { name: string; type: unknown }[] }] }[] };
      return envelope.fields[0]?.type[1].fields.find(({ name }) => name === 'c')?.type;
    }
    case 'JSON': {
      const envelope = JSON.parse(schema) as { properties: { before: { oneOf: [unknown, { properties: Record<string, Record<string, unknown>> }] } } };
      const field = envelope.properties.before.oneOf[1].properties['c'];
      if (!field) return undefined;
      return Object.fromEntries(Object.entries(field).filter(([key]) => key !== 'connect.index'));
    }
    case 'PROTOBUF':
      return /^ {4}(.*) c = (\d+)(.*);$/m.exec(schema)?.slice(1, 4).filter((_, index) => index !== 1).join('');
  }
}
