import type { ColumnDefinition } from '../flink/columns.js';
import { CONNECT } from '../flink/registry/shape.js';
import type { SourceColumn } from '../flink/registry/source-table.js';
import { isNoType } from '../flink/registry/source-types.js';
import type { NoType, Registered, SourceTypes, TypeAnswer, TypeModes, TypeOptions } from '../flink/registry/source-types.js';
import { formatFlinkType, isTypeProblem, parseFlinkType } from '../flink/types.js';
import type { FlinkType } from '../flink/types.js';
import { parseDatabaseType } from './database-type.js';
import type { DatabaseType } from './database-type.js';
import { decodings } from './decodings.js';
import type { Decoding } from './decodings.js';

/** What the connector makes of a database type; `as` where the catalogue knows more than the registered schema says. */
export type CatalogueAnswer = { readonly registers: Registered; readonly as?: ColumnDefinition; readonly note?: string } | NoType;

/** A row of a source's type table. */
export type CatalogueRow = (type: DatabaseType, modes: TypeModes) => CatalogueAnswer;

/** What a kind of database says of its types; the rest is Debezium's. */
export interface TypeTable {
  /** Every type that has a row, and those that are known to have none. */
  readonly names: readonly string[];
  /** The row of a type; a type without one makes a problem. */
  readonly rowOf: (type: DatabaseType) => CatalogueRow | undefined;
  /** Connect names that mean something else here, or are better kept as they are. */
  readonly decodings?: Readonly<Record<string, Decoding>>;
  /** For a type without a row. */
  readonly unknownType: (type: DatabaseType) => NoType;
}

/** The two directions of a type table: from registered columns, and from the database's catalogue. */
export function sourceTypes(table: TypeTable): SourceTypes {
  const typeOf = (databaseType: string, modes: TypeModes, options: TypeOptions = {}): TypeAnswer => {
    const type = parseDatabaseType(databaseType);
    const answer = (table.rowOf(type) ?? (() => table.unknownType(type)))(type, modes);
    if ('problem' in answer) return answer;
    const { registers, as, note } = answer;
    const decoded: TypeAnswer = as === undefined ? decode(registers, readType(registers.type), table, options) : { definition: as };
    if (isNoType(decoded)) return decoded;
    const notes = [note, decoded.note].filter((text) => text !== undefined);
    return { ...decoded, registered: registers, ...(notes.length === 0 ? {} : { note: notes.join(' ') }) };
  };
  const ofColumn = (column: SourceColumn, options: TypeOptions = {}): TypeAnswer => {
    const told = options.databaseType ?? propagatedType(column);
    const refined = told === undefined ? undefined : matching(column, MODES.map((modes) => typeOf(told, modes, options)));
    return refined ?? decode(registeredOf(column), column.flinkType, table, options, column.reason);
  };
  return { ofColumn, typeOf, names: table.names };
}

/**
 * What the catalogue says of a column, if it agrees with what was registered: under one of the modes that the connector may run
 * with, the type registers as exactly this. Protobuf keeps no Connect names, so there the type alone must agree.
 */
function matching(column: SourceColumn, answers: readonly TypeAnswer[]): TypeAnswer | undefined {
  const { type, semantic } = registeredOf(column);
  return answers.find((answer) => !isNoType(answer) && answer.registered?.type === type
    && (semantic === undefined || answer.registered.semantic === semantic));
}

const USUAL: TypeModes = {
  decimals: 'precise', times: 'adaptive', binary: 'bytes', intervals: 'numeric', hstore: 'json', unsignedBigint: 'long', moneyFractionDigits: 2, unknownTypes: false,
};

/** A type depends on one mode at most: each other value of each mode, once. */
const MODES: readonly TypeModes[] = [
  USUAL,
  { ...USUAL, decimals: 'string' }, { ...USUAL, decimals: 'double' },
  { ...USUAL, times: 'adaptive_time_microseconds' }, { ...USUAL, times: 'connect' },
  { ...USUAL, binary: 'base64' }, { ...USUAL, intervals: 'string' }, { ...USUAL, hstore: 'map' }, { ...USUAL, unsignedBigint: 'precise' },
];

/** The modes of a connector config, with the plugins' own defaults where it says nothing. */
export function modesOf(config: Readonly<Record<string, unknown>>): TypeModes {
  const choice = <Choice extends string>(key: string, choices: readonly [Choice, ...Choice[]]): Choice =>
    choices.find((value) => value === config[key]) ?? choices[0];
  return {
    decimals: choice('decimal.handling.mode', ['precise', 'string', 'double']),
    times: choice('time.precision.mode', ['adaptive', 'adaptive_time_microseconds', 'connect']),
    binary: choice('binary.handling.mode', ['bytes', 'base64', 'base64-url-safe', 'hex']),
    intervals: choice('interval.handling.mode', ['numeric', 'string']),
    hstore: choice('hstore.handling.mode', ['json', 'map']),
    unsignedBigint: choice('bigint.unsigned.handling.mode', ['long', 'precise']),
    moneyFractionDigits: Number(config['money.fraction.digits'] ?? 2),
    unknownTypes: config['include.unknown.datatypes'] === 'true',
  };
}

function decode(registered: Registered, type: FlinkType | undefined, table: TypeTable, options: TypeOptions, reason?: string): TypeAnswer {
  const { semantic = '' } = registered;
  const decoding = table.decodings?.[semantic] ?? decodings[semantic];
  const answer = decoding?.(type, options);
  if (answer !== undefined) return answer;
  if (type === undefined) return { problem: `Flink cannot read it: ${reason ?? 'it has no type'}`, choices: CHOICES_WITHOUT_TYPE };
  return { definition: formatFlinkType(type) };
}

const CHOICES_WITHOUT_TYPE = ['leave the column out of the pipeline', 'exclude it from capture ("excludeColumns")'] as const;

/** What `column.propagate.source.type` adds to a field, put together again as the catalogue would write it (semantics.md 1.1). */
function propagatedType({ parameters }: SourceColumn): string | undefined {
  const of = (name: string): string | undefined => parameters?.[`__debezium.source.column.${name}`];
  const type = of('type');
  if (type === undefined) return undefined;
  const args = [of('length'), of('scale')].filter((arg) => arg !== undefined);
  if (args.length === 0 || type.includes('(')) return type;
  const [first = '', ...rest] = type.split(' ');
  return [`${first}(${args.join(',')})`, ...rest].join(' ');
}

function registeredOf(column: SourceColumn): Registered {
  const type = column.flinkType === undefined ? '' : formatFlinkType(column.flinkType);
  const named = column.semantic !== undefined && (column.semantic.startsWith('io.debezium.') || Object.values<string>(CONNECT).includes(column.semantic));
  return { type, ...(named ? { semantic: column.semantic! } : {}) };
}

/** @throws Error for a text that is no type: a mistake in a table. */
function readType(text: string): FlinkType {
  const type = parseFlinkType(text);
  if (isTypeProblem(type)) throw new Error(`${text}: ${type.error}`);
  return type;
}
