import type { CatalogColumn, Cell } from '../../model.js';
import { catalogColumn } from '../catalog/column.js';
import { option } from '../catalog/options.js';
import { invalid, notSimulated } from '../errors.js';
import type { Query, Select, SelectItem } from '../syntax/ast.js';
import { resultCell } from '../types/cell.js';
import * as t from '../types/types.js';
import type { Value } from '../types/value.js';
import { checkInformationQuery, readsInformationSchema } from './information-schema.js';
import { effectsOf } from './insert.js';
import { planQuery, sourcesOf } from './plan.js';
import type { Plan } from './plan.js';
import { zoneOf } from './session.js';
import type { Session } from './session.js';
import type { Row } from './source.js';

/** Columns and rows that a foreground statement answers with; cells are text, null or lists. */
export interface ResultSet {
  readonly columns: readonly CatalogColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** False when the statement would go on and wait for more records. */
  readonly bounded: boolean;
}

/** Answers a SELECT from what the tables hold now: the rows that remain after every change. Throws SqlError, or RuntimeFailure on a record. */
export function runSelect(query: Query, session: Session): ResultSet {
  if (readsInformationSchema(query)) checkInformationQuery(query);
  const { inner, limit, distinct, counts } = peel(query);
  const plan = planQuery(inner, session);
  const bounded = isBounded(plan, inner, session);
  const rows = counts === undefined ? currentRows(plan, session) : [countRow(counts, currentRows(plan, session))];
  const kept = distinct ? [...new Map(rows.map((row) => [rowText(row), row])).values()] : rows;
  const columns = counts === undefined ? plan.columns.map(({ name, type }) => catalogColumn(name, type)) : counts.map(({ name }) => catalogColumn(name, t.notNull(t.BIGINT)));
  const types = counts === undefined ? plan.columns.map(({ type }) => type) : counts.map(() => t.BIGINT);
  const print = (row: Row): readonly Cell[] => row.map((cell, index) => resultCell(cell, types[index] ?? t.STRING, zoneOf(session)));
  return { columns, rows: kept.slice(0, limit).map(print), bounded };
}

interface Count {
  readonly name: string;
  /** Counts every row, or only rows where the column of that index is not null. */
  readonly everything: boolean;
}

/** A query without the clauses that work on the whole result: LIMIT, DISTINCT and COUNT. */
function peel(query: Query): { readonly inner: Query; readonly limit: number | undefined; readonly distinct: boolean; readonly counts: readonly Count[] | undefined } {
  const select = query.kind === 'with' ? query.body : query;
  if (select.kind !== 'select') return { inner: query, limit: undefined, distinct: false, counts: undefined };
  const { limit, distinct, ...rest } = select;
  const counts = countsOf(select);
  const items: readonly SelectItem[] = counts === undefined ? select.items : select.items.map(countedItem);
  const bare: Select = { ...rest, items, distinct: false };
  return { inner: query.kind === 'with' ? { ...query, body: bare } : bare, limit, distinct, counts };
}

function countsOf({ items, at }: Select): readonly Count[] | undefined {
  const counted = items.filter((item) => item.expression.kind === 'count');
  if (counted.length === 0) return undefined;
  if (counted.length < items.length) throw notSimulated('COUNT beside other columns', at);
  return items.map(({ expression, alias }, index) => ({ name: alias ?? `EXPR$${index}`, everything: expression.kind === 'count' && expression.of === undefined }));
}

/** What a COUNT counts: its argument, or a constant for `*`. */
function countedItem({ expression, text }: SelectItem): SelectItem {
  const counted = expression.kind === 'count' ? expression.of : undefined;
  return { text, expression: counted ?? { kind: 'literal', at: expression.at, value: true, type: t.notNull(t.BOOLEAN) } };
}

function countRow(counts: readonly Count[], rows: readonly Row[]): Row {
  return counts.map(({ everything }, index): Value => BigInt(everything ? rows.length : rows.filter((row) => row[index] !== null).length));
}

/** The rows that are left when every change is applied in order, equal ones side by side. */
function currentRows(plan: Plan, session: Session): readonly Row[] {
  const rows = new Map<string, Row[]>();
  const effects = [...effectsOf(plan, '', []), ...sourcesOf(plan).flatMap((source) => effectsOf(plan, source, session.records(source)))];
  for (const { gone, come } of effects) {
    for (const row of gone) {
      const text = rowText(row);
      const same = rows.get(text);
      same?.pop();
      if (same?.length === 0) rows.delete(text);
    }
    for (const row of come) rows.set(rowText(row), [...(rows.get(rowText(row)) ?? []), row]);
  }
  return [...rows.values()].flat();
}

/** Equal text for equal rows. */
function rowText(row: Row): string {
  return JSON.stringify(row, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** A query ends by itself without tables, or as a snapshot; a snapshot of a retract table does not exist (semantics.md 2.4). */
function isBounded(plan: Plan, query: Query, session: Session): boolean {
  const tables = plan.branches.flatMap((branch) => (branch.source === undefined ? [] : [branch.source.table]));
  if (tables.length === 0) return true;
  const hints = query.kind === 'select' && query.from?.kind === 'table' ? query.from.hints : {};
  const snapshot = session.properties['sql.snapshot.mode'] === 'now' || (hints['scan.bounded.mode'] ?? 'unbounded') !== 'unbounded';
  const retract = tables.find((table) => option(table.options, 'changelog.mode') === 'retract');
  if (snapshot && retract !== undefined) throw invalid(`Snapshot queries are not possible on table '${retract.name}' with 'changelog.mode' = 'retract'.`);
  return snapshot;
}
