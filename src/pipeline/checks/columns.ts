import type { Diagnostic } from '../../core/diagnostic.js';
import type { ColumnDefinition, ColumnObject } from '../../flink/columns.js';
import { conversionFits, conversionOf } from '../../flink/conversions.js';
import { checkSqlFragment } from '../../flink/sql-fragment.js';
import { formatFlinkType, isTypeProblem, parseFlinkType } from '../../flink/types.js';
import type { TableSpec } from '../documents.js';
import { pointInside } from '../point-inside.js';
import type { NodeOrigins, Path } from '../nodes.js';
import { suggest } from '../suggest.js';
import { columnsAsWritten, INFERRED, OTHERS } from '../written-columns.js';
import { errorAt, errorAtKey, type PipelineCheck } from './check.js';

/** Columns, their types and conversions, the key, and the SQL that the user writes. */
export const checkColumns: PipelineCheck = ({ spec, origins }) =>
  spec.tables.flatMap((table, index) => {
    const path: Path = ['spec', 'tables', index];
    const { named, leftOut, infersOthers } = columnsAsWritten(table.columns);
    return [
      ...(table.where === undefined ? [] : checkSql(table.where, [...path, 'where'], origins)),
      ...Object.entries(named).flatMap(([name, column]) => checkColumn(column, [...path, 'columns', name], origins)),
      ...(infersOthers ? [] : leftOut.map((name) => withoutOthers(name, path, origins))),
      ...checkKey(table, path, origins),
      ...checkCapturedOnly(table, path, origins),
    ];
  });

function withoutOthers(name: string, path: Path, origins: NodeOrigins): Diagnostic {
  return errorAt(origins, [...path, 'columns', name], {
    code: 'CDC1516',
    summary: `"${name}: false" leaves a column out of those that "${OTHERS}" stands for, and there is no "${OTHERS}".`,
    fix: `Add "${OTHERS}": ${INFERRED} to take all other columns, or remove the line: columns that are not listed are left out.`,
  });
}

/** What belongs to a target table says nothing where there is none. The key stays: it tells that the topic has a key subject. */
function checkCapturedOnly(table: TableSpec, path: Path, origins: NodeOrigins): readonly Diagnostic[] {
  if (table.decode !== false) return [];
  const beside = (['to', 'columns', 'where', 'options', 'tableflow', 'statement'] as const).filter((key) => table[key] !== undefined);
  return beside.map((key) => errorAtKey(origins, [...path, key], {
    code: 'CDC1517',
    summary: `"${key}" has no effect beside "decode: false".`,
    fix: `Remove "${key}", or "decode: false".`,
  }));
}

function checkColumn(column: ColumnDefinition, path: Path, origins: NodeOrigins): readonly Diagnostic[] {
  const object: ColumnObject = typeof column === 'string' ? { type: column } : column;
  const typePath = typeof column === 'string' ? path : [...path, 'type'];
  const diagnostics: Diagnostic[] = [];
  const type = parseFlinkType(object.type);
  if (isTypeProblem(type)) {
    diagnostics.push(errorAt(origins, typePath, {
      code: 'CDC1508',
      summary: `${JSON.stringify(object.type.slice(0, 60))} is not a Flink type.`,
      detail: `${sentence(type.error)} (at character ${type.position + 1})`,
      fix: object.type === INFERRED ? `Remove the line: "${OTHERS}": ${INFERRED} takes it along.` : 'Write a Flink SQL type, such as STRING, BIGINT, DECIMAL(10, 2) or TIMESTAMP_LTZ(3).',
    }));
  } else if (object.from !== undefined && !conversionFits(object.from, type)) {
    diagnostics.push(errorAt(origins, typePath, {
      code: 'CDC1509',
      summary: `The conversion ${object.from} does not give ${formatFlinkType(type)}.`,
      detail: `It reads ${conversionOf(object.from).encoding} and gives ${conversionOf(object.from).targets.join(', ')}.`,
      fix: 'Change the type, or choose another conversion.',
    }));
  }
  if (object.expression === undefined) return diagnostics;
  const beside = (['from', 'column', 'attribute', 'attributeType'] as const).filter((key) => object[key] !== undefined);
  for (const key of beside) {
    diagnostics.push(errorAtKey(origins, [...path, key], {
      code: 'CDC1513',
      summary: `"${key}" has no effect beside "expression".`,
      fix: 'Keep one of the two.',
    }));
  }
  return [...diagnostics, ...checkSql(object.expression, [...path, 'expression'], origins)];
}

function checkKey({ key, columns }: TableSpec, path: Path, origins: NodeOrigins): readonly Diagnostic[] {
  if (!key || !columns) return [];
  const { named, leftOut, infersOthers } = columnsAsWritten(columns);
  return key.flatMap((name, index) => {
    const at = [...path, 'key', index];
    const column = Object.hasOwn(named, name) ? named[name] : undefined;
    if (column === undefined && infersOthers && !leftOut.includes(name)) return [];
    if (column === undefined) {
      const near = suggest(name, Object.keys(named));
      return [errorAt(origins, at, {
        code: 'CDC1510',
        summary: `The key column "${name}" is not among the columns.`,
        fix: near ? `Did you mean "${near}"?` : 'Add it under columns, or correct the key.',
      })];
    }
    if (typeof column === 'string') return [];
    const nullable = column.nullable === true;
    const computed = column.expression !== undefined && column.nullable === undefined;
    if (!nullable && !computed) return [];
    return [errorAt(origins, nullable ? [...path, 'columns', name, 'nullable'] : at, {
      code: 'CDC1511',
      summary: nullable ? `The key column "${name}" is declared nullable.` : `The key column "${name}" is computed, and may be NULL.`,
      fix: nullable ? 'Remove "nullable: true": key columns are NOT NULL.' : 'Say "nullable: false" in the column, and make sure that the expression never gives NULL.',
    })];
  });
}

function checkSql(sql: string, path: Path, origins: NodeOrigins): readonly Diagnostic[] {
  const problem = checkSqlFragment(sql);
  if (!problem) return [];
  const refused = errorAt(origins, path, {
    code: 'CDC1515',
    summary: `This SQL cannot be used: ${problem.reason}.`,
    detail: `At character ${problem.position + 1} of the text.`,
    fix: 'Write one expression over the columns of this table, without subqueries, comments or functions of the current time.',
  });
  return [{ ...refused, range: pointInside(origins.at(path), sql, problem.position) }];
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
