import { quoteIdentifier, quoteIdentifiers, quoteLiteral } from './quote.js';
import { formatFlinkType } from './types.js';
import type { FlinkType } from './types.js';

export interface TableColumn {
  readonly name: string;
  readonly type: FlinkType;
  readonly nullable: boolean;
}

export type ChangelogMode = 'upsert' | 'append' | 'retract';
export type CleanupPolicy = 'compact' | 'delete-compact' | 'delete';

export interface CreateTableInput {
  readonly table: string;
  readonly columns: readonly TableColumn[];
  /** Names of key columns in key order; empty only for an append table. */
  readonly primaryKey: readonly string[];
  readonly changelogMode: ChangelogMode;
  readonly cleanupPolicy: CleanupPolicy;
  /** Partitions of the topic: cannot be changed afterwards. */
  readonly buckets: number;
  /** Milliseconds; 0 keeps records for ever. Without meaning under `compact`, where it is left out. */
  readonly retentionMs?: number;
  readonly maxMessageBytes: number;
}

/**
 * The statement that makes a target table, its topic and its subjects. Everything that decides how Tableflow and
 * Kafka treat the topic is written out, since the service's defaults have changed (semantics.md 3.3 items 3 to 5).
 * There is no IF NOT EXISTS: it would accept a table of another shape (3.3 item 1).
 *
 * @throws Error when a key column is missing, a key is required, or a name cannot be quoted: callers check first.
 */
export function buildCreateTable(input: CreateTableInput): string {
  const { primaryKey } = input;
  if (primaryKey.length === 0 && input.changelogMode !== 'append') {
    throw new Error(`table ${input.table}: changelog mode ${input.changelogMode} needs a primary key`);
  }
  const columns = keyFirst(input.columns, primaryKey);
  const lines = columns.map((column) => columnLine(column, primaryKey.includes(column.name)));
  if (primaryKey.length > 0) lines.push(`PRIMARY KEY (${quoteIdentifiers(primaryKey)}) NOT ENFORCED`);
  const distribution = primaryKey.length > 0 ? ` BY HASH(${quoteIdentifiers(primaryKey)})` : '';
  return [
    `CREATE TABLE ${quoteIdentifier(input.table)} (`,
    lines.map((line) => `  ${line}`).join(',\n'),
    ')',
    // For upsert tables the bucket key must be the primary key (3.3 item 5): all changes of a row in one partition.
    `DISTRIBUTED${distribution} INTO ${wholeNumber(input.buckets, 'buckets')} BUCKETS`,
    'WITH (',
    tableOptions(input).map(([key, value]) => `  ${quoteLiteral(key)} = ${quoteLiteral(value)}`).join(',\n'),
    ');',
  ].join('\n');
}

/** `DROP TABLE`: takes the topic and its subjects with it (semantics.md 3.4 item 5). */
export function buildDropTable(table: string): string {
  return `DROP TABLE ${quoteIdentifier(table)};`;
}

/** The WITH options of a target table, in the order they are written. */
function tableOptions(input: CreateTableInput): readonly (readonly [string, string])[] {
  const options: [string, string][] = [
    ['changelog.mode', input.changelogMode],
    ['kafka.cleanup-policy', input.cleanupPolicy],
    ['kafka.max-message-size', formatBytes(input.maxMessageBytes)],
  ];
  // Compaction alone keeps the last record of every key for ever: a time would not be looked at.
  if (input.cleanupPolicy !== 'compact' && input.retentionMs !== undefined) {
    options.push(['kafka.retention.time', formatDuration(input.retentionMs)]);
  }
  return options;
}

/** Key columns first, in key order, as Flink demands (semantics.md 3.3 item 5); the others as given. */
function keyFirst<Column extends { readonly name: string }>(
  columns: readonly Column[],
  primaryKey: readonly string[],
): readonly Column[] {
  const keys = primaryKey.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`the key column ${name} is not among the columns`);
    return column;
  });
  return [...keys, ...columns.filter((column) => !primaryKey.includes(column.name))];
}

function columnLine(column: TableColumn, isKey: boolean): string {
  const notNull = isKey || !column.nullable ? ' NOT NULL' : '';
  return `${quoteIdentifier(column.name)} ${formatFlinkType(column.type)}${notNull}`;
}

const BYTE_UNITS = [['mb', 1024 * 1024], ['kb', 1024]] as const;
const TIME_UNITS = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]] as const;

function formatBytes(bytes: number): string {
  wholeNumber(bytes, 'maxMessageBytes');
  const unit = BYTE_UNITS.find(([, size]) => bytes % size === 0);
  return unit ? `${bytes / unit[1]} ${unit[0]}` : `${bytes} bytes`;
}

function formatDuration(ms: number): string {
  if (ms === 0) return '0';
  wholeNumber(ms, 'retentionMs');
  const unit = TIME_UNITS.find(([, size]) => ms % size === 0);
  return unit ? `${ms / unit[1]} ${unit[0]}` : `${ms} ms`;
}

function wholeNumber(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${what} must be a whole number from 1 on, not ${value}`);
  return value;
}
