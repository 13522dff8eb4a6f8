import type { StoredOffset } from '../core/preflight.js';

/** Where a connector stands, from the offsets that Kafka Connect keeps for it. Pure. */

/** A field of an offset as text; '' where it is not there. Integers of any size keep their digits. */
export function offsetText({ offset }: StoredOffset, field: string): string {
  const value = offset[field];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** The same of the partition, which tells what the offset belongs to: `server`, and for SQL Server `database`. */
export function partitionText({ partition }: StoredOffset, field: string): string {
  const value = partition[field];
  return typeof value === 'string' ? value : '';
}
