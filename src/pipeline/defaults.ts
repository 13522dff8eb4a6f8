import type { Compatibility, TableSpec } from './documents.js';

/** Every default that a Pipeline has, in one place; product reasons stand beside each. */
export const defaults = {
  /** Readable, and what the guide uses; a pipeline whose tables grow wants AVRO (semantics.md 2.9a). */
  format: 'JSON_SR',
  /** The guide's level for CDC subjects; stricter than BACKWARD, and the plan says so where it bites. */
  compatibility: 'FULL_TRANSITIVE' satisfies Compatibility,
  /** Flink's own default, written out because it cannot be changed later (semantics.md 3.3 item 5). */
  buckets: 6,
  cleanupPolicy: 'compact',
  /** As large as the connector's largest record, else a wide row passes the connector and fails in Flink (semantics.md 6 item 14). */
  maxMessageBytes: 8 * 1024 * 1024,
  changelogMode: 'upsert',
  tableflowFormats: ['ICEBERG'],
  tableflowRetentionMs: 7 * 24 * 60 * 60 * 1000,
  /** The conversions of local timestamps count on it (semantics.md 2.5). */
  timeZone: 'UTC',
} as const;

/**
 * The target's name when `to` is left out: the pipeline and the last part of the table's name. Never that of a source topic,
 * also not for DynamoDB, whose topics are called like the tables.
 */
export function targetNameOf(table: Pick<TableSpec, 'from' | 'to'>, pipeline: string): string {
  if (table.to !== undefined) return table.to;
  const last = table.from.split('.').at(-1)!;
  return `${pipeline}_${last}`.replace(/[^A-Za-z0-9_]/g, '_');
}
