import type { ColumnDefinition, ColumnObject } from '../columns.js';
import { conversionFits, isConversionName } from '../conversions.js';
import { formatFlinkType, isTypeProblem, parseFlinkType } from '../types.js';
import type { FlinkType } from '../types.js';
import { listed } from './findings.js';
import type { ColumnFinding } from './findings.js';
import { casts, conversionMeans, conversionReads, conversionsTo, copies } from './fits.js';
import type { SourceColumn, SourceTable } from './source-table.js';

export interface CheckInput {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly key: readonly string[];
  readonly table: SourceTable;
  /** Picks the name that was probably meant: the caller's, since this folder knows nothing of texts. */
  readonly suggest?: (given: string, candidates: readonly string[]) => string | undefined;
}

interface Checked {
  readonly name: string;
  readonly definition: ColumnObject;
  readonly inKey: boolean;
  /** Undefined: computed by an expression, or no column of that name. */
  readonly source: SourceColumn | undefined;
}

/**
 * Holds columns against the registered schemas: columns that the source does not have, types and conversions that do not fit
 * (and which would), keys that may be NULL or are not the records' own, and what the source has beyond them. What is wrong with
 * a definition in itself is for `normaliseColumns` to say. Pure.
 */
export function checkColumns(input: CheckInput): readonly ColumnFinding[] {
  const { table, key } = input;
  const checked = Object.entries(input.columns).map(([name, written]): Checked => {
    const definition = typeof written === 'string' ? { type: written } : written;
    return { name, definition, inKey: key.includes(name), source: sourceColumn(name, definition, table) };
  });
  const relevant = table.layout === 'document' ? checked.filter((column) => column.inKey) : checked;
  return [
    ...relevant.flatMap((column) => (column.source === undefined ? missing(column, input) : fit(column, column.source))),
    ...keyFindings(input, checked),
    ...(table.layout === 'document' ? [] : leftOut(checked, table)),
  ];
}

/** Where the value of a column comes from, by name. */
function sourceColumn(name: string, definition: ColumnObject, table: SourceTable): SourceColumn | undefined {
  if (definition.expression !== undefined) return undefined;
  const wanted = definition.column ?? definition.attribute ?? name;
  return table.columns.find((column) => column.name === wanted);
}

function missing({ name, definition }: Checked, { table, suggest }: CheckInput): ColumnFinding[] {
  if (definition.expression !== undefined) return [];
  const wanted = definition.column ?? definition.attribute ?? name;
  const near = suggest?.(wanted, table.columns.map((column) => column.name));
  return [{
    code: 'CDC2303',
    severity: 'error',
    path: definition.column === undefined ? ['columns', name] : ['columns', name, 'column'],
    summary: `The source has no column ${wanted}.`,
    detail: `It has ${listed(table.columns.map((column) => column.name), 20)}.`,
    ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }),
  }];
}

function fit(column: Checked, source: SourceColumn): ColumnFinding[] {
  const target = parseFlinkType(column.definition.type);
  if (isTypeProblem(target)) return [];
  const { name, definition, inKey } = column;
  const path = ['columns', name];
  const nulls: ColumnFinding[] = definition.nullable === false && !inKey && source.admitsNull
    ? [{ code: 'CDC2311', severity: 'warning', path: [...path, 'nullable'], summary: `Column ${name} is NOT NULL, and ${source.name} of the source may be NULL.` }]
    : [];
  if (source.flinkType === undefined) {
    return [{ code: 'CDC2307', severity: 'error', path, summary: `Flink cannot read ${source.name} of the source: ${source.reason}.`, fix: 'Leave the column out.' }];
  }
  return [...(definition.from === undefined ? copyFindings(column, source, source.flinkType, target) : conversionFindings(column, source, source.flinkType, target)), ...nulls];
}

function copyFindings({ name, inKey }: Checked, source: SourceColumn, from: FlinkType, target: FlinkType): ColumnFinding[] {
  // Decimals are written with a CAST, except in keys (see buildInsert).
  if (copies(from, target) || (target.kind === 'decimal' && !inKey && casts(from, target))) return [];
  return [{
    code: 'CDC2304',
    severity: 'error',
    path: ['columns', name],
    summary: `Column ${name} is a ${formatFlinkType(target)}, and ${described(source, from)}, which does not fit.`,
    fix: advice(source, from, target, inKey),
  }];
}

