import type { JsonSchema } from '../../core/source.js';
import { conversions } from '../../flink/conversions.js';
import { INFERRED, OTHERS } from '../written-columns.js';
import { closedObject, compatibilityBlock, text } from './common.js';

const flinkType = (more: JsonSchema = {}): JsonSchema =>
  text('Flink SQL type of the target column.', { examples: ['STRING', 'BIGINT', 'DECIMAL(10, 2)', 'TIMESTAMP_LTZ(3)'], ...more });

const column: JsonSchema = {
  description: 'A column of the target table: its Flink type, or an object when the value is not just copied; false leaves it out of those that "*" stands for.',
  anyOf: [
    flinkType({ title: 'a Flink type' }),
    { const: false, title: 'false' },
    closedObject('A column whose value is converted, renamed or computed.', {
      type: flinkType(),
      from: {
        type: 'string',
        enum: Object.keys(conversions),
        description: `How the source column is encoded. ${Object.entries(conversions).map(([name, { title }]) => `${name}: ${title}`).join('; ')}.`,
        examples: ['micro-timestamp'],
      },
      column: text("The source column, when its name differs from the target column's.", { examples: ['created'] }),
      expression: text('SQL that computes the column from source columns.', { examples: ["CONCAT(`first_name`, ' ', `last_name`)"] }),
      path: text("A topic that is read raw: where in the JSON text the value is. Default: the field of the column's name.", { examples: ['$.customer.id'] }),
      attribute: text("DynamoDB: the item's attribute, when its name differs from the column's.", { examples: ['createdAt'] }),
      attributeType: {
        type: 'string',
        enum: ['S', 'N', 'BOOL', 'B', 'M', 'L', 'SS', 'NS', 'BS'],
        description: "DynamoDB: the attribute's type descriptor. Default: from the column's type.",
        examples: ['N'],
      },
      nullable: { type: 'boolean', default: true, description: 'false: NOT NULL. Key columns always are.', examples: [false] },
    }, ['type']),
  ],
};

const options: JsonSchema = closedObject('Properties of the target table and its topic.', {
  buckets: { type: 'integer', minimum: 1, maximum: 4096, default: 6, description: 'Partitions of the target topic; fixed for ever.', examples: [6] },
  cleanupPolicy: {
    type: 'string',
    enum: ['compact', 'delete-compact', 'delete'],
    default: 'compact',
    description: 'What the target topic forgets. Tableflow needs compact or delete-compact for upsert, delete for append.',
    examples: ['compact'],
  },
  retention: {
    type: ['string', 'integer'],
    description: 'With a policy that deletes: how long records stay. 0 keeps them for ever.',
    examples: ['7d', '0'],
  },
  maxMessageSize: text("Largest record of the target topic. Default: the connector's largest record.", { default: '8mb', examples: ['8mb'] }),
  changelogMode: {
    type: 'string',
    enum: ['upsert', 'append', 'retract'],
    default: 'upsert',
    description: 'What a row of the target means. Fixed once Tableflow has made the table.',
    examples: ['upsert'],
  },
});

const cells = (description: string, examples: readonly unknown[]): JsonSchema => ({
  type: 'object',
  description,
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'], description: 'The value of the column.' },
  examples,
});

const probe: JsonSchema = closedObject('The row that "reconcile verify --probe" may write in the source table. Nothing else ever writes there.', {
  key: { ...cells('Which row, by its key columns. A row that exists gets its old value back; one that does not is made and deleted again.', [{ id: -1 }]), minProperties: 1 },
  column: text('A text column of the source table, which takes the mark. It must arrive in the target as it is.', { examples: ['note'] }),
  values: cells('The other values of a row that has to be made.', [{ status: 'test' }]),
}, ['key', 'column']);

const eventValue: JsonSchema = { type: ['string', 'number', 'boolean', 'null'], description: 'The value of the field.' };

const when: JsonSchema = {
  description: 'A topic with several kinds of event: which of them this table takes.',
  examples: [{ type: 'order_placed' }, "`type` = 'order_placed'"],
  anyOf: [
    {
      type: 'object',
      title: 'fields and their values',
      description: 'Records in which every one of these fields has the value, or one of the values.',
      minProperties: 1,
      additionalProperties: { anyOf: [eventValue, { type: 'array', description: 'One of these values.', items: eventValue, minItems: 1 }] },
      examples: [{ type: 'order_placed' }, { type: ['order_placed', 'order_changed'], test: false }],
    },
    text('A SQL condition on the columns of the source.', { title: 'a SQL condition', examples: ["`type` = 'order_placed'"] }),
  ],
};

export const tableSchema: JsonSchema = closedObject('One table: where its rows come from and where they land.', {
  from: text("The table, as the source names it.", { examples: ['public.customers', 'dbo.Orders', 'SHOP.ORDERS'] }),
  to: text('The target topic, Flink table and Tableflow table. Default: derived from the source table.', { examples: ['customers'] }),
  key: {
    type: 'array',
    description: 'Primary key columns of the target, in key order. Default: from the registered key schema.',
    items: text('A column.'),
    minItems: 1,
    uniqueItems: true,
    examples: [['id']],
  },
  columns: {
    type: 'object',
    description: 'The columns of the target table. Default: all, inferred from the registered schemas. With "*": inferred, those named here are the exceptions.',
    minProperties: 1,
    properties: { [OTHERS]: { const: INFERRED, description: 'All columns that are not named: inferred from the registered schemas.', examples: [INFERRED] } },
    propertyNames: { minLength: 1, maxLength: 255 },
    additionalProperties: column,
    examples: [{ id: 'INT', created_at: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' } }, { [OTHERS]: INFERRED, ssn: false }],
  },
  decode: { const: false, description: 'false: the changes are captured, and no target table is made of them.', examples: [false] },
  statement: text('An existing statement that decodes this table. It is kept, under its name, for as long as it does what is written here.', {
    pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 100, examples: ['decode-customers'],
  }),
  compatibility: compatibilityBlock("Compatibility of this table's source subjects, instead of the pipeline's."),
  event: text('A topic with several kinds of event: the member of the registered union (Avro union, JSON or Protobuf oneOf) that this table takes.', { examples: ['OrderPlaced'] }),
  when,
  where: text('A SQL condition: only rows that meet it land.', { examples: ["`status` = 'active'"] }),
  options,
  tableflow: { $ref: '#/$defs/tableflow', description: "Settings of this table alone, instead of the pipeline's; false for no Tableflow." },
  probe,
}, ['from']);
