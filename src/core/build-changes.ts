import type { ResourceAddress } from './address.js';
import { blockUnread } from './block-unread.js';
import { changeFor } from './change.js';
import type { Change, FieldChange, ReplaceReason } from './change.js';
import { diffSpecs } from './diff.js';
import type { WriteOnlyChanged } from './diff.js';
import type { ReplaceScope } from './field-policy.js';
import type { AnyKindSpec, KindSpecs } from './kind.js';
import type { ActualResource, DesiredResource } from './resource.js';
import { spreadReplaces } from './spread-replaces.js';

export interface ChangesInput {
  readonly desired: readonly DesiredResource[];
  readonly actual: readonly ActualResource[];
  readonly kinds: KindSpecs;
  /** Actual resources that are no longer desired and may be deleted; others become orphans. */
  readonly deletable: (resource: ActualResource) => boolean;
  readonly writeOnlyChanged: (address: ResourceAddress) => WriteOnlyChanged;
  /** Take what exists and is not ours; otherwise it is only shown. */
  readonly adopt?: boolean;
  /** Kinds that could not be read, with the reason. What is unread is never taken for absent. */
  readonly unread?: ReadonlyMap<string, string>;
}

export interface Changes {
  readonly changes: Change[];
  readonly orphans: ActualResource[];
}

/** What each resource needs, sorted by address. Replaces spread to the chain or the pipeline that they rebuild. */
export function buildChanges(input: ChangesInput): Changes {
  const actual = new Map(input.actual.map((resource) => [resource.address, resource]));
  const wanted = new Set(input.desired.map((resource) => resource.address));
  const unread = input.unread ?? new Map<string, string>();
  const changes = input.desired.map((resource) => {
    const reason = unread.get(resource.kind);
    return reason === undefined ? changeOf(resource, actual.get(resource.address), input) : changeFor(resource, { type: 'blocked', after: resource, because: reason });
  });
  const spread = clearGround(spreadReplaces(changes), input.kinds);
  const leftovers = input.actual.filter((resource) => !wanted.has(resource.address));
  const deletes = unread.size === 0 ? withSwept(leftovers.filter((resource) => resource.superseded === true || resource.doomed === true || (resource.sweep !== true && input.deletable(resource))), leftovers, spread) : [];
  const all = blockUnread([...spread, ...deletes.map((before) => changeFor(before, { type: 'delete', before }))]);
  const gone = new Set(deletes);
  return {
    changes: all.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)),
    orphans: leftovers.filter((resource) => !gone.has(resource) && resource.sweep !== true),
  };
}

function changeOf(after: DesiredResource, before: ActualResource | undefined, input: ChangesInput): Change {
  if (before === undefined) return changeFor(after, { type: after.management === 'observed' ? 'appear' : 'create', after });
  const kind = kindOf(after, input.kinds);
  const deleteFirst = { way: 'deleteFirst', why: 'it is deleted before it is made again' } as const;
  if (before.doomed === true) return changeFor(after, { type: 'replace', before, after, fields: [], reason: { by: 'interrupted', scope: 'resource' }, handover: deleteFirst });
  if (after.management === 'observed') return changeFor(after, { type: 'noop', before, after });
  const fields = diffSpecs({
    desired: after.spec,
    actual: before.spec,
    fields: kind.fields,
    writeOnlyChanged: input.writeOnlyChanged(after.address),
    ...(after.fieldOrigins === undefined ? {} : { origins: after.fieldOrigins }),
  });
  if (!before.owned && input.adopt !== true) {
    return isNonEmpty(fields) ? changeFor(after, { type: 'conflict', before, after, fields }) : changeFor(after, { type: 'adopt', before, after, taken: false });
  }
  if (!isNonEmpty(fields)) return healthChange(kind, before, after) ?? (before.owned ? changeFor(after, { type: 'noop', before, after }) : changeFor(after, { type: 'adopt', before, after, taken: true }));
  const reason = replaceReason(fields);
  if (reason === undefined) return changeFor(after, { type: 'update', before, after, fields });
  const handover = reason.scope === 'resource' ? (kind.handover?.(before, after) ?? deleteFirst) : deleteFirst;
  return changeFor(after, { type: 'replace', before, after, fields, reason, handover });
}

