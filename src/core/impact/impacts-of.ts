import { actingOf } from '../change.js';
import { parseAddress } from '../address.js';
import type { ResourceAddress } from '../address.js';
import { assertNever } from '../assert-never.js';
import type { Change, FieldChange, ReplaceReason } from '../change.js';
import type { Impact, ImpactEffect } from '../impact.js';
import type { Plan } from '../plan.js';
import { tableConsequences } from './consequences.js';
import type { Consequence, TableConsequences } from './consequences.js';
import type { OutcomeName } from './outcomes.js';
import { gravest, isAtLeast } from './severity.js';

/** What the account knows of topics, by name. How many rows they hold it does not know. */
export interface ImpactFacts {
  readonly bytes?: ReadonlyMap<string, number>;
}

/** What the plan does to data: one entry per table to which anything happens, gravest first. Pure. */
export function impactsOf(plan: Plan, facts: ImpactFacts = {}): Impact[] {
  const touched = tableConsequences(plan).filter(({ consequences }) => consequences.length > 0);
  // A cause acts, or it would be none.
  const changes = new Map(actingOf(plan.changes).map((change) => [change.address, change]));
  return touched
    .map((table) => impactOf(table, changes, facts))
    .sort((a, b) => (a.severity === b.severity ? 0 : isAtLeast(a.severity, b.severity) ? -1 : 1));
}

/** The topics whose rows the plan reads again or destroys: those of which a reader wants to know the size, gravest first. */
export function touchedTopics(plan: Plan): string[] {
  const touched = tableConsequences(plan)
    .map(({ own, consequences }) => ({ own, severity: gravest(consequences.map(({ outcome }) => outcome.severity)) }))
    .filter(({ severity }) => isAtLeast(severity, 'reread'))
    .sort((a, b) => (a.severity === b.severity ? 0 : isAtLeast(a.severity, b.severity) ? -1 : 1));
  return [...new Set(touched.flatMap(({ own }) => topicsOf(own, chainOf(own)).sort()))];
}

/** The target's topic, and the source's. */
function topicsOf(own: readonly Change[], target: string | undefined): string[] {
  const source = own.find((change) => change.kind === 'source-topic');
  return [...(target === undefined ? [] : [target]), ...(source === undefined ? [] : [parseAddress(source.address).name])];
}

type Changes = ReadonlyMap<ResourceAddress, Change>;

function impactOf({ pipeline, table, own, consequences }: TableConsequences, changes: Changes, facts: ImpactFacts): Impact {
  const severity = gravest(consequences.map(({ outcome }) => outcome.severity));
  const effects = effectsOf(consequences);
  const cause = causeOf(consequences.filter(({ outcome }) => outcome.severity === severity));
  const target = cause.change.chain ?? chainOf(own);
  const bytes = topicsOf(own, target).map((topic) => facts.bytes?.get(topic)).find((known) => known !== undefined);
  return {
    pipeline,
    table,
    ...(target === undefined ? {} : { target }),
    severity,
    effects,
    because: becauseOf(cause, changes),
    reversible: isReversible(effects),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

/** The target table of the files, else the one that leaves. */
function chainOf(own: readonly Change[]): string | undefined {
  const chains = own.filter((change) => change.chain !== undefined);
  return (chains.find((change) => 'after' in change) ?? chains[0])?.chain;
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
function causeOf(gravest: readonly Consequence[]): Consequence {
  return gravest.find(({ change }) => change.type !== 'replace' || change.reason.by === 'fields') ?? gravest[0]!;
}

/** Updates that are graver than others because of one of their fields. */
const decidingFields: Partial<Record<OutcomeName, readonly string[]>> = { retentionShortened: ['retentionMs', 'dataRetentionMs'], formatRemoved: ['formats'] };

/** Only these four types of change have a consequence (classify.ts). */
function becauseOf({ change, name }: Consequence, changes: Changes): Impact['because'] {
  if (change.type === 'update') {
    // A Tableflow topic has two retentions, of which only the one of rows decides: it comes last.
    const field = change.fields.findLast(({ path }) => decidingFields[name]?.includes(path) === true) ?? change.fields[0];
    return because(change, field.path, field);
  }
  if (change.type === 'replace') return ofReason(change, change.reason, changes);
  return because(change, change.type === 'delete' ? 'removed' : 'missing');
}

function ofReason(change: Change & { type: 'replace' }, reason: ReplaceReason, changes: Changes): Impact['because'] {
  switch (reason.by) {
    case 'fields':
      return because(change, reason.paths[0], change.fields.find((field) => field.path === reason.paths[0]));
    case 'resource': {
      const cause = changes.get(reason.address) ?? change;
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
