import type { Caller } from './caller.js';
import { deletionOf, presenceOf } from './errors.js';
import { nextToken, readAllPages } from './paginate.js';
import type { Deletion } from './planes.js';
import { switchStatement } from './statement-switch.js';
import type { NewStatement, ResultRow, Statement, StatementException, StatementResults } from './wire.js';

/** Statements of one region and environment (confluent-api.md 7). Every method throws ApiFailure. */
export interface FlinkClient {
  /** Everything in the region and environment, other people's statements too, unless filtered by pool. */
  listStatements(filter?: { readonly computePoolId?: string }): Promise<readonly Statement[]>;
  /** Undefined when the gateway says that there is none of this name. */
  getStatement(name: string): Promise<Statement | undefined>;
  /** A name in use is a `conflict`. */
  createStatement(statement: NewStatement): Promise<Statement>;
  /** Asynchronous; nothing is sent when the statement is already asked to stop. `notFound` when there is none. */
  stopStatement(name: string): Promise<void>;
  /** Asynchronous; only here may principal and pool change. */
  resumeStatement(name: string, changes?: ResumeChanges): Promise<void>;
  /** Asynchronous: the name is free once `getStatement` finds nothing. */
  deleteStatement(name: string): Promise<Deletion>;
  /** One page of rows; `next` is the token of the page after it, absent at the end. */
  readResults(name: string, token?: string): Promise<ResultPage>;
  /** Up to ten, newest first. */
  readExceptions(name: string): Promise<readonly StatementException[]>;
}

export interface ResumeChanges {
  readonly principal?: string;
  readonly computePoolId?: string;
}

export interface ResultPage {
  readonly rows: readonly ResultRow[];
  readonly next?: string;
}

const base = '/sql/v1/organizations/{organization}/environments/{environment}/statements';
const member = `${base}/{name}`;

export function createFlinkClient(call: Caller, scope: { readonly organization: string; readonly environment: string }): FlinkClient {
  const of = (name: string) => ({ ...scope, name });
  const read = (name: string) => call<Statement>({ method: 'GET', path: member, params: of(name) });
  const put = (statement: Statement) =>
    call<void>({ method: 'PUT', path: member, params: of(statement.name), body: statement, answers: 'nothing' });
  return {
    listStatements: (filter) =>
      readAllPages(call, { method: 'GET', path: base, params: scope, query: { 'spec.compute_pool_id': filter?.computePoolId } }),
    getStatement: (name) => presenceOf(() => read(name)),
    createStatement: (statement) => call({ method: 'POST', path: base, params: scope, body: statement }),
    stopStatement: (name) => switchStatement({ read: () => read(name), put }, { stopped: true }),
    resumeStatement: (name, changes) =>
      switchStatement({ read: () => read(name), put }, {
        stopped: false,
        ...(changes?.principal === undefined ? {} : { principal: changes.principal }),
        ...(changes?.computePoolId === undefined ? {} : { compute_pool_id: changes.computePoolId }),
      }),
    deleteStatement: (name) => deletionOf(() => call({ method: 'DELETE', path: member, params: of(name), answers: 'nothing' })),
    readResults: async (name, token) => {
      const path = `${member}/results`;
      const page = await call<StatementResults>({ method: 'GET', path, params: of(name), query: { page_token: token } });
      const next = nextToken({ plane: call.plane, method: 'GET', path }, page.metadata?.next);
      return { rows: page.results.data ?? [], ...(next === undefined ? {} : { next }) };
    },
    readExceptions: async (name) => {
      const list = await call<{ readonly data?: readonly StatementException[] | null }>({
        method: 'GET',
        path: `${member}/exceptions`,
        params: of(name),
      });
      return list.data ?? [];
    },
  };
}
