import type { Cell, Fields } from '../model.js';
import type { ConnectSchema, StructSchema } from './connect-schema.js';
import { compact } from './columns.js';
import { named, optional, primitive, struct } from './connect-schema.js';
import { NANOS } from './time.js';
import { unreachable } from './unreachable.js';

/** The databases whose connectors are Debezium's; DynamoDB's envelope is its own. */
export type DebeziumSource = 'postgres' | 'mysql' | 'sqlserver' | 'oracle';

/** What the `source` record of one event tells of its origin. */
export interface Origin {
  readonly prefix: string;
  readonly database: string;
  /** Undefined for MySQL, which has no schemas. */
  readonly schema?: string;
  readonly table: string;
  readonly snapshot: 'first' | 'first_in_data_collection' | 'true' | 'last_in_data_collection' | 'last' | 'false';
  /** Milliseconds since 1970 of the change in the database. */
  readonly timestamp: number;
  /** How many events this connector has made before: log positions grow with it. */
  readonly sequence: number;
}

const text = primitive('string');
const long = primitive('int64');
const SNAPSHOT: ConnectSchema = {
  ...named('string', 'io.debezium.data.Enum', { allowed: 'true,first,first_in_data_collection,last_in_data_collection,last,false,incremental' }),
  optional: true,
  default: 'false',
};

const COMMON = {
  version: text, connector: text, name: text, ts_ms: long, snapshot: SNAPSHOT, db: text,
  sequence: optional(text), ts_us: optional(long), ts_ns: optional(long),
};

/** Package names are those of the managed build, which relocates Debezium's (semantics.md 2.1.3, 1.5.19). */
const SCHEMAS: Readonly<Record<DebeziumSource, StructSchema>> = {
  postgres: struct('io.debezium.connector.v2.postgresql.Source', {
    ...COMMON, schema: text, table: text, txId: optional(long), lsn: optional(long), xmin: optional(long),
  }, 1),
  mysql: struct('io.debezium.connector.v2.mysql.Source', {
    ...COMMON, table: optional(text), server_id: long, gtid: optional(text), file: text, pos: long, row: primitive('int32'),
    thread: optional(long), query: optional(text),
  }, 1),
  sqlserver: struct('io.debezium.connector.v2.sqlserver.Source', {
    ...COMMON, schema: text, table: text, change_lsn: optional(text), commit_lsn: optional(text), event_serial_no: optional(long),
  }, 1),
  oracle: struct('io.confluent.connect.oracle.xstream.Source', {
    ...COMMON, schema: text, table: text, txId: optional(text), scn: optional(text), lcr_position: optional(text),
    user_name: optional(text), row_id: optional(text),
  }, 1),
};

/** Schema of the `source` field of a connector's records. */
export function sourceSchema(source: DebeziumSource): StructSchema {
  return SCHEMAS[source];
}

/** Value of the `source` field; log positions are plausible, grow, and mean nothing else. */
export function sourceValue(source: DebeziumSource, origin: Origin): Fields {
  const millis = BigInt(origin.timestamp);
  const common = {
    version: '3.2.0.Final', name: origin.prefix, ts_ms: origin.timestamp, snapshot: origin.snapshot, db: origin.database, sequence: null,
    ts_us: compact(millis * 1000n), ts_ns: compact(millis * NANOS.millisecond),
  };
  return { ...common, ...(origin.schema === undefined ? {} : { schema: origin.schema }), table: origin.table, ...position(source, origin) };
}

function position(source: DebeziumSource, { sequence, snapshot, timestamp, schema }: Origin): Readonly<Record<string, Cell>> {
  const streaming = snapshot === 'false';
  switch (source) {
    case 'postgres': {
      const lsn = 33_554_432 + sequence * 56;
      return { connector: 'postgresql', sequence: JSON.stringify([String(lsn), String(lsn)]), txId: 700 + sequence, lsn, xmin: null };
    }
    case 'mysql':
      return {
        connector: 'mysql', server_id: streaming ? 1 : 0, gtid: null, file: 'binlog.000001', pos: 157 + (streaming ? sequence * 128 : 0), row: 0,
        thread: streaming ? 8 : null, query: null,
      };
    case 'sqlserver': {
      const lsn = `00000025:${hex(sequence, 8)}:0003`;
      return { connector: 'sqlserver', change_lsn: streaming ? lsn : null, commit_lsn: lsn, event_serial_no: streaming ? 1 : null };
    }
    case 'oracle':
      return {
        connector: 'Oracle XStream CDC', version: '1.3.0', txId: streaming ? `4.10.${sequence}` : null, scn: String(2_000_000 + sequence),
        lcr_position: streaming ? hex(timestamp + sequence, 32) : null, user_name: streaming ? (schema ?? null) : null, row_id: null,
      };
    default:
      return unreachable(source);
  }
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}
