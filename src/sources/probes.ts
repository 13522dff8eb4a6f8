import type { ProbeQueries, ProbeRow } from '../core/probe.js';
import { doubleQuoted } from './debezium.js';
import { dynamodbProbe } from './dynamodb/probe.js';
import type { DatabaseName } from './index.js';
import type { OracleBlock } from './oracle/block.js';
import { sqlProbe } from './probe-sql.js';
import type { SqlServerBlock } from './sqlserver/block.js';
import { readTable } from './sqlserver/topics.js';
import { partsOf } from './table-names.js';

const backticks = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
const brackets = (name: string): string => `[${name.replaceAll(']', ']]')}]`;

/** How each kind of database is probed, given its block. A new one that has none does not compile. */
export const probes = {
  postgres: (row) => sqlProbe({ quote: doubleQuoted, place: (at) => `$${at}`, table: (table) => ({ sql: partsOf(table).map(doubleQuoted).join('.') }) }, row),
  mysql: (row) => sqlProbe({ quote: backticks, place: () => '?', table: (table) => ({ sql: partsOf(table).map(backticks).join('.') }) }, row),
  sqlserver: (row, block) => sqlProbe({
    quote: brackets,
    place: (at) => `@p${at}`,
    table: (table) => {
      const { database, name } = readTable(table, (block as SqlServerBlock).databases);
      return { sql: partsOf(name).map(brackets).join('.'), database };
    },
  }, row),
  oracle: (row, block) => sqlProbe({
    quote: doubleQuoted,
    place: (at) => `:${at}`,
    table: (table) => ({ sql: partsOf(table).map(doubleQuoted).join('.'), ...((block as OracleBlock).pdb === undefined ? {} : { database: (block as OracleBlock).pdb! }) }),
  }, row),
  dynamodb: (row) => dynamodbProbe(row),
} as const satisfies Record<DatabaseName, (row: ProbeRow, block: unknown) => ProbeQueries>;
