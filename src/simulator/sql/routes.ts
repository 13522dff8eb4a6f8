import type { Account, Environment } from '../account.js';
import { environmentById } from '../management/render.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody, objectOf, optionalText, requiredText, textMap } from '../server/body.js';
import type { JsonObject } from '../server/body.js';
import { paginate } from '../server/paging.js';
import { routes } from '../server/router.js';
import type { Handler, Route } from '../server/router.js';
import { lags } from '../timings.js';
import { deleteStatement, resumeStatement, stopStatement, submitStatement } from './lifecycle.js';
import { renderStatement } from './render.js';
import { renderResults } from './results.js';
import { currentCluster } from './session.js';
import type { Statement } from './types.js';

/** Flink SQL gateway v1: statements (confluent-api.md 7). */
export function sqlRoutes(account: Account): readonly Route[] {
  const base = '/sql/v1/organizations/{organization_id}/environments/{environment_id}/statements';
  const at = (line: string): string => line.replace(' ', ` ${base}`);
  const table: Record<string, Handler> = {
    [at('GET ')]: (request) => ({ status: 200, body: listStatements(account, request) }),
    [at('POST ')]: (request) => ({ status: 201, body: postStatement(account, request) }),
    [at('GET /{statement_name}')]: (request) => {
      const environment = environmentOf(account, request);
      return { status: 200, body: renderStatement(account, environment, statementOf(environment, request)) };
    },
    [at('PUT /{statement_name}')]: (request) => {
      putStatement(account, request);
      return { status: 202 };
    },
    [at('DELETE /{statement_name}')]: (request) => {
      const environment = environmentOf(account, request);
      deleteStatement(account, environment, statementOf(environment, request));
      return { status: 202 };
    },
    [at('GET /{name}/results')]: (request) => {
      const environment = environmentOf(account, request);
      return { status: 200, body: renderResults(account, request, statementOf(environment, request)) };
    },
    [at('GET /{statement_name}/exceptions')]: (request) => {
      const statement = statementOf(environmentOf(account, request), request);
      const data = statement.exceptions.slice(0, 10).map(({ name, message, at: when }) => ({ kind: 'StatementException', name, message, timestamp: new Date(when).toISOString() }));
      return { status: 200, body: { api_version: 'sql/v1', kind: 'StatementExceptionList', metadata: { self: request.url.toString() }, data } };
    },
  };
  return routes(table);
}

function environmentOf(account: Account, request: ApiRequest): Environment {
  const organization = request.params['organization_id'] ?? '';
  if (organization !== account.world.organization.id) throw new ApiFailure(403, `organization ${organization} was not found or access to it is forbidden`);
  return environmentById(account, request.params['environment_id'] ?? '');
}

function statementOf(environment: Environment, request: ApiRequest): Statement {
  const name = request.params['statement_name'] ?? request.params['name'] ?? '';
  const statement = environment.statements.get(name);
  if (statement === undefined) throw new ApiFailure(404, `Statement resource=${name} does not exist`);
  return statement;
}

function listStatements(account: Account, request: ApiRequest): unknown {
  const environment = environmentOf(account, request);
  const pool = request.query.get('spec.compute_pool_id');
  const labels = (request.query.get('label_selector') ?? '').split(',').filter((part) => part !== '');
  const wanted = environment.statements.list(lags.statements, request.staleMs).filter((statement) => (pool === null || statement.poolId === pool) && labels.every((label) => hasLabel(statement, label)));
  const page = paginate(request, wanted);
  return {
    api_version: 'sql/v1',
    kind: 'StatementList',
    metadata: { self: request.url.toString(), next: page.next ?? '' },
    data: page.items.map((statement) => renderStatement(account, environment, statement)),
  };
}

