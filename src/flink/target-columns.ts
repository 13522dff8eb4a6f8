import type { SourceProblem } from '../core/source.js';
import type { ColumnDefinition, ColumnObject } from './columns.js';
import { conversionFits, conversionOf, isConversionName } from './conversions.js';
import { checkSqlFragment } from './sql-fragment.js';
import { formatFlinkType, isTypeProblem, parseFlinkType, rootOf } from './types.js';
import type { FlinkType, TypeRoot } from './types.js';

/** A column of a target table, read and checked. */
export interface TargetColumn {
  readonly name: string;
  readonly type: FlinkType;
  /** Always false for a key column. */
  readonly nullable: boolean;
  readonly key: boolean;
  readonly definition: ColumnObject;
}

export interface TargetColumns {
  /** Key columns first, in key order, then the others as written; those with errors are left out. */
  readonly columns: readonly TargetColumn[];
  /** Paths are relative to the table: `['columns', 'id', 'type']`, `['key', 0]`. */
  readonly problems: readonly SourceProblem[];
}

/** What a registered Avro field may be called (semantics.md 2.2). */
const AVRO_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Metadata columns of Tableflow under its PORTABLE naming (semantics.md 4.4 item 6). */
const RESERVED_PREFIX = 'cflt_metadata_';
const NEVER_KEYS: ReadonlySet<TypeRoot> = new Set(['FLOAT', 'DOUBLE', 'ARRAY', 'MAP', 'ROW']);

/** Reads the `columns` and `key` of a table: types parsed, names, keys and conversions checked. Pure. */
export function normaliseColumns(input: {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly key: readonly string[];
}): TargetColumns {
  const problems: SourceProblem[] = [];
  const names = Object.keys(input.columns);
  if (names.length === 0) problems.push({ code: 'CDC2213', path: ['columns'], summary: 'The table has no columns.' });
  problems.push(...keyProblems(names, input.key));
  const ordered = [...new Set(input.key)].filter((name) => names.includes(name));
  ordered.push(...names.filter((name) => !input.key.includes(name)));
  const columns = ordered.flatMap((name) => {
    const column = readColumn(name, input.columns[name]!, input.key.includes(name), problems);
    return column ? [column] : [];
  });
  return { columns, problems };
}

function keyProblems(names: readonly string[], key: readonly string[]): SourceProblem[] {
  return key.flatMap((name, i): SourceProblem[] => {
    if (!names.includes(name)) {
      return [{ code: 'CDC2203', path: ['key', i], summary: `The key column ${name} is not among the columns.`, fix: `Add ${name} to "columns".` }];
    }
    if (key.indexOf(name) !== i) {
      return [{ code: 'CDC2203', path: ['key', i], summary: `The key column ${name} is listed twice.`, fix: 'Remove one of them.' }];
    }
    return [];
  });
}

function readColumn(name: string, written: ColumnDefinition, key: boolean, problems: SourceProblem[]): TargetColumn | undefined {
  const definition: ColumnObject = typeof written === 'string' ? { type: written } : written;
  const path = ['columns', name] as const;
  if (!AVRO_NAME.test(name) || name.toLowerCase().startsWith(RESERVED_PREFIX)) {
    problems.push({ code: 'CDC2202', path, summary: `${JSON.stringify(name)} cannot be the name of a target column.` });
    return undefined;
  }
  const type = parseFlinkType(definition.type);
  if (isTypeProblem(type)) {
    problems.push({
      code: 'CDC2201',
      path: typeof written === 'string' ? path : [...path, 'type'],
      summary: `Column ${name}: ${type.error} (at character ${type.position + 1} of ${JSON.stringify(definition.type)}).`,
    });
    return undefined;
  }
  const found = [...definitionProblems(name, definition, type), ...(key ? keyColumnProblems(name, definition, type) : [])];
  problems.push(...found);
  if (found.some((problem) => problem.severity !== 'warning')) return undefined;
  return { name, type, nullable: !key && definition.nullable !== false, key, definition };
}

function definitionProblems(name: string, definition: ColumnObject, type: FlinkType): SourceProblem[] {
  const path = ['columns', name];
  const { from, expression } = definition;
  const problems: SourceProblem[] = [];
  if (expression !== undefined) {
    const others = (['from', 'column', 'attribute', 'attributeType'] as const).filter((other) => definition[other] !== undefined);
    if (others.length > 0) {
      problems.push({ code: 'CDC2209', path, summary: `Column ${name} has an expression and "${others.join('", "')}".` });
    }
    const refused = checkSqlFragment(expression);
    if (refused) {
      problems.push({
        code: 'CDC2208',
        path: [...path, 'expression'],
        summary: `The expression of column ${name} cannot be used: ${refused.reason} (at character ${refused.position + 1}).`,
      });
    }
  }
  if (definition.column !== undefined && definition.attribute !== undefined) {
    problems.push({ code: 'CDC2209', path, summary: `Column ${name} has both "column" and "attribute".` });
  }
  if (from !== undefined && (!isConversionName(from) || !conversionFits(from, type))) {
    problems.push(conversionProblem(name, from, type));
  }
  return problems;
}

function conversionProblem(name: string, from: string, type: FlinkType): SourceProblem {
  const path = ['columns', name, 'from'];
  if (!isConversionName(from)) return { code: 'CDC2205', path, summary: `Column ${name}: there is no conversion ${JSON.stringify(from)}.` };
  const targets = conversionOf(from).targets.join(', ');
  return {
    code: 'CDC2205',
    path,
    summary: `Column ${name}: the conversion ${from} does not make a ${formatFlinkType(type)}.`,
    fix: `Use one of these types: ${targets}.`,
  };
}

function keyColumnProblems(name: string, definition: ColumnObject, type: FlinkType): SourceProblem[] {
  const path = ['columns', name];
  const problems: SourceProblem[] = [];
  if (NEVER_KEYS.has(rootOf(type))) {
    problems.push({ code: 'CDC2204', path, summary: `Column ${name} is a ${formatFlinkType(type)}, which cannot be part of a key.` });
  }
  if (definition.nullable === true) {
    problems.push({ code: 'CDC2212', path: [...path, 'nullable'], summary: `The key column ${name} is declared nullable.` });
  }
  const { from, expression } = definition;
  if (from !== undefined && isConversionName(from) && conversionFits(from, type) && conversionOf(from).lossy(type)) {
    problems.push({
      code: 'CDC2207',
      path: [...path, 'from'],
      summary: `The conversion ${from} to ${formatFlinkType(type)} would make different values of the key column ${name} equal.`,
    });
  } else if (from !== undefined || expression !== undefined) {
    problems.push({
      code: 'CDC2206',
      severity: 'warning',
      path: [...path, from === undefined ? 'expression' : 'from'],
      summary: `The key column ${name} is not copied untouched: the statement will hold every row in its state.`,
    });
  }
  return problems;
}
