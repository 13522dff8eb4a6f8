import type { CatalogColumn, CatalogTable, Cell, SchemaText } from '../model.js';
import { alterTable } from './catalog/alter-table.js';
import { createTable } from './catalog/create-table.js';
import { describeTable, listing, showCreateTable } from './catalog/show.js';
import type { Listing } from './catalog/show.js';
import { assertNever, invalid } from './errors.js';
import { explain } from './query/explain.js';
import { analyseInsert } from './query/insert.js';
import type { InsertAnalysis } from './query/insert.js';
import { runSelect } from './query/select.js';
import { findTable, fullName, qualify, requireTable } from './query/session.js';
import type { Session } from './query/session.js';
import type { Insert, Statement } from './syntax/ast.js';
import { parseStatement } from './syntax/parse-statement.js';

/** What a statement means: an error with the text of `status.detail`, or what it does when it runs. */
export type Analysis =
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'CREATE_TABLE'; readonly table: CatalogTable; readonly topicConfigs: Record<string, string>; readonly keySchema?: SchemaText; readonly valueSchema: SchemaText; readonly ifNotExists: boolean }
  | { readonly kind: 'DROP_TABLE'; readonly table: string; readonly ifExists: boolean }
  | { readonly kind: 'ALTER_TABLE'; readonly table: string; readonly options: Record<string, string | null>; readonly addPrimaryKey?: readonly string[] }
  | InsertAnalysis
  | { readonly kind: 'SELECT' | 'SHOW' | 'DESCRIBE' | 'EXPLAIN'; readonly columns: readonly CatalogColumn[]; readonly rows: readonly (readonly Cell[])[]; readonly bounded: boolean };

/** Parses and checks one Flink SQL statement against the session; nothing is changed. Never throws: what the service refuses is an `error`. */
export function analyse(sql: string, session: Session): Analysis {
  try {
    return analyseStatement(parseStatement(sql), session);
  } catch (error) {
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}

function analyseStatement(statement: Statement, session: Session): Analysis {
  switch (statement.kind) {
    case 'createTable': {
      const { name, database, catalog } = qualify(session, statement.name);
      if (catalog !== session.catalog || database !== session.database) throw invalid(`Database '${catalog}.${database}' does not exist.`, statement.at);
      if (!statement.ifNotExists && findTable(session, statement.name) !== undefined) throw invalid(`Table '${fullName(session, name)}' already exists.`, statement.at);
      return { kind: 'CREATE_TABLE', ...createTable(statement), ifNotExists: statement.ifNotExists };
    }
    case 'dropTable':
      if (!statement.ifExists) requireTable(session, statement.name, statement.at);
      return { kind: 'DROP_TABLE', table: qualify(session, statement.name).name, ifExists: statement.ifExists };
    case 'alterTable': {
      const table = requireTable(session, statement.name, statement.at);
      return { kind: 'ALTER_TABLE', table: table.name, ...alterTable(statement, table) };
    }
    case 'insert': return analyseInsert(statement, session);
    case 'statementSet': return analyseSet(statement.inserts, session);
    case 'query': return { kind: 'SELECT', ...runSelect(statement.query, session) };
    case 'show': return shown('SHOW', show(statement, session));
    case 'showCreateTable': return shown('SHOW', showCreateTable(requireTable(session, statement.name, statement.at), session.catalog, session.database));
    case 'describe': return shown('DESCRIBE', describeTable(requireTable(session, statement.name, statement.at), statement.extended));
    case 'explain': return shown('EXPLAIN', listing('result', [explain(statement.statement, session, (inner) => void analyseStatement(inner, session))]));
    default: return assertNever(statement);
  }
}

/** Several INSERTs are one job: it fails as a whole, and each member writes to its own sink. */
function analyseSet(inserts: readonly Insert[], session: Session): InsertAnalysis {
  const members = inserts.map((insert) => analyseInsert(insert, session));
  const [first] = members;
  if (first === undefined) throw invalid('A statement set needs at least one INSERT.');
  if (members.length === 1) return first;
  return {
    ...first,
    members,
    sources: [...new Set(members.flatMap((member) => member.sources))],
    isAppendOnly: members.every((member) => member.isAppendOnly),
    warnings: members.flatMap((member) => member.warnings),
    upsertColumns: undefined,
    run: () => { throw new Error('A statement set has several sinks: run its members.'); },
  };
}

function shown(kind: 'SHOW' | 'DESCRIBE' | 'EXPLAIN', { columns, rows }: Listing): Analysis {
  return { kind, columns, rows, bounded: true };
}

function show({ what, like }: Statement & { readonly kind: 'show' }, session: Session): Listing {
  switch (what) {
    case 'TABLES': {
      const names = session.tables().map((table) => table.name).sort();
      const pattern = like === undefined ? undefined : new RegExp(`^${like.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*').replaceAll('_', '.')}$`);
      return listing('table name', names.filter((name) => pattern?.test(name) ?? true));
    }
    case 'CATALOGS': return listing('catalog name', [session.catalog]);
    case 'DATABASES': return listing('database name', [session.database]);
    case 'CURRENT CATALOG': return listing('current catalog name', [session.catalog]);
    case 'CURRENT DATABASE': return listing('current database name', [session.database]);
    default: return assertNever(what);
  }
}
