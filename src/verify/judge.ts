import { diagnose } from '../core/signatures/index.js';
import type { PartFacts } from '../core/signatures/index.js';
import { tableVerification } from '../core/verification.js';
import type { StageReport, TableVerification } from '../core/verification.js';
import { METRICS_WINDOW_MINUTES } from './facts.js';
import type { TableFacts } from './facts.js';
import { judgeStatement, judgeTableflow } from './judge-target.js';
import { judgePart, stage } from './stage.js';

const WINDOW = `in the last ${METRICS_WINDOW_MINUTES} min`;

/** Walks the way of one table's rows and says of each stage whether it works. Pure. */
export function judgeTable(facts: TableFacts): TableVerification {
  const source = [...judgeConnector(facts), ...judgeSchemas(facts), ...judgeSnapshot(facts)];
  const isReached = source.every(({ verdict }) => verdict !== 'waiting' && verdict !== 'broken');
  return tableVerification(facts.from, facts.target, [
    ...source,
    ...judgeVisibility(facts),
    ...judgeStatement(facts, isReached),
    ...judgeRows(facts),
    ...judgeTableflow(facts, isReached),
    ...judgeFreshness(facts),
  ]);
}

/** What waiting alone may bring; once nothing waits any more, or something is broken for good, there is no use in looking on. */
export function isSettled({ stages }: TableVerification): boolean {
  return stages.some(({ verdict }) => verdict === 'broken') || !stages.some(({ verdict }) => verdict === 'waiting');
}

function judgeConnector({ connector, watchedMs }: TableFacts): StageReport[] {
  if (connector === undefined) return [];
  const tasks = connector.listing?.tasks.length;
  const words = tasks === undefined ? {} : { extra: `${tasks} ${tasks === 1 ? 'task' : 'tasks'}` };
  const wanted = (connector.desired.spec as { readonly state?: string }).state;
  const report = judgePart('connector', connector, { where: 'connector', forMs: watchedMs, ...(tasks === undefined ? {} : { tasks }) }, {
    ...words,
    isWantedPaused: wanted === 'paused',
    // DEGRADED is a legal state on the way up, and the tasks are restarted by the service (confluent-api.md section 3).
    recovers: connector.actual?.state === 'DEGRADED',
  });
  // Tasks come a little after the connector; without any nothing is read.
  return [tasks === 0 && report.verdict === 'proven' ? { ...report, verdict: 'waiting' } : report];
}

/** The first record of a table makes its topic and its schemas (semantics.md 2.1). */
function judgeSchemas(facts: TableFacts): StageReport[] {
  const { sourceTopic, subjects } = facts;
  if (sourceTopic === undefined) return [];
  if (sourceTopic.unread !== undefined) return [stage('schemas', 'unknown', `could not be read: ${sourceTopic.unread}`)];
  const missing = subjects.filter(({ exists }) => !exists).map(({ name }) => name);
  if (sourceTopic.exists && subjects.length === 0) return [stage('schemas', 'proven', `${sourceTopic.name} is there; it has no schema, and is read as bytes`)];
  if (sourceTopic.exists && missing.length === 0) return [stage('schemas', 'proven', `${sourceTopic.name}: ${subjects.length === 1 ? 'its schema is' : `${subjects.length} schemas are`} registered`)];
  const saw = sourceTopic.exists ? `${missing.join(', ')} not registered` : `topic ${sourceTopic.name} is not there yet; the first record of its table makes it`;
  return [stage('schemas', 'waiting', saw, diagnose(sourceFacts(facts)))];
}

