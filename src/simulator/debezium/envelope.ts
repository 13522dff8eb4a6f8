import type { Fields } from '../model.js';
import { compact } from './columns.js';
import type { StructSchema } from './connect-schema.js';
import { optional, primitive, struct } from './connect-schema.js';
import type { ConnectorConfig } from './modes.js';
import { flag } from './modes.js';
import { adjustSchemaName } from './names.js';
import type { TableSchemas } from './published.js';
import type { RowField } from './row.js';
import { rowSchema } from './row.js';
import type { DebeziumSource } from './source-record.js';
import { sourceSchema } from './source-record.js';
import { NANOS } from './time.js';

const ENVELOPE_VERSION = 2;

const TRANSACTION: StructSchema = struct('event.block', {
  id: primitive('string'),
  total_order: primitive('int64'),
  data_collection_order: primitive('int64'),
}, 1);

/** Whether the connector flattens its records (`after.state.only`); Oracle's plugin has no such key (semantics.md 1.5.13). */
export function isFlat(config: ConnectorConfig, source: DebeziumSource): boolean {
  return source !== 'oracle' && flag(config, 'after.state.only', false);
}

/** Key and value schema of a table, named after its topic (semantics.md 2.1.2, 2.1.3). */
export function tableSchemas(
  config: ConnectorConfig, source: DebeziumSource, topic: string, key: readonly RowField[] | undefined, row: readonly RowField[],
): TableSchemas {
  const name = (kind: string): string => adjustSchemaName(config, `${topic}.${kind}`);
  const value = rowSchema(name('Value'), row);
  return {
    key: key && rowSchema(name('Key'), key),
    value: isFlat(config, source) ? flatSchema(value) : envelopeSchema(name('Envelope'), value, source),
  };
}

/** The value of an event: images before and after, where it comes from, what happened, and when it was read (ms). */
export function envelope(op: string, before: Fields | null, after: Fields | null, source: Fields, processed: number): Fields {
  const millis = BigInt(processed);
  const times = { ts_ms: processed, ts_us: compact(millis * 1000n), ts_ns: compact(millis * NANOS.millisecond) };
  return { before, after, source, transaction: null, op, ...times };
}

/** The value of a flattened event: the row and whether it is gone (semantics.md 1.1). */
export function flatValue(row: Fields, deleted: boolean): Fields {
  return { ...row, __deleted: String(deleted) };
}

function envelopeSchema(name: string, row: StructSchema, source: DebeziumSource): StructSchema {
  const time = optional(primitive('int64'));
  const fields = {
    before: optional(row), after: optional(row), source: sourceSchema(source), transaction: optional(TRANSACTION),
    op: primitive('string'), ts_ms: time, ts_us: time, ts_ns: time,
  };
  return struct(name, fields, ENVELOPE_VERSION);
}

function flatSchema(row: StructSchema): StructSchema {
  return { ...row, fields: [...row.fields, { name: '__deleted', schema: optional(primitive('string')) }] };
}
