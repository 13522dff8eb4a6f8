import { parseAddress } from '../../core/address.js';
import type { Plan } from '../../core/plan.js';
import type { Membership } from '../../core/resource.js';
import type { Step, StepId, StepOperation } from '../../core/step.js';
import { SHARED_TITLE } from '../plan-view.js';
import { plural } from '../printable.js';

/** A step, or all steps of one table that go the same way. */
export interface GraphNode {
  readonly title: string;
  readonly text: string;
  readonly operation: StepOperation;
  readonly column: number;
  readonly row: number;
}

export interface GraphLayout {
  readonly nodes: readonly GraphNode[];
  /** Indexes of nodes: the second waits for the first. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly columns: number;
  readonly rows: number;
}

/** Beyond this a picture is no picture any more. */
export const MAX_NODES = 36;

interface Group {
  readonly steps: readonly Step[];
  readonly member: Membership | undefined;
}

/**
 * The steps of a plan in columns, each right of all it waits for. A larger plan is drawn by table instead of by step, a still larger one by
 * pipeline; `undefined` when even that is too much, or there is nothing.
 */
export function layoutPlan(plan: Plan): GraphLayout | undefined {
  const members = new Map<string, Membership>(plan.changes.map((change) => [change.address, change]));
  const direction = (step: Step): string => (step.operation === 'delete' || step.operation === 'stop' ? 'down' : 'up');
  const byStep = (step: Step): string => step.id;
  const byTable = (step: Step): string => JSON.stringify([members.get(step.address)?.pipeline, members.get(step.address)?.table ?? step.id, direction(step)]);
  const byPipeline = (step: Step): string => JSON.stringify([members.get(step.address)?.pipeline ?? step.id, direction(step)]);
  for (const keyOf of [byStep, byTable, byPipeline]) {
    const groups = groupSteps(plan.steps, keyOf, members);
    if (groups.size > 0 && groups.size <= MAX_NODES) return place(groups, plan.steps, keyOf);
  }
  return undefined;
}

function groupSteps(steps: readonly Step[], keyOf: (step: Step) => string, members: ReadonlyMap<string, Membership>): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const step of steps) {
    const key = keyOf(step);
    groups.set(key, { steps: [...(groups.get(key)?.steps ?? []), step], member: members.get(step.address) });
  }
  return groups;
}

function place(groups: ReadonlyMap<string, Group>, steps: readonly Step[], keyOf: (step: Step) => string): GraphLayout {
  const keys = [...groups.keys()];
  const indexes = new Map(keys.map((key, at) => [key, at]));
  const keyOfStep = new Map<StepId, string>(steps.map((step) => [step.id, keyOf(step)]));
  const pairs = steps.flatMap((step) => step.waitsFor.map((other) => [indexes.get(keyOfStep.get(other) ?? ''), indexes.get(keyOf(step))] as const));
  const known = pairs.filter((pair): pair is readonly [number, number] => pair[0] !== undefined && pair[1] !== undefined && pair[0] !== pair[1]);
  const edges = withoutShortcuts([...new Map(known.map((pair) => [pair.join(' '), pair])).values()]);
  const columns = columnsOf(keys.length, edges);
  const rows = rowsOf(columns, edges, keys.map((key) => groups.get(key)!.member?.pipeline ?? ''));
  return {
    nodes: keys.map((key, at) => ({ ...labelOf(groups.get(key)!), column: columns[at]!, row: rows[at]! })),
    edges,
    columns: Math.max(0, ...columns) + 1,
    rows: Math.max(0, ...rows) + 1,
  };
}

/** An arrow that says only what a longer way says too makes the picture no truer. Grouped steps may form a ring; it is left as it is. */
function withoutShortcuts(edges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const next = new Map<number, number[]>();
  for (const [from, to] of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const reaches = (from: number, to: number): boolean => {
    const seen = new Set<number>();
    const open = (next.get(from) ?? []).filter((node) => node !== to);
    while (open.length > 0) {
      const node = open.pop()!;
      if (node === to) return true;
      if (seen.has(node)) continue;
      seen.add(node);
      open.push(...(next.get(node) ?? []).filter((other) => other !== from));
    }
    return false;
  };
  return edges.filter(([from, to]) => !reaches(from, to));
}

/** The longest way to each node; bounded, so that a ring of grouped steps ends. */
function columnsOf(count: number, edges: readonly (readonly [number, number])[]): number[] {
  const columns = new Array<number>(count).fill(0);
  for (let round = 0; round < count; round += 1) {
    const moved = edges.filter(([from, to]) => columns[to]! <= columns[from]! && columns[from]! + 1 < count);
    for (const [from, to] of moved) columns[to] = columns[from]! + 1;
    if (moved.length === 0) break;
  }
  const used = [...new Set(columns)].sort((a, b) => a - b);
  return columns.map((column) => used.indexOf(column));
}

/** Beside what they wait for, pipelines together: fewer crossings, and the same picture every time. */
function rowsOf(columns: readonly number[], edges: readonly (readonly [number, number])[], pipelines: readonly string[]): number[] {
  const rows = new Array<number>(columns.length).fill(0);
  for (let column = 0; column <= Math.max(0, ...columns); column += 1) {
    const own = columns.flatMap((other, at) => (other === column ? [at] : []));
    const pull = (node: number): number => {
      const before = edges.filter(([, to]) => to === node).map(([from]) => rows[from]!);
      return before.length === 0 ? node / 1_000 : before.reduce((sum, row) => sum + row, 0) / before.length;
    };
    const order = own.map((node) => ({ node, pull: pull(node) })).sort((a, b) => a.pull - b.pull || pipelines[a.node]!.localeCompare(pipelines[b.node]!, 'en') || a.node - b.node);
    for (const [row, { node }] of order.entries()) rows[node] = row;
  }
  return rows;
}

function labelOf({ steps, member }: Group): Pick<GraphNode, 'title' | 'text' | 'operation'> {
  const order = ['delete', 'stop', 'update', 'create', 'adopt', 'await'] as const satisfies readonly StepOperation[];
  const operation = order.find((one) => steps.some((step) => step.operation === one)) ?? 'await';
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) {
    const { kind, name } = parseAddress(only.address);
    return { title: `${only.operation} ${kind}`, text: name, operation };
  }
  const what = operation === 'delete' || operation === 'stop' ? 'clean up' : 'build';
  return { title: `${what}, ${plural(steps.length, 'step')}`, text: member?.table ?? member?.pipeline ?? SHARED_TITLE, operation };
}
