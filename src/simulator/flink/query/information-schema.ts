import type { CatalogTable } from '../../model.js';
import { columnType, isVirtual } from '../catalog/column.js';
import { invalid } from '../errors.js';
import type { Expression, Query, Relation } from '../syntax/ast.js';
import { printType, printTypeRoot } from '../types/print.js';
import * as t from '../types/types.js';
import type { RowField } from '../types/types.js';
import type { Value } from '../types/value.js';
import type { Plan } from './plan.js';
import type { Session } from './session.js';

type Record = Readonly<{ [column: string]: Value }>;

interface View {
  readonly columns: readonly string[];
  rows(session: Session): readonly Record[];
}

const yes = (condition: boolean): string => (condition ? 'YES' : 'NO');
const number = (value: number): Value => BigInt(value);
const INTEGERS: readonly string[] = ['ORDINAL_POSITION', 'DISTRIBUTION_BUCKETS', 'DISTRIBUTION_ORDINAL_POSITION'];
const TABLE_NAME = ['TABLE_CATALOG_ID', 'TABLE_CATALOG', 'TABLE_SCHEMA_ID', 'TABLE_SCHEMA', 'TABLE_NAME'] as const;

/** The session knows display names only, so they stand for the ids as well. */
function tableName(session: Session, table: CatalogTable): Record {
  return { TABLE_CATALOG_ID: session.catalog, TABLE_CATALOG: session.catalog, TABLE_SCHEMA_ID: session.database, TABLE_SCHEMA: session.database, TABLE_NAME: table.name };
}

function columnRows(session: Session, table: CatalogTable): readonly Record[] {
  return table.columns.map((column, index) => {
    const type = columnType(column);
    const order = table.distribution.columns.indexOf(column.name);
    return {
      ...tableName(session, table), COLUMN_NAME: column.name, ORDINAL_POSITION: number(index + 1), IS_NULLABLE: yes(column.nullable), DATA_TYPE: printTypeRoot(type),
      FULL_DATA_TYPE: printType(type), IS_HIDDEN: 'NO', IS_GENERATED: yes(isVirtual(column) && column.virtual.kind === 'COMPUTED'), GENERATION_EXPRESSION: isVirtual(column) && column.virtual.kind === 'COMPUTED' ? column.virtual.expression : null,
      IS_METADATA: yes(isVirtual(column) && column.virtual.kind === 'METADATA'), METADATA_KEY: isVirtual(column) && column.virtual.kind === 'METADATA' ? column.virtual.key : null,
      IS_PERSISTED: yes(!isVirtual(column)), DISTRIBUTION_ORDINAL_POSITION: order < 0 ? null : number(order + 1), COMMENT: null,
    };
  });
}

function tableRow(session: Session, table: CatalogTable): Record {
  const keyed = table.distribution.columns.length > 0;
  return {
    ...tableName(session, table), TABLE_TYPE: 'BASE TABLE', IS_DISTRIBUTED: 'YES', DISTRIBUTION_ALGORITHM: keyed ? 'HASH' : null, DISTRIBUTION_BUCKETS: number(table.distribution.buckets),
    IS_WATERMARKED: 'YES', WATERMARK_COLUMN: '$rowtime', WATERMARK_EXPRESSION: 'SOURCE_WATERMARK()', WATERMARK_IS_HIDDEN: 'YES', IS_MATERIALIZED: 'NO', COMMENT: null,
  };
}

const constraintName = (table: CatalogTable): string => `PK_${table.primaryKey.join('_')}`;

function constraint(session: Session, table: CatalogTable): Record {
  return { CONSTRAINT_CATALOG_ID: session.catalog, CONSTRAINT_CATALOG: session.catalog, CONSTRAINT_SCHEMA_ID: session.database, CONSTRAINT_SCHEMA: session.database, CONSTRAINT_NAME: constraintName(table), ...tableName(session, table) };
}

const CONSTRAINT = ['CONSTRAINT_CATALOG_ID', 'CONSTRAINT_CATALOG', 'CONSTRAINT_SCHEMA_ID', 'CONSTRAINT_SCHEMA', 'CONSTRAINT_NAME', ...TABLE_NAME] as const;
const keyed = (session: Session): readonly CatalogTable[] => session.tables().filter((table) => table.primaryKey.length > 0);

