import { columnType } from '../catalog/column.js';
import { checkHints, option } from '../catalog/options.js';
import { assertNever, invalid, notSimulated } from '../errors.js';
import type { Query, Relation, Select, SelectItem, Unnest } from '../syntax/ast.js';
import { makeCast } from '../types/cast.js';
import { commonType } from '../types/convert.js';
import { summariseType } from '../types/print.js';
import * as t from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';
import type { Value } from '../types/value.js';
import { bind, bindCondition } from './bind.js';
import { informationSchema } from './information-schema.js';
import type { Bound, Scope, ScopeColumn } from './scope.js';
import { requireTable, zoneOf } from './session.js';
import type { Session } from './session.js';
import { createReader } from './source.js';
import type { Row, SourceReader } from './source.js';

/** One way rows take through a query: from a source, or from nothing for VALUES, to output rows. */
export interface Branch {
  readonly source?: SourceReader;
  expand(row: Row): readonly Row[];
}

/** A query that is checked and ready to compute: stateless, row by row. */
export interface Plan {
  readonly columns: readonly RowField[];
  readonly branches: readonly Branch[];
  /** True when a source may take rows back. */
  readonly updating: boolean;
  /** Output columns that identify a row of an updating query; undefined when the planner knows none. */
  readonly upsertKey: readonly number[] | undefined;
  /** Output columns or conditions that change from call to call. */
  readonly volatile: readonly { readonly column: string; readonly call: string }[];
}

/** Common table expressions in view. */
type Tables = ReadonlyMap<string, Plan>;

/** Checks a query against the catalog. Throws SqlError naming the table, column or function that is wrong. */
export function planQuery(query: Query, session: Session, tables: Tables = new Map()): Plan {
  switch (query.kind) {
    case 'select': return planSelect(query, session, tables);
    case 'values': return planValues(query.rows.map((cells) => cells.map((cell) => bind(cell, { columns: [], zone: zoneOf(session) }))), session);
    case 'union': return planUnion(planQuery(query.left, session, tables), planQuery(query.right, session, tables), session);
    case 'with': {
      const known = new Map(tables);
      for (const { name, columns, query: inner } of query.tables) known.set(name, rename(planQuery(inner, session, known), columns));
      return planQuery(query.body, session, known);
    }
    default: return assertNever(query);
  }
}

function rename(plan: Plan, names: readonly string[] | undefined): Plan {
  if (names === undefined) return plan;
  if (names.length !== plan.columns.length) throw invalid(`List of column aliases must have same degree as table; table has ${plan.columns.length} columns, whereas alias list has ${names.length}`);
  return { ...plan, columns: plan.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name })) };
}

function planValues(rows: readonly (readonly Bound[])[], session: Session): Plan {
  const [first = [], ...others] = rows.map((row): Plan => ({
    columns: row.map((cell, index) => ({ name: `EXPR$${index}`, type: cell.type })),
    branches: [{ expand: () => [row.map((cell) => cell.evaluate([]))] }],
    updating: false, upsertKey: undefined, volatile: [],
  }));
  return others.reduce((left, right) => planUnion(left, right, session), first as Plan);
}

function planUnion(left: Plan, right: Plan, session: Session): Plan {
  if (left.columns.length !== right.columns.length) throw invalid('Column count mismatch in UNION ALL');
  const columns = left.columns.map((column, index): RowField => {
    const other = right.columns[index] ?? column;
    const type = commonType(column.type, other.type);
    if (type === undefined) throw invalid(`Type mismatch in column ${index + 1} of UNION ALL: ${summariseType(column.type)} and ${summariseType(other.type)}`);
    return { name: column.name, type };
  });
  const cast = (plan: Plan): readonly Branch[] => {
    const casts = columns.map((column, index) => makeCast(plan.columns[index]?.type ?? column.type, column.type, zoneOf(session)));
    return plan.branches.map((branch) => mapBranch(branch, (row) => [row.map((cell, index) => casts[index]?.(cell) ?? null)]));
  };
  return { columns, branches: [...cast(left), ...cast(right)], updating: left.updating || right.updating, upsertKey: undefined, volatile: [...left.volatile, ...right.volatile] };
}

function mapBranch(branch: Branch, then: (row: Row) => readonly Row[]): Branch {
  return { ...branch, expand: (row) => branch.expand(row).flatMap(then) };
}

function planSelect(select: Select, session: Session, tables: Tables): Plan {
  if (select.distinct) throw notSimulated('SELECT DISTINCT', select.at);
  if (select.limit !== undefined) throw notSimulated('LIMIT inside a query', select.at);
  const from = select.from === undefined ? planValues([[]], session) : planRelation(select.from, session, tables);
  const zone = zoneOf(session);
  let scope: Scope = { zone, columns: from.columns.map((column) => ({ ...column, relation: aliasOf(select.from) })) };
  let input: Plan = from;
  for (const unnest of select.unnests) ({ input, scope } = planUnnest(unnest, input, scope));
  const condition = select.where === undefined ? undefined : bindCondition(select.where, scope);
  const outputs = select.items.flatMap((item, index) => bindItem(item, index, scope));
  const columns = outputs.map(({ name, bound }) => ({ name, type: bound.type }));
  const project = (row: Row): readonly Row[] => (condition === undefined || condition.evaluate(row) === true ? [outputs.map(({ bound }) => bound.evaluate(row))] : []);
  return {
    columns,
    branches: input.branches.map((branch) => mapBranch(branch, project)),
    updating: input.updating,
    upsertKey: select.unnests.length > 0 ? undefined : projectKey(input.upsertKey, outputs.map(({ bound }) => bound)),
    volatile: [...input.volatile, ...volatileParts(condition, outputs)],
  };
}