function judgeSnapshot(facts: TableFacts): StageReport[] {
  const { sourceTopic, metrics, subjects } = facts;
  if (sourceTopic === undefined) return [];
  const received = metrics?.sourceReceived;
  if (received === undefined) return [stage('snapshot', 'unknown', 'the metrics could not be read')];
  if (received > 0) return [stage('snapshot', 'proven', `${received} records came into ${sourceTopic.name} ${WINDOW}`)];
  if (subjects.some(({ exists }) => exists)) return [stage('snapshot', 'unknown', `nothing came into ${sourceTopic.name} ${WINDOW}: the snapshot is done and the table quiet, or it stands still`)];
  const signatures = diagnose({ ...sourceFacts(facts), sourceRecords: received }).filter(({ code }) => code === 'CDC7504');
  return [stage('snapshot', signatures.length > 0 ? 'waiting' : 'notReached', `no record has come into ${sourceTopic.name}`, signatures)];
}

function sourceFacts({ sourceTopic, subjects, connector, watchedMs }: TableFacts): PartFacts {
  const tasks = connector?.listing?.tasks.length;
  return {
    where: 'source-topic',
    text: '',
    forMs: watchedMs,
    hasTopic: sourceTopic?.exists === true,
    hasSchemas: subjects.some(({ exists }) => exists),
    ...(tasks === undefined ? {} : { tasks }),
  };
}

/** Flink lists a topic as a table once it has a value schema. */
function judgeVisibility({ visible, sourceTopic, target, subjects }: TableFacts): StageReport[] {
  const names = [sourceTopic?.name, target].filter((name) => name !== undefined);
  if (visible === undefined) return [stage('tables', 'notReached', 'not asked: an earlier stage is not proven')];
  if (!visible.read) return [stage('tables', 'unknown', `SHOW TABLES gave no answer: ${visible.problem}`, diagnose({ where: 'statement', text: visible.problem }))];
  const missing = names.find((name) => !visible.value.has(name));
  if (missing === undefined) return [stage('tables', 'proven', `Flink lists ${names.join(' and ')}`)];
  const isSource = missing === sourceTopic?.name;
  const facts: PartFacts = isSource
    ? { where: 'source-topic', text: '', isVisible: false, hasTopic: sourceTopic?.exists === true, hasSchemas: subjects.some(({ exists }) => exists) }
    : { where: 'target-table', text: '', isVisible: false, hasTopic: true, hasSchemas: true };
  return [stage('tables', 'waiting', `Flink does not list ${missing}`, diagnose(facts))];
}

function judgeRows({ sample, target, metrics }: TableFacts): StageReport[] {
  if (target === undefined) return [];
  if (sample === undefined) return [stage('rows', 'notReached', 'not asked: an earlier stage is not proven')];
  if (!sample.read) return [stage('rows', 'unknown', `${target} could not be read: ${sample.problem}`, diagnose({ where: 'statement', text: sample.problem }))];
  const { rows, isAll, marks } = sample.value;
  const received = metrics?.sourceReceived;
  const signatures = diagnose({ where: 'target-table', text: marks, rows, ...(received === undefined ? {} : { sourceRecords: received }) });
  if (rows === 0) return [stage('rows', 'waiting', `${target} has no row`, signatures)];
  return [stage('rows', signatures.length === 0 ? 'proven' : 'warning', `${target} has ${isAll ? `${rows} ${rows === 1 ? 'row' : 'rows'}` : `${rows} rows or more`}`, signatures)];
}

/** Tableflow commits every five to fifteen minutes, so only what is older can be late (semantics.md 4.4 item 2). */
function judgeFreshness({ tableflow, metrics }: TableFacts): StageReport[] {
  if (tableflow === undefined) return [];
  if (metrics?.rowsAdded === undefined) return [stage('freshness', 'unknown', 'the metrics tell nothing about the table')];
  if (metrics.rowsAdded > 0) return [stage('freshness', 'proven', `${metrics.rowsAdded} rows were added ${WINDOW}`)];
  const came = metrics.targetReceived ?? 0;
  if (came === 0) return [stage('freshness', 'unknown', `nothing came ${WINDOW}, so nothing was added`)];
  return [stage('freshness', 'waiting', `${came} records came ${WINDOW} and no row was added; commits come every 5 to 15 min`)];
}