/** The views of semantics.md 3.7. */
const VIEWS: Readonly<{ [name: string]: View }> = {
  CATALOGS: { columns: ['CATALOG_ID', 'CATALOG_NAME'], rows: (session) => [{ CATALOG_ID: session.catalog, CATALOG_NAME: session.catalog }] },
  INFORMATION_SCHEMA_CATALOG_NAME: { columns: ['CATALOG_ID', 'CATALOG_NAME'], rows: (session) => [{ CATALOG_ID: session.catalog, CATALOG_NAME: session.catalog }] },
  SCHEMATA: {
    columns: ['CATALOG_ID', 'CATALOG_NAME', 'SCHEMA_ID', 'SCHEMA_NAME'],
    rows: (session) => ['INFORMATION_SCHEMA', session.database].map((name) => ({ CATALOG_ID: session.catalog, CATALOG_NAME: session.catalog, SCHEMA_ID: name, SCHEMA_NAME: name })),
  },
  TABLES: {
    columns: [...TABLE_NAME, 'TABLE_TYPE', 'IS_DISTRIBUTED', 'DISTRIBUTION_ALGORITHM', 'DISTRIBUTION_BUCKETS', 'IS_WATERMARKED', 'WATERMARK_COLUMN', 'WATERMARK_EXPRESSION', 'WATERMARK_IS_HIDDEN', 'IS_MATERIALIZED', 'COMMENT'],
    rows: (session) => session.tables().map((table) => tableRow(session, table)),
  },
  COLUMNS: {
    columns: [...TABLE_NAME, 'COLUMN_NAME', 'ORDINAL_POSITION', 'IS_NULLABLE', 'DATA_TYPE', 'FULL_DATA_TYPE', 'IS_HIDDEN', 'IS_GENERATED', 'GENERATION_EXPRESSION', 'IS_METADATA', 'METADATA_KEY', 'IS_PERSISTED', 'DISTRIBUTION_ORDINAL_POSITION', 'COMMENT'],
    rows: (session) => session.tables().flatMap((table) => columnRows(session, table)),
  },
  TABLE_OPTIONS: {
    columns: [...TABLE_NAME, 'OPTION_KEY', 'OPTION_VALUE'],
    rows: (session) => session.tables().flatMap((table) => Object.entries(table.options).map(([key, value]) => ({ ...tableName(session, table), OPTION_KEY: key, OPTION_VALUE: value }))),
  },
  TABLE_CONSTRAINTS: {
    columns: [...CONSTRAINT, 'CONSTRAINT_TYPE', 'ENFORCED'],
    rows: (session) => keyed(session).map((table) => ({ ...constraint(session, table), CONSTRAINT_TYPE: 'PRIMARY KEY', ENFORCED: 'NO' })),
  },
  KEY_COLUMN_USAGE: {
    columns: [...CONSTRAINT, 'COLUMN_NAME', 'ORDINAL_POSITION'],
    rows: (session) => keyed(session).flatMap((table) => table.primaryKey.map((name, index) => ({ ...constraint(session, table), COLUMN_NAME: name, ORDINAL_POSITION: number(index + 1) }))),
  },
};

function isInformationSchema(path: readonly string[]): boolean {
  return path.length > 1 && path.at(-2) === 'INFORMATION_SCHEMA';
}

/** A view of INFORMATION_SCHEMA as a plan of constant rows; undefined for any other table. Throws SqlError for a view that does not exist. */
export function informationSchema(relation: Relation & { readonly kind: 'table' }, session: Session): Plan | undefined {
  const path = relation.name;
  if (!isInformationSchema(path)) return undefined;
  const view = VIEWS[path.at(-1) ?? ''];
  const [catalog = session.catalog] = path.slice(-3, -2);
  if (view === undefined || catalog !== session.catalog) throw invalid(`Table '${path.join('.')}' does not exist.`, relation.at);
  const columns = view.columns.map((name): RowField => ({ name, type: INTEGERS.includes(name) ? t.INT : t.STRING }));
  return { columns, branches: view.rows(session).map((record) => ({ expand: () => [columns.map(({ name }) => record[name] ?? null)] })), updating: false, upsertKey: undefined, volatile: [] };
}

/** True when a query reads INFORMATION_SCHEMA anywhere. */
export function readsInformationSchema(query: Query): boolean {
  switch (query.kind) {
    case 'select': return query.from !== undefined && (query.from.kind === 'table' ? isInformationSchema(query.from.name) : readsInformationSchema(query.from.query));
    case 'union': return readsInformationSchema(query.left) || readsInformationSchema(query.right);
    case 'with': return readsInformationSchema(query.body) || query.tables.some((table) => readsInformationSchema(table.query));
    case 'values': return false;
  }
}

/** Refuses what a query on INFORMATION_SCHEMA cannot do: only `=`, `<>`, IS [NOT] NULL, AND, OR, CAST and UNION ALL work there (semantics.md 3.7). */
export function checkInformationQuery(query: Query): void {
  if (query.kind === 'union') {
    checkInformationQuery(query.left);
    checkInformationQuery(query.right);
  } else if (query.kind === 'select') {
    if (query.distinct || query.unnests.length > 0 || query.limit !== undefined) throw refusal('DISTINCT, joins and LIMIT', query.at);
    for (const item of query.items) checkExpression(item.expression);
    if (query.where !== undefined) checkExpression(query.where);
    if (query.from?.kind === 'subquery') checkInformationQuery(query.from.query);
  }
}

function refusal(what: string, at: Expression['at']): Error {
  return invalid(`${what} cannot be used in a query on INFORMATION_SCHEMA. Only SELECT, WHERE, UNION ALL and the operators =, <>, IS [NOT] NULL, AND, OR, CAST are supported.`, at);
}

function checkExpression(expression: Expression): void {
  if (['literal', 'column', 'star'].includes(expression.kind)) return;
  if (expression.kind === 'binary' && ['=', '<>', 'AND', 'OR'].includes(expression.operator)) {
    checkExpression(expression.left);
    checkExpression(expression.right);
  } else if ((expression.kind === 'is' && expression.what === 'NULL') || expression.kind === 'cast') checkExpression(expression.operand);
  else throw refusal(expression.kind === 'binary' ? expression.operator : expression.kind === 'call' ? expression.name : expression.kind.toUpperCase(), expression.at);
}