function conversionFindings({ name, definition, inKey }: Checked, source: SourceColumn, from: FlinkType, target: FlinkType): ColumnFinding[] {
  const conversion = definition.from!;
  if (!isConversionName(conversion) || !conversionFits(conversion, target)) return [];
  const path = ['columns', name, 'from'];
  if (!conversionReads(conversion, source, target)) {
    return [{
      code: 'CDC2305',
      severity: 'error',
      path,
      summary: `Column ${name}: the conversion ${conversion} cannot read ${source.name} of the source, which is a ${formatFlinkType(from)}.`,
      fix: advice(source, from, target, inKey),
    }];
  }
  if (conversionMeans(conversion, source)) return [];
  return [{
    code: 'CDC2306',
    severity: 'error',
    path,
    summary: `Column ${name}: the conversion ${conversion} reads another unit than ${source.name} of the source has, which is ${source.semantic}.`,
    fix: advice(source, from, target, inKey),
  }];
}

function described(source: SourceColumn, from: FlinkType): string {
  const meaning = source.semantic?.startsWith('io.debezium.') === true ? ` (${source.semantic})` : '';
  return `${source.name} of the source is a ${formatFlinkType(from)}${meaning}`;
}

function advice(source: SourceColumn, from: FlinkType, target: FlinkType, inKey: boolean): string {
  const own = formatFlinkType(from);
  if (inKey) return `Write ${own}: a key column is copied as it is.`;
  if (copies(from, target)) return 'Remove "from": the value can be copied.';
  const fitting = conversionsTo(target, source);
  return fitting.length === 0 ? `Write ${own}.` : `Write "from: ${fitting.join('" or "from: ')}", or the type ${own}.`;
}

function keyFindings({ key, table }: CheckInput, checked: readonly Checked[]): ColumnFinding[] {
  const keys = key.flatMap((name) => checked.find((column) => column.name === name) ?? []);
  const nullable = keys.filter((column) => column.source?.admitsNull === true).map((column): ColumnFinding => ({
    code: 'CDC2308',
    severity: 'error',
    path: ['columns', column.name],
    summary: `The key column ${column.name} may be NULL in the source.`,
  }));
  if (table.key.length === 0) {
    return [...nullable, { code: 'CDC2310', severity: key.length === 0 ? 'error' : 'warning', path: ['key'], summary: 'The records of the source have no key.' }];
  }
  const read = keys.map((column) => column.source?.name ?? column.name);
  if (read.join('\n') === table.key.join('\n')) return nullable;
  const sameNames = [...read].sort().join('\n') === [...table.key].sort().join('\n');
  return [...nullable, {
    code: 'CDC2309',
    severity: 'warning',
    path: ['key'],
    summary: `The key reads ${listed(read)}; the records have the key ${listed(table.key)}${sameNames ? ', in that order' : ''}.`,
    fix: `Write key: [${table.key.map((name) => name.slice(table.keyPrefix.length)).join(', ')}]${table.keyPrefix === '' ? '' : `, with "column: ${table.keyPrefix}..." at the columns`}.`,
  }];
}

/** The key's twin without its prefix and the bytes of a key without a schema are nothing that anybody misses. */
function leftOut(checked: readonly Checked[], table: SourceTable): ColumnFinding[] {
  const read = new Set(checked.map((column) => column.source?.name));
  // An expression may read any of them.
  const text = checked.map((column) => column.definition.expression ?? '').join('\n');
  const names = table.columns
    .filter((column) => !column.inKey && !read.has(column.name) && !table.key.includes(`${table.keyPrefix}${column.name}`) && !text.includes(column.name))
    .map((column) => column.name);
  if (names.length === 0) return [];
  return [{
    code: 'CDC2312',
    severity: 'info',
    path: ['columns'],
    summary: `The source has ${names.length === 1 ? 'a column' : `${names.length} columns`} that the table leaves out: ${listed(names)}.`,
  }];
}
