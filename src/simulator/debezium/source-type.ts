import { matchesAny } from './filters.js';
import type { ConnectorConfig } from './modes.js';
import type { DebeziumSource } from './source-record.js';
import { numberArg, parseType } from './type-text.js';
import type { WorldTable } from './world.js';

const PREFIX = '__debezium.source.column';

/** PostgreSQL's catalog knows the SQL names of its types by others. */
const POSTGRES_NAMES: Readonly<Record<string, string>> = {
  boolean: 'BOOL', smallint: 'INT2', integer: 'INT4', int: 'INT4', bigint: 'INT8', real: 'FLOAT4', 'double precision': 'FLOAT8', decimal: 'NUMERIC',
  character: 'BPCHAR', char: 'BPCHAR', 'character varying': 'VARCHAR', 'bit varying': 'VARBIT', 'timestamp with time zone': 'TIMESTAMPTZ',
  'timestamp without time zone': 'TIMESTAMP', 'time with time zone': 'TIMETZ', 'time without time zone': 'TIME',
};

/**
 * What `column.propagate.source.type` and `datatype.propagate.source.type` add to a field's parameters: the database's type, length
 * and scale (semantics.md 1.1). Undefined when neither pattern list names the column.
 */
export function propagatedSourceType(
  config: ConnectorConfig, source: DebeziumSource, table: WorldTable, column: string,
): Readonly<Record<string, string>> | undefined {
  const type = parseType(table.columns[column]?.type ?? '');
  const written = (type.unsigned ? `${type.name} unsigned` : type.name).toUpperCase();
  const name = (source === 'postgres' ? POSTGRES_NAMES[type.name] : undefined) ?? written;
  const byColumn = matchesAny(config, 'column.propagate.source.type', `${table.name}.${column}`);
  const byType = matchesAny(config, 'datatype.propagate.source.type', `${table.name}.${name}`);
  if (!byColumn && !byType) return undefined;
  const [length, scale] = [numberArg(type, 0), numberArg(type, 1)];
  return {
    [`${PREFIX}.type`]: name,
    ...(length === undefined ? {} : { [`${PREFIX}.length`]: String(length) }),
    ...(scale === undefined ? {} : { [`${PREFIX}.scale`]: String(scale) }),
  };
}