function hasLabel(statement: Statement, selector: string): boolean {
  const [name = '', value] = selector.split(/==?/);
  return value === undefined ? name in statement.labels : statement.labels[name] === value;
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function postStatement(account: Account, request: ApiRequest): unknown {
  const environment = environmentOf(account, request);
  const body = objectBody(request);
  const spec = objectOf(body['spec']);
  const name = requiredText(body, 'name', '');
  if (name.length > 100 || !NAME.test(name)) throw new ApiFailure(400, `statement name '${name}' is not valid`, { pointer: '/name' });
  const sql = requiredText(spec, 'statement', '/spec');
  if (sql.length > 131_072) throw new ApiFailure(400, 'the statement is too long', { pointer: '/spec/statement' });
  const existing = environment.statements.get(name);
  if (existing !== undefined) throw new ApiFailure(409, existing.phase === 'DELETING' ? `Statement with name ${name} is being deleted` : `Statement with name ${name} already exists`);
  const properties = textMap(spec['properties'], 'properties');
  const statement = submitStatement(account, environment, {
    name,
    sql,
    properties,
    labels: textMap(objectOf(body['metadata'])['labels'], 'labels'),
    poolId: poolFor(environment, optionalText(spec, 'compute_pool_id')),
    principal: optionalText(spec, 'principal') ?? 'u-simulated',
    stopped: spec['stopped'] === true,
    clusterId: currentCluster(environment, properties)?.id,
  });
  return renderStatement(account, environment, statement);
}

/** The pool that was named, else the default one. Throws a 400 when there is none. */
function poolFor(environment: Environment, wanted: string | undefined): string {
  const pool = wanted === undefined ? environment.pools.all().find((candidate) => candidate.isDefault) : environment.pools.get(wanted);
  if (pool === undefined) throw new ApiFailure(400, wanted === undefined ? 'there is no default compute pool' : `compute pool ${wanted} was not found`, { pointer: '/spec/compute_pool_id' });
  if (pool.phase !== 'PROVISIONED') throw new ApiFailure(400, `compute pool ${pool.id} is ${pool.phase}`, { pointer: '/spec/compute_pool_id' });
  return pool.id;
}

/** Stop, resume, move: the whole object with its current resource version (confluent-api.md 7.1). */
function putStatement(account: Account, request: ApiRequest): void {
  const environment = environmentOf(account, request);
  const statement = statementOf(environment, request);
  const body = objectBody(request);
  const spec = objectOf(body['spec']);
  if (optionalText(objectOf(body['metadata']), 'resource_version') !== String(statement.version)) {
    throw new ApiFailure(409, `the resource version of statement ${statement.name} is stale`, { code: 'resource_version_conflict' });
  }
  checkUnchanged(statement, spec);
  if (spec['stopped'] === true && !statement.stopped) stop(account, statement);
  else if (spec['stopped'] === false && statement.stopped) resume(account, environment, statement, spec);
  else if ((optionalText(spec, 'compute_pool_id') ?? statement.poolId) !== statement.poolId) throw new ApiFailure(422, 'compute_pool_id can only change when a stopped statement is resumed');
}

function checkUnchanged(statement: Statement, spec: JsonObject): void {
  if ((optionalText(spec, 'statement') ?? statement.sql) !== statement.sql) throw new ApiFailure(422, 'spec.statement is immutable', { pointer: '/spec/statement' });
  const properties = Object.entries(objectOf(spec['properties']));
  if (properties.some(([name, value]) => statement.properties[name] !== value)) throw new ApiFailure(422, 'spec.properties is immutable', { pointer: '/spec/properties' });
}

function stop(account: Account, statement: Statement): void {
  if (!['RUNNING', 'PENDING', 'DEGRADED'].includes(statement.phase)) throw new ApiFailure(422, `a statement that is ${statement.phase} cannot be stopped`);
  stopStatement(account, statement);
}

function resume(account: Account, environment: Environment, statement: Statement, spec: JsonObject): void {
  if (statement.phase !== 'STOPPED') throw new ApiFailure(422, `a statement that is ${statement.phase} cannot be resumed`);
  if (!/^\s*(insert|execute|create)\b/i.test(statement.sql)) throw new ApiFailure(422, 'only INSERT INTO, CREATE TABLE AS and EXECUTE STATEMENT SET can be resumed');
  statement.poolId = poolFor(environment, optionalText(spec, 'compute_pool_id') ?? statement.poolId);
  statement.principal = optionalText(spec, 'principal') ?? statement.principal;
  resumeStatement(account, environment, statement);
}
