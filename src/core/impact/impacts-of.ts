import { parseAddress } from '../address.js';
import { assertNever } from '../assert-never.js';
import type { Change, FieldChange, ReplaceReason } from '../change.js';
import type { Impact, ImpactEffect } from '../impact.js';
import type { Plan } from '../plan.js';
import { tableConsequences } from './consequences.js';
import type { Consequence, TableConsequences } from './consequences.js';
import { gravest, isAtLeast } from './severity.js';

/** What the account knows of topics, by name. */
export interface ImpactFacts {
  readonly rows?: ReadonlyMap<string, number>;
  readonly bytes?: ReadonlyMap<string, number>;
}

/** What the plan does to data: one entry per table to which anything happens, gravest first. Pure. */
export function impactsOf(plan: Plan, facts: ImpactFacts = {}): Impact[] {
  return tableConsequences(plan)
    .flatMap((table) => (table.consequences.length === 0 ? [] : [impactOf(table, plan, facts)]))
    .sort((a, b) => (a.severity === b.severity ? 0 : isAtLeast(a.severity, b.severity) ? -1 : 1));
}

function impactOf({ pipeline, table, own, consequences }: TableConsequences, plan: Plan, facts: ImpactFacts): Impact {
  const severity = gravest(consequences.map(({ outcome }) => outcome.severity));
  const effects = effectsOf(consequences);
  const cause = causeOf(consequences.filter(({ outcome }) => outcome.severity === severity));
  const target = cause.chain ?? own.find((change) => change.chain !== undefined && 'after' in change)?.chain ?? own.find((change) => change.chain !== undefined)?.chain;
  const source = own.find((change) => change.kind === 'source-topic');
  const topics = [target, source === undefined ? undefined : parseAddress(source.address).name];
  const [rows, bytes] = [facts.rows, facts.bytes].map((known) => topics.map((topic) => (topic === undefined ? undefined : known?.get(topic))).find((count) => count !== undefined));
  return {
    pipeline,
    table,
    ...(target === undefined ? {} : { target }),
    severity,
    effects,
    because: becauseOf(cause, plan),
    reversible: isReversible(effects),
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

/** In the order in which they are told. */
const effectOrder = ['dropped', 'recreated', 'resnapshotted', 'reread', 'paused', 'unreadable', 'historyLost', 'eventsLost'] as const satisfies readonly ImpactEffect[];

/** What says more hides what says less: rows that come from the database come through the topic too. */
const hidden = { reread: 'resnapshotted', paused: 'dropped' } as const satisfies Partial<Record<ImpactEffect, ImpactEffect>>;

function effectsOf(consequences: readonly Consequence[]): ImpactEffect[] {
  const all = new Set<ImpactEffect>(consequences.flatMap(({ outcome }) => outcome.effects));
  for (const [less, more] of Object.entries(hidden)) if (all.has(more)) all.delete(less as ImpactEffect);
  return effectOrder.filter((effect) => all.has(effect));
}

/** Going back gives the same rows again, if at the same price. */
function isReversible(effects: readonly ImpactEffect[]): boolean {
  if (effects.includes('eventsLost') || effects.includes('historyLost')) return false;
  return !effects.includes('dropped') || effects.includes('recreated');
}

/** Of the gravest, the one that is a cause itself before those that are taken along by another. */
function causeOf(consequences: readonly Consequence[]): Change {
  const changes = consequences.map(({ change }) => change);
  return changes.find((change) => change.type !== 'replace' || change.reason.by === 'fields') ?? changes[0]!;
}

function becauseOf(change: Change, plan: Plan): Impact['because'] {
  switch (change.type) {
    case 'update':
      return because(change, change.fields[0].path, change.fields[0]);
    case 'replace':
      return ofReason(change, change.reason, plan);
    case 'delete':
      return because(change, 'removed');
    case 'create':
      return because(change, 'missing');
    case 'appear':
    case 'adopt':
    case 'conflict':
    case 'noop':
    case 'blocked':
      throw new Error(`${change.type} ${change.address} has no consequence`);
    default:
      return assertNever(change);
  }
}

function ofReason(change: Change & { type: 'replace' }, reason: ReplaceReason, plan: Plan): Impact['because'] {
  switch (reason.by) {
    case 'fields':
      return because(change, reason.paths[0], change.fields.find((field) => field.path === reason.paths[0]));
    case 'resource': {
      const cause = plan.changes.find((other) => other.address === reason.address) ?? change;
      const field = 'fields' in cause ? cause.fields.find((other) => other.path === reason.path) : undefined;
      return because(cause, reason.path, field);
    }
    case 'health':
    case 'interrupted':
      return because(change, reason.by);
    default:
      return assertNever(reason);
  }
}

function because(change: Change, path: string, field?: FieldChange): Impact['because'] {
  const origin = field?.origin ?? ('after' in change ? change.after.origin : undefined);
  return { path, address: change.address, ...(origin === undefined ? {} : { origin }) };
}
