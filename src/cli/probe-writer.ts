import { randomUUID } from 'node:crypto';
import type { ProbeQueries, ProbeRow, ProbeValue } from '../core/probe.js';
import type { ConfigValue } from '../core/source.js';
import type { Config } from '../config.js';
import { writerOf } from '../database/index.js';
import type { DatabaseConnection } from '../database/index.js';
import { columnShowing } from '../flink/marked-column.js';
import type { PipelineDocument, TableSpec, TargetDocument } from '../pipeline/documents.js';
import { columnsAsWritten } from '../pipeline/written-columns.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { endpointOf } from '../preflight/endpoints.js';
import { isDatabaseName } from '../sources/index.js';
import type { DatabaseName } from '../sources/index.js';
import { probes } from '../sources/probes.js';
import type { MarkedRow, WriteMarkedRow } from '../verify/probe.js';
import type { Session } from './session.js';
import { simulatedProbe } from './simulated-probe.js';

/** Who writes; default: whoever the connector logs in as. */
export interface ProbeLogin {
  readonly user?: string;
  readonly password?: ConfigValue;
}

export interface ProbeContext extends ProbeLogin {
  readonly pipelines: readonly PipelineDocument[];
  readonly target: TargetDocument;
  readonly session: Pick<Session, 'secrets' | 'simulation'>;
  readonly env: Config['env'];
}

/**
 * Writes marked rows where tables say that they may be: into the real databases, or, with a simulated account, into the databases
 * that the simulator has behind its connectors.
 */
export function createProbeWriter(context: ProbeContext): WriteMarkedRow {
  return async (name, from) => {
    const pipeline = context.pipelines.find((one) => one.name === name);
    const table = pipeline?.spec.tables.find((one) => one.from === from);
    if (pipeline === undefined || table?.probe === undefined) return undefined;
    const { source, input } = sourceInputOf(pipeline, context.target);
    if (!isDatabaseName(source.name)) return undefined;
    const row: ProbeRow = { table: from, key: table.probe.key, column: table.probe.column, values: table.probe.values ?? {} };
    const mark = `cdc-probe-${randomUUID().slice(0, 13)}`;
    const topic = source.expand(input).topics.find((one) => one.table === from);
    const shown = shownColumns(table, row, (topic?.style ?? 'columns') === 'columns');
    const { simulation } = context.session;
    if (simulation !== undefined) return { mark, ...shown, ...(await simulatedProbe(simulation, input.block, row, mark)) };
    const connection = await connect(source.name, input.block, context);
    return { mark, ...shown, ...(await writeRow(connection, probes[source.name](row, input.block), row, mark)) };
  };
}

/** Inferred columns keep their names. */
function shownColumns({ columns }: TableSpec, { column }: ProbeRow, isInTopic: boolean): Pick<MarkedRow, 'sourceColumn' | 'targetColumn'> {
  return { targetColumn: columnShowing(column, columnsAsWritten(columns).named) ?? column, ...(isInTopic ? { sourceColumn: column } : {}) };
}

async function connect(name: DatabaseName, block: unknown, { session, env, user, password }: ProbeContext): Promise<DatabaseConnection> {
  const endpoint = await endpointOf(name, block, { secrets: session.secrets, env, ...(password === undefined ? {} : { password }) });
  return writerOf(name)({ ...endpoint, ...(user === undefined ? {} : { user }) });
}

/** Makes the row or marks the one that is there; closes the connection when that fails, else when it is undone. */
export async function writeRow(connection: DatabaseConnection, queries: ProbeQueries, row: ProbeRow, mark: string): Promise<Pick<MarkedRow, 'wrote' | 'undo'>> {
  try {
    const found = queries.read(await connection.query(queries.find));
    if (found.rows === 'several') throw new Error(`the key of the probe names several rows of ${row.table}: ${whichRow(row)}`);
    await connection.query(found.rows === 0 ? queries.insert(mark) : queries.change(found.value, mark));
    const old = found.rows === 0 ? undefined : found.value;
    return { wrote: `${old === undefined ? 'a new row' : `"${row.column}" of the row`} with ${whichRow(row)} in ${row.table}`, undo: () => undo(connection, queries, row, mark, old) };
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
}

/** `old`: the value that was there; `undefined`: there was no row. */
async function undo(connection: DatabaseConnection, queries: ProbeQueries, row: ProbeRow, mark: string, old: ProbeValue | undefined): Promise<string> {
  try {
    await connection.query(old === undefined ? queries.remove(mark) : queries.change(mark, old));
    const now = queries.read(await connection.query(queries.find));
    if (now.rows === 1 && now.value === mark) throw new Error('it still has the mark');
    return old === undefined ? 'the row was deleted again' : `"${row.column}" has its old value again`;
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`the row with ${whichRow(row)} in ${row.table} could NOT be put back (${why}): ${old === undefined ? 'delete it' : `"${row.column}" must be ${JSON.stringify(old)} again`}`, { cause: thrown });
  } finally {
    await connection.close();
  }
}

function whichRow({ key }: Pick<ProbeRow, 'key'>): string {
  return Object.entries(key).map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(', ');
}
