import type { Change } from '../../src/core/change.js';
import type { TargetReport } from '../../src/core/report.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import type { Journal, JournalEntry } from '../../src/simulator/index.js';

/** One line per entry: `POST /tableflow/v1/tableflow-topics 202`, `connector shop RUNNING`. */
export function lineOf(entry: JournalEntry): string {
  return entry.kind === 'event' ? entry.text : `${entry.method} ${entry.path} ${entry.status}`;
}

/** What the journal must show for one table, in this order. Each step is a set of lines that may come in any order. */
export interface Milestones {
  readonly pipeline: string;
  readonly table: string;
  readonly steps: readonly { readonly what: string; readonly lines: readonly string[] }[];
}

/** The milestones of every table of a report's plan; of pools only those that the plan creates. */
export function milestonesOf({ plan }: TargetReport): readonly Milestones[] {
  const changes = (plan?.changes ?? []).filter((change) => change.type !== 'delete');
  const pools = changes.filter(({ kind, type }) => kind === 'compute-pool' && type === 'create').map(({ after }) => (after.spec as { displayName: string }).displayName);
  return changes.filter(({ kind }) => kind === 'target-table').map((table) => {
    const { table: target, createStatement, pool } = table.after.spec as TargetTableSpec;
    const decode = specOf(changes, 'decode-statement', table.chain) as DecodeStatementSpec;
    // Topics that are there already have neither connector nor subjects of ours.
    const connector = changes.find(({ kind, pipeline }) => kind === 'connector' && pipeline === table.pipeline)?.after.spec as { readonly name: string } | undefined;
    return {
      pipeline: table.pipeline ?? '',
      table: target,
      steps: [
        { what: 'pool ready', lines: pools.filter((name) => pool.endsWith(`/${name}`)).map((name) => `compute pool ${name} PROVISIONED`) },
        ...(connector === undefined ? [] : [
          { what: 'connector running', lines: [`connector ${connector.name} RUNNING`] },
          { what: 'both subjects present', lines: [`subject ${decode.sourceTopic}-key registered version 1`, `subject ${decode.sourceTopic}-value registered version 1`] },
          { what: 'compatibility set', lines: [`subject ${decode.sourceTopic}-value compatibility FULL_TRANSITIVE`] },
        ]),
        { what: 'CREATE TABLE submitted', lines: [`statement ${createStatement.name} PENDING`] },
        { what: 'CREATE TABLE completed', lines: [`statement ${createStatement.name} COMPLETED`] },
        { what: 'INSERT submitted', lines: [`statement ${decode.name} PENDING`] },
        { what: 'INSERT running', lines: [`statement ${decode.name} RUNNING`] },
        { what: 'Tableflow asked for', lines: [`tableflow ${target} PENDING`] },
        { what: 'Tableflow running', lines: [`tableflow ${target} RUNNING UPSERT`] },
      ],
    };
  });
}

function specOf(changes: readonly Exclude<Change, { type: 'delete' }>[], kind: string, chain: string | undefined): object {
  const found = changes.find((change) => change.kind === kind && change.chain === chain);
  if (found === undefined) throw new Error(`the plan has no ${kind} of ${chain ?? ''}`);
  return found.after.spec;
}

/** Where the journal does not show the milestones in their order; empty when it does. */
export function outOfOrder(journal: Journal, milestones: readonly Milestones[]): readonly string[] {
  const lines = journal.timeline().map(lineOf);
  return milestones.flatMap(({ pipeline, table, steps }) => {
    let reached = -1;
    return steps.flatMap(({ what, lines: wanted }) => {
      const places = wanted.map((line) => lines.indexOf(line));
      const missing = wanted.filter((_, index) => places[index] === -1).map((line) => `${pipeline} ${table}: ${what}: the journal has no "${line}"`);
      const early = places.some((place) => place !== -1 && place < reached) ? [`${pipeline} ${table}: ${what} came too early`] : [];
      reached = Math.max(reached, ...places);
      return [...missing, ...early];
    });
  });
}