function aliasOf(from: Relation | undefined): string {
  return from?.alias ?? (from?.kind === 'table' ? (from.name.at(-1) ?? '') : '');
}

function planRelation(relation: Relation, session: Session, tables: Tables): Plan {
  if (relation.kind === 'subquery') return rename(planQuery(relation.query, session, tables), relation.columns);
  const [name = ''] = relation.name;
  const common = relation.name.length === 1 ? tables.get(name) : undefined;
  return rename(common ?? informationSchema(relation, session) ?? planTable(relation, session), relation.columns);
}

function planTable(relation: Relation & { readonly kind: 'table' }, session: Session): Plan {
  checkHints(relation.hints);
  const table = requireTable(session, relation.name, relation.at);
  const mode = option(table.options, 'changelog.mode');
  const key = table.primaryKey.length > 0 ? table.primaryKey : mode === 'upsert' ? table.distribution.columns : [];
  const indexes = key.map((name) => table.columns.findIndex((column) => column.name === name));
  return {
    columns: table.columns.map((column) => ({ name: column.name, type: columnType(column) })),
    branches: [{ source: createReader(table, relation.hints, zoneOf(session)), expand: (row) => [row] }],
    updating: mode !== 'append',
    upsertKey: mode === 'append' || indexes.length === 0 ? undefined : indexes,
    volatile: [],
  };
}

/** One row per element; the elements of a ROW become columns of their own. */
function planUnnest(unnest: Unnest, input: Plan, scope: Scope): { readonly input: Plan; readonly scope: Scope } {
  const bound = bind(unnest.expression, scope);
  const fields = elementFields(bound.type, unnest);
  const names = unnest.columns.length > 0 ? unnest.columns : fields.map((field) => field.name);
  if (names.length !== fields.length) throw invalid(`UNNEST gives ${fields.length} columns, but ${names.length} names stand behind '${unnest.alias}'`, unnest.at);
  const added = fields.map((field, index): ScopeColumn => ({ name: names[index] ?? field.name, type: field.type, relation: unnest.alias }));
  const flat = bound.type.kind === 'MAP' || (bound.type.kind === 'ARRAY' && bound.type.element.kind === 'ROW');
  const expand = (row: Row): readonly Row[] => ((bound.evaluate(row) ?? []) as readonly Value[]).map((item) => [...row, ...(flat ? ((item ?? fields.map(() => null)) as Row) : [item])]);
  const columns = [...scope.columns, ...added];
  return { input: { ...input, columns, branches: input.branches.map((branch) => mapBranch(branch, expand)) }, scope: { ...scope, columns } };
}

function elementFields(type: DataType, { at }: Unnest): readonly RowField[] {
  if (type.kind === 'MAP') return [{ name: 'KEY', type: type.key }, { name: 'VALUE', type: type.value }];
  if (type.kind !== 'ARRAY') throw invalid(`Cannot apply 'UNNEST' to arguments of type 'UNNEST(<${summariseType(type)}>)'`, at);
  const { element } = type;
  return element.kind === 'ROW' ? element.fields.map((field) => ({ ...field, type: t.nullableIf(field.type, field.type.nullable || element.nullable) })) : [{ name: 'EXPR$0', type: element }];
}

interface Output {
  readonly name: string;
  readonly bound: Bound;
}

function bindItem({ expression, alias }: SelectItem, index: number, scope: Scope): readonly Output[] {
  if (expression.kind !== 'star') {
    const name = alias ?? (expression.kind === 'column' ? expression.path.at(-1) : expression.kind === 'field' ? expression.name : undefined);
    return [{ name: name ?? `EXPR$${index}`, bound: bind(expression, scope) }];
  }
  const columns = scope.columns.flatMap((column, position): readonly Output[] =>
    expression.relation === undefined || column.relation === expression.relation ? [{ name: column.name, bound: { type: column.type, column: position, evaluate: (row) => row[position] ?? null } }] : []);
  if (columns.length === 0) throw invalid(`Unknown identifier '${expression.relation ?? '*'}'`, expression.at);
  return columns;
}

/** The key survives when each of its columns comes out as it is; a CAST or a function loses it (semantics.md 3.5). */
function projectKey(key: readonly number[] | undefined, outputs: readonly Bound[]): readonly number[] | undefined {
  const positions = key?.map((column) => outputs.findIndex((output) => output.column === column));
  return positions?.every((position) => position >= 0) === true ? positions : undefined;
}

function volatileParts(condition: Bound | undefined, outputs: readonly Output[]): Plan['volatile'] {
  const parts = [...(condition === undefined ? [] : [{ name: 'WHERE', bound: condition }]), ...outputs];
  return parts.flatMap(({ name, bound }) => (bound.volatile === undefined ? [] : [{ column: name, call: bound.volatile }]));
}

/** The names of the tables a query reads, each once. */
export function sourcesOf(plan: Plan): readonly string[] {
  return [...new Set(plan.branches.flatMap((branch) => (branch.source === undefined ? [] : [branch.source.table.name])))];
}
