import { parseAddress } from '../core/address.js';
import type { ResourceAddress } from '../core/address.js';
import { assertNever } from '../core/assert-never.js';
import { changeSymbols } from '../core/change.js';
import type { Change, ChangeType, ReplaceReason } from '../core/change.js';
import type { ReplaceScope } from '../core/field-policy.js';
import type { Handover } from '../core/handover.js';
import { keeperOf } from '../core/plan.js';
import type { DeferredTable, Plan } from '../core/plan.js';
import type { ActualResource } from '../core/resource.js';
import { appearances } from './appearances.js';
import { detailsOf } from './change-details.js';
import { evolvedTables } from './evolution-view.js';
import type { EvolvedTable } from './evolution-view.js';
import type { Detail } from './change-details.js';
import { cut, printable } from './printable.js';
import { tellingPhrase } from './telling.js';

/** One change as every format shows it. Texts are safe to print, uncut. */
export interface ChangeView {
  readonly type: ChangeType;
  readonly symbol: string;
  readonly address: string;
  readonly note?: string;
  readonly details: readonly Detail[];
  /** How a replaced one makes way, where that is a decision. */
  readonly how?: string;
}

/** The changes of one pipeline, or of what pipelines share. */
export interface GroupView {
  readonly title: string;
  readonly changes: readonly ChangeView[];
  /** What something else makes, one phrase per maker. */
  readonly appears: readonly string[];
  readonly unchanged: number;
}

export interface PlanView {
  /** Only groups with something to show; shared resources first, then by name. */
  readonly groups: readonly GroupView[];
  readonly orphans: readonly string[];
  /** What became of the sources since the statements began to read them. */
  readonly evolved: readonly EvolvedTable[];
  /** Tables whose columns are known only after the connector's first record. */
  readonly deferred: readonly string[];
  /** Tables whose columns are not known, because the registry could not be read. */
  readonly unread: readonly string[];
}

export const SHARED_TITLE = 'shared';

/** What a plan shows: pure, and the same for text and Markdown. */
export function planView(plan: Plan): PlanView {
  const byPipeline = new Map<string | undefined, Change[]>();
  for (const change of plan.changes) byPipeline.set(change.pipeline, [...(byPipeline.get(change.pipeline) ?? []), change]);
  const groups = [...byPipeline.entries()]
    .sort(([a], [b]) => (a ?? '').localeCompare(b ?? '', 'en'))
    .map(([pipeline, changes]) => groupView(pipeline, changes))
    .filter((group) => group.changes.length + group.appears.length > 0);
  return { groups, orphans: plan.orphans.map((orphan) => orphanText(orphan, plan)), evolved: evolvedTables(plan.evolutions), deferred: waiting(plan, 'firstRecord'), unread: waiting(plan, 'registry') };
}

function waiting({ deferred }: Plan, what: DeferredTable['waitsFor']): string[] {
  return deferred.filter(({ waitsFor }) => waitsFor === what).map(({ pipeline, table, target }) => printable(`${pipeline}: ${table} → ${target}`));
}

function groupView(pipeline: string | undefined, changes: readonly Change[]): GroupView {
  return {
    title: pipeline === undefined ? SHARED_TITLE : printable(pipeline),
    changes: changes.filter((change) => change.type !== 'noop' && change.type !== 'appear').map(changeView),
    appears: appearances(changes),
    unchanged: changes.filter((change) => change.type === 'noop' && change.after.management === 'managed').length,
  };
}

function changeView(change: Change): ChangeView {
  const note = noteOf(change);
  return {
    type: change.type,
    symbol: changeSymbols[change.type],
    address: printable(change.address),
    details: 'fields' in change ? detailsOf(change.fields) : [],
    ...(note === undefined ? {} : { note }),
    ...(change.type === 'replace' && change.handover.way !== 'deleteFirst' ? { how: printable(`${handoverWords[change.handover.way]}: ${change.handover.why}`) } : {}),
  };
}

function noteOf(change: Change): string | undefined {
  switch (change.type) {
    case 'create':
      return tellingPhrase(change.kind, change.after.spec);
    case 'replace':
      return replaceNote(change.reason);
    case 'delete':
      return change.before.remoteId === undefined || change.address.endsWith(`/${change.before.remoteId}`) ? undefined : printable(change.before.remoteId);
    case 'adopt':
      return change.taken ? 'there already as wanted; becomes ours' : 'there already as wanted, but not ours; --adopt takes it over';
    case 'conflict':
      return 'there already, not ours, and different; --adopt takes it over and changes it';
    case 'blocked':
      return printable(`cannot be planned: ${change.because}`);
    case 'appear':
    case 'update':
    case 'noop':
      return undefined;
    default:
      return assertNever(change);
  }
}

const MAX_NOTE = 160;

const scopeNotes = {
  resource: undefined,
  table: 'rebuilds the whole chain of its table',
  pipeline: 'rebuilds the whole pipeline, source topics included',
} as const satisfies Record<ReplaceScope, string | undefined>;

/** Why it is replaced: its own fields are listed below it; one that is taken along names the cause. */
export function replaceNote(reason: ReplaceReason): string | undefined {
  switch (reason.by) {
    case 'fields':
      return scopeNotes[reason.scope];
    case 'resource':
      return printable(`because ${shortAddress(reason.address)} ${reason.path}`);
    case 'health':
      return cut(printable(`broken: ${reason.detail}`), MAX_NOTE);
    case 'interrupted':
      return 'a run that was interrupted had begun to delete it';
    default:
      return assertNever(reason);
  }
}

const handoverWords = {
  restart: 'restarts from the earliest record',
  carryOver: 'goes on where the old one stops',
} as const satisfies Record<Exclude<Handover['way'], 'deleteFirst'>, string>;

/** Without the scope, which is the same for all of a target: `connector/shop`. */
export function shortAddress(address: ResourceAddress): string {
  const { kind, name } = parseAddress(address);
  return printable(`${kind}/${name}`);
}

/** Its address, and what it stays for. */
function orphanText(orphan: ActualResource, plan: Plan): string {
  const keeper = keeperOf(orphan, plan);
  return printable(keeper === undefined ? orphan.address : `${orphan.address} (stays with ${keeper})`);
}
