import type { ResourceAddress } from './address.js';
import type { Change, FieldChange, ReplaceReason } from './change.js';
import { diffSpecs } from './diff.js';
import type { WriteOnlyChanged } from './diff.js';
import type { ReplaceScope } from './field-policy.js';
import type { KindSpecs } from './kind.js';
import type { ActualResource, DesiredResource, Membership } from './resource.js';

export interface ChangesInput {
  readonly desired: readonly DesiredResource[];
  readonly actual: readonly ActualResource[];
  readonly kinds: KindSpecs;
  /** Actual resources that are no longer desired and may be deleted; others become orphans. */
  readonly deletable: (resource: ActualResource) => boolean;
  readonly writeOnlyChanged: (address: ResourceAddress) => WriteOnlyChanged;
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
  const changes = input.desired.map((resource) =>
    unread.has(resource.kind)
      ? blocked(resource, unread.get(resource.kind)!)
      : changeOf(resource, actual.get(resource.address), input),
  );
  const leftovers = input.actual.filter((resource) => !wanted.has(resource.address));
  const deletes = unread.size === 0 ? leftovers.filter(input.deletable) : [];
  const all = [...spreadReplaces(changes), ...deletes.map(deletion)];
  return {
    changes: spreadBlocks(all).sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)),
    orphans: leftovers.filter((resource) => !deletes.includes(resource)),
  };
}

function changeOf(after: DesiredResource, before: ActualResource | undefined, input: ChangesInput): Change {
  const base = baseOf(after);
  if (before === undefined) return { ...base, type: after.management === 'observed' ? 'appear' : 'create', after };
  const kind = input.kinds[after.kind];
  if (kind === undefined) throw new Error(`unknown kind: ${after.kind}`);
  if (after.management === 'observed') return { ...base, type: 'noop', before, after };
  const fields = diffSpecs({
    desired: after.spec,
    actual: before.spec,
    fields: kind.fields,
    writeOnlyChanged: input.writeOnlyChanged(after.address),
    ...(after.fieldOrigins === undefined ? {} : { origins: after.fieldOrigins }),
  });
  if (!isNonEmpty(fields)) return { ...base, type: 'noop', before, after };
  const reason = replaceReason(fields);
  return reason === undefined ? { ...base, type: 'update', before, after, fields } : { ...base, type: 'replace', before, after, fields, reason };
}

const scopeRank = { resource: 0, table: 1, pipeline: 2 } as const satisfies Record<ReplaceScope, number>;

/** The widest scope that any changed field asks for, with the paths that ask for it. */
function replaceReason(fields: readonly FieldChange[]): ReplaceReason | undefined {
  const forcing = fields.filter((field) => field.effect === 'replace');
  const scope = forcing
    .map((field) => field.scope ?? 'resource')
    .reduce<ReplaceScope | undefined>((widest, next) => (widest === undefined || scopeRank[next] > scopeRank[widest] ? next : widest), undefined);
  if (scope === undefined) return undefined;
  const paths = forcing.filter((field) => (field.scope ?? 'resource') === scope).map((field) => field.path);
  return { by: 'fields', paths: paths as [string, ...string[]], scope };
}

/** A replace of scope `table` takes its chain along, one of scope `pipeline` everything of its pipeline. */
function spreadReplaces(changes: readonly Change[]): Change[] {
  const causes = changes.filter((change) => change.type === 'replace' && change.reason.scope !== 'resource');
  if (causes.length === 0) return [...changes];
  return changes.map((change) => {
    if (change.type !== 'noop' && change.type !== 'update') return change;
    const cause = causes.find((candidate) => takesAlong(candidate, change));
    if (cause?.type !== 'replace') return change;
    const path = cause.reason.by === 'fields' ? cause.reason.paths[0] : cause.reason.path;
    const reason: ReplaceReason = { by: 'resource', address: cause.address, path, scope: cause.reason.scope };
    return { ...baseOf(change), type: 'replace', before: change.before, after: change.after, fields: change.type === 'update' ? change.fields : [], reason };
  });
}

function takesAlong(cause: Change, change: Change): boolean {
  if (cause.type !== 'replace' || cause.pipeline === undefined || cause.pipeline !== change.pipeline) return false;
  return cause.reason.scope === 'pipeline' || (cause.reason.scope === 'table' && cause.chain !== undefined && cause.chain === change.chain);
}

/** What depends on something unread cannot be planned either; a rebuild that reaches into the unread is not planned at all. */
function spreadBlocks(changes: readonly Change[]): Change[] {
  const stuck = new Map<ResourceAddress, string>();
  for (const change of changes) if (change.type === 'blocked') stuck.set(change.address, change.because);
  if (stuck.size === 0) return [...changes];
  let result = [...changes];
  for (let grown = true; grown; ) {
    grown = false;
    result = result.map((change) => {
      if (change.type === 'blocked' || change.type === 'noop' || change.type === 'delete') return change;
      const { needs, leftBy } = change.after.relations;
      const cause = [...needs, ...leftBy].find((address) => stuck.has(address));
      const rebuild = change.type === 'replace' && change.reason.scope !== 'resource';
      if (cause === undefined && !rebuild) return change;
      grown = true;
      const because = cause === undefined ? 'a rebuild needs the whole pipeline to be readable' : stuck.get(cause)!;
      stuck.set(change.address, because);
      return blocked(change.after, because);
    });
  }
  return result;
}

function blocked(after: DesiredResource, because: string): Change {
  return { ...baseOf(after), type: 'blocked', after, because };
}

function deletion(before: ActualResource): Change {
  return { ...baseOf(before), type: 'delete', before };
}

function baseOf(resource: Membership & { readonly address: ResourceAddress; readonly kind: string }): Membership & { address: ResourceAddress; kind: string } {
  const { address, kind, pipeline, table, chain } = resource;
  return {
    address,
    kind,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
}

function isNonEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