/** As wanted, but not healthy: what the kind knows to mend it. */
function healthChange(kind: AnyKindSpec, before: ActualResource, after: DesiredResource): Change | undefined {
  switch (kind.repair?.(before)) {
    case 'update': {
      const field: FieldChange = { path: 'health', before: before.state ?? before.health, after: 'healthy', effect: 'inPlace', sensitive: false };
      return changeFor(after, { type: 'update', before, after, fields: [field] });
    }
    case 'replace': {
      const detail = before.healthDetail ?? before.state ?? before.health;
      const handover = { way: 'deleteFirst', why: 'a broken one is deleted before it is made again' } as const;
      return changeFor(after, { type: 'replace', before, after, fields: [], reason: { by: 'health', detail, scope: 'resource' }, handover });
    }
    case undefined:
      return undefined;
  }
}

const scopeRank = { resource: 0, table: 1, pipeline: 2 } as const satisfies Record<ReplaceScope, number>;

/** The widest scope that any changed field asks for, with the paths that ask for it. */
function replaceReason(fields: readonly FieldChange[]): Extract<ReplaceReason, { by: 'fields' }> | undefined {
  const forcing = fields.filter((field) => field.effect === 'replace');
  const scope = forcing
    .map((field) => field.scope ?? 'resource')
    .reduce<ReplaceScope | undefined>((widest, next) => (widest === undefined || scopeRank[next] > scopeRank[widest] ? next : widest), undefined);
  if (scope === undefined) return undefined;
  const paths = forcing.filter((field) => (field.scope ?? 'resource') === scope).map((field) => field.path);
  return { by: 'fields', paths: paths as [string, ...string[]], scope };
}

/**
 * A table that is to be created cannot stand on what an earlier one left: its topic and subjects are deleted first, if they
 * are ours. What is not ours is a conflict, and the maker says so when it fails.
 */
function clearGround(changes: readonly Change[], kinds: KindSpecs): Change[] {
  const ground = new Map<ResourceAddress, Change>();
  for (const change of changes) if (change.type === 'create' && kindOf(change, kinds).needsCleanGround === true) ground.set(change.address, change);
  if (ground.size === 0) return [...changes];
  const made = new Map<ResourceAddress, ResourceAddress>();
  let result = [...changes];
  for (let grown = true; grown; ) {
    grown = false;
    result = result.map((change) => {
      if (change.type !== 'noop' || change.after.management !== 'observed' || !change.before.owned) return change;
      const maker = change.after.relations.leftBy.find((address) => ground.has(address) || made.has(address));
      if (maker === undefined) return change;
      grown = true;
      const cause = made.get(maker) ?? maker;
      made.set(change.address, cause);
      return changeFor(change, {
        type: 'replace',
        before: change.before,
        after: change.after,
        fields: [],
        reason: { by: 'resource', address: cause, path: 'leftover', scope: 'table' },
        handover: { way: 'deleteFirst', why: 'an earlier one left it' },
      });
    });
  }
  return result;
}

/**
 * What of ours is in no file, and was left by something that is deleted or replaced or stands on it, goes with it, pruning or
 * not: a rebuilt connector's topics under their former prefix, the Tableflow table over a topic that is made again.
 */
function withSwept(deletes: readonly ActualResource[], leftovers: readonly ActualResource[], changes: readonly Change[]): ActualResource[] {
  const going = new Set<ResourceAddress>(deletes.map((resource) => resource.address));
  // A hand-over leaves what it stands on, and what stands beside it, as they are.
  for (const change of changes) if (change.type === 'replace' && change.handover.way === 'deleteFirst') going.add(change.address);
  const result = [...deletes];
  for (let grown = true; grown; ) {
    grown = false;
    for (const resource of leftovers) {
      const { leftBy, needs } = resource.relations;
      if (!resource.owned || going.has(resource.address) || ![...leftBy, ...(resource.sweep === true ? [] : needs)].some((other) => going.has(other))) continue;
      going.add(resource.address);
      result.push(resource);
      grown = true;
    }
  }
  return result;
}

function kindOf(resource: { readonly kind: string }, kinds: KindSpecs): AnyKindSpec {
  const kind = kinds[resource.kind];
  if (kind === undefined) throw new Error(`unknown kind: ${resource.kind}`);
  return kind;
}

function isNonEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
