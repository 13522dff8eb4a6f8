import type { Clock } from '../confluent/clock.js';
import type { Statement } from '../confluent/wire.js';
import type { ResourceAddress } from '../core/address.js';
import type { Change } from '../core/change.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { belongsToSlug, statementName, statementSlug } from '../flink/statement-name.js';
import type { DecodeStatementSpec } from '../kinds/decode-statement/spec.js';
import { failureOf, statementBody } from '../kinds/shared/statements.js';
import { targetNameOf } from '../pipeline/defaults.js';
import type { PipelineDocument } from '../pipeline/documents.js';
import { placeOfSqlError } from '../pipeline/sql-place.js';
import type { Gate } from './gate.js';
import type { PlannedTarget } from './plan-target.js';

export interface SqlCheckServices {
  readonly pipelines: readonly PipelineDocument[];
  readonly clock: Clock;
}

/** Checks at once: each takes a place in its pool for some seconds. */
const AT_ONCE = 3;
/** The verdict usually comes with the answer to the create (confluent-api.md 7.3); a busy pool may take longer. */
const PATIENCE_MS = 60_000;

type StatementChange = Extract<Change, { readonly type: 'create' | 'replace' }>;

/**
 * Lets Flink plan each new decode statement without running it (`sql.dry-run`), where the tables that it joins are there and
 * stay as they are: elsewhere there is nothing to plan it on. A refusal points at the condition or column in the YAML.
 */
export function createSqlGate({ pipelines, clock }: SqlCheckServices): Gate {
  return async (planned) => {
    const types = new Map(planned.plan.changes.map((change) => [change.address, change.type]));
    const waiting = planned.plan.changes.filter((change) => isCheckable(change, planned, types));
    const said: Diagnostic[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const problem = await checkOne(next.after.spec as DecodeStatementSpec, next, planned, clock);
        if (problem !== undefined) said.push(diagnosticOf(problem, next, pipelines));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return said.sort((a, b) => (a.summary < b.summary ? -1 : 1));
  };
}

function isCheckable(change: Change, { actual }: PlannedTarget, types: ReadonlyMap<ResourceAddress, Change['type']>): change is StatementChange {
  if (change.kind !== 'decode-statement' || (change.type !== 'create' && change.type !== 'replace')) return false;
  const { computePool, pool, state } = change.after.spec as DecodeStatementSpec;
  const hasPool = computePool !== undefined && computePool !== pool && actual.snapshot.statements?.read === true;
  // Everything that it needs is as it will be: tables, topics and schemas.
  return state === 'running' && hasPool && change.after.relations.needs.every((address) => (types.get(address) ?? 'noop') === 'noop');
}

interface SqlProblem {
  readonly kind: 'refused' | 'unchecked';
  readonly message: string;
}

async function checkOne(spec: DecodeStatementSpec, { pipeline = '' }: StatementChange, planned: PlannedTarget, clock: Clock): Promise<SqlProblem | undefined> {
  const { clients: { flink }, account } = planned.discovery;
  const subject = { pipeline, table: spec.targetTable, purpose: 'check' as const };
  await tidy(planned, statementSlug(subject));
  const name = statementName({ ...subject, content: `${clock.now()} ${spec.text}` });
  const { principal, properties, text: sql, computePool = '' } = spec;
  try {
    const submission = { name, sql, computePool, properties: { ...properties, 'sql.dry-run': 'true' }, ...(principal === undefined ? {} : { principal }) };
    const statement = await settled(await flink.createStatement(statementBody(submission, account)), (one) => flink.getStatement(one), clock);
    if (statement.status.phase === 'COMPLETED') return undefined;
    const isRefused = statement.status.phase === 'FAILED' || statement.status.phase === 'FAILING';
    return { kind: isRefused ? 'refused' : 'unchecked', message: failureOf(statement) };
  } catch (thrown) {
    return { kind: 'unchecked', message: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    await flink.deleteStatement(name).catch(() => undefined);
  }
}

async function settled(created: Statement, read: (name: string) => Promise<Statement | undefined>, clock: Clock): Promise<Statement> {
  const deadline = clock.now() + PATIENCE_MS;
  let statement = created;
  for (let pause = 300; statement.status.phase === 'PENDING' && clock.now() + pause <= deadline; pause = Math.min(pause * 2, 5_000)) {
    await clock.sleep(pause);
    statement = (await read(created.name)) ?? statement;
  }
  return statement;
}

/** Checks of a killed run, which have ended by now. */
async function tidy({ actual, discovery }: PlannedTarget, slug: string): Promise<void> {
  const { statements } = actual.snapshot;
  const left = statements?.read === true ? [...statements.items.keys()].filter((name) => belongsToSlug(name, slug)) : [];
  await Promise.all(left.map((name) => discovery.clients.flink.deleteStatement(name).catch(() => undefined)));
}

function diagnosticOf({ kind, message }: SqlProblem, { after, address }: StatementChange, pipelines: readonly PipelineDocument[]): Diagnostic {
  const { text, targetTable } = after.spec as DecodeStatementSpec;
  const pipeline = pipelines.find(({ name }) => name === after.pipeline);
  const index = pipeline?.spec.tables.findIndex((table) => targetNameOf(table, pipeline.name) === targetTable) ?? -1;
  const range = pipeline === undefined || index === -1 ? after.origin : kind === 'refused' ? placeOfSqlError(message, text, pipeline, index) : after.origin;
  const told = message.replace(/\s+/g, ' ');
  return kind === 'refused'
    ? { code: 'CDC2215', severity: 'error', summary: `Flink refuses the statement that fills ${targetTable}: ${told}`, address, range }
    : { code: 'CDC2216', severity: 'warning', summary: `Flink could not check the statement that fills ${targetTable}: ${told}`, address, range };
}
