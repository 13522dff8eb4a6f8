import { actingOf } from '../change.js';
import type { ResourceAddress } from '../address.js';
import type { Change } from '../change.js';
import type { Plan } from '../plan.js';
import { outcomeNameOf } from './classify.js';
import type { TableContext } from './classify.js';
import { outcomes } from './outcomes.js';
import type { Outcome, OutcomeName } from './outcomes.js';
import { gravest } from './severity.js';
import type { ImpactSeverity } from './severity.js';

/** What one change does to the data of one table. */
export interface Consequence {
  readonly change: Change;
  readonly name: OutcomeName;
  readonly outcome: Outcome;
}

export interface TableConsequences {
  readonly pipeline: string;
  readonly table: string;
  /** Changes of the table's own resources. */
  readonly own: readonly Change[];
  readonly consequences: readonly Consequence[];
}

interface PipelineChanges {
  /** Of no single table: the connector and the topics it keeps for itself. */
  readonly shared: Change[];
  readonly tables: Map<string, Change[]>;
}

/** What the plan does to each table to whose pipeline or pool anything happens, tables in the order of their names. */
export function tableConsequences(plan: Plan): TableConsequences[] {
  const pools = actingOf(plan.changes).filter((change) => change.kind === 'compute-pool');
  return [...byPipeline(touchedPipelines(plan.changes, pools.length > 0))].sort(byName).flatMap(([pipeline, { shared, tables }]) =>
    [...tables].sort(byName).map(([table, own]): TableConsequences => {
      const context = contextOf(own, shared);
      const touching = [...context.changes, ...poolsOf(own, pools)];
      // What is not there yet cannot be hurt: only its own making counts, which hurts nothing.
      const consequences = context.existed ? touching.flatMap((change) => consequenceOf(change, context)) : [];
      return { pipeline, table, own, consequences };
    }),
  );
}

/** How grave each change is for the tables that it touches, by address. What touches none is judged by itself. */
export function changeSeverities(plan: Plan): ReadonlyMap<ResourceAddress, ImpactSeverity> {
  const severities = new Map<ResourceAddress, ImpactSeverity>();
  const add = ({ change, outcome }: Consequence): void => {
    severities.set(change.address, gravest([severities.get(change.address) ?? 'none', outcome.severity]));
  };
  for (const { consequences } of tableConsequences(plan)) consequences.forEach(add);
  for (const change of actingOf(plan.changes)) {
    if (!severities.has(change.address)) consequenceOf(change, { changes: [change], existed: false }).forEach(add);
  }
  return severities;
}

/** What stays as it is has no consequence (classify.ts), and most plans touch a few pipelines of many. A pool may touch any. */
function touchedPipelines(changes: readonly Change[], all: boolean): readonly Change[] {
  if (all) return changes;
  const touched = new Set(actingOf(changes).map(({ pipeline }) => pipeline));
  return touched.size === 0 ? [] : changes.filter(({ pipeline }) => touched.has(pipeline));
}

function byPipeline(changes: readonly Change[]): Map<string, PipelineChanges> {
  const pipelines = new Map<string, PipelineChanges>();
  for (const change of changes) {
    const { pipeline, table } = change;
    if (pipeline === undefined) continue;
    const group = pipelines.get(pipeline) ?? { shared: [], tables: new Map<string, Change[]>() };
    pipelines.set(pipeline, group);
    if (table === undefined) group.shared.push(change);
    else {
      const own = group.tables.get(table);
      if (own === undefined) group.tables.set(table, [change]);
      else own.push(change);
    }
  }
  return pipelines;
}

const holders: ReadonlySet<string> = new Set(['source-topic', 'target-table', 'target-topic', 'tableflow-topic']);

function contextOf(own: readonly Change[], shared: readonly Change[]): TableContext {
  return { changes: [...own, ...shared], existed: own.some((change) => holders.has(change.kind) && 'before' in change) };
}

/** Pools belong to no pipeline: they touch the tables whose statements run in them. */
function poolsOf(own: readonly Change[], pools: readonly Change[]): Change[] {
  const needs = new Set(own.flatMap((change) => (change.kind === 'decode-statement' && 'after' in change ? change.after.relations.needs : [])));
  return pools.filter((pool) => needs.has(pool.address));
}

function consequenceOf(change: Change, context: TableContext): Consequence[] {
  // The topics that a connector keeps for itself are told with the connector.
  if (change.kind === 'source-topic' && change.table === undefined) return [];
  const name = outcomeNameOf(change, context);
  return name === undefined ? [] : [{ change, name, outcome: outcomes[name] }];
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
