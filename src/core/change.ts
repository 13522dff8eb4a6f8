import type { ResourceAddress } from './address.js';
import type { SourceRange } from './diagnostic.js';
import type { ReplaceScope } from './field-policy.js';
import type { Handover } from './handover.js';
import type { ActualResource, DesiredResource, Membership } from './resource.js';

/** One differing path of a spec. A sensitive value never enters the object. */
export interface FieldChange {
  /** Dotted: `config.tasks.max`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly effect: 'inPlace' | 'replace';
  /** With `replace`: how much is rebuilt. */
  readonly scope?: ReplaceScope;
  readonly sensitive: boolean;
  /** Where the user wrote the new value. */
  readonly origin?: SourceRange;
}

/** Why a resource is replaced: its own fields, or another resource whose change takes it along. */
export type ReplaceReason =
  | { readonly by: 'fields'; readonly paths: readonly [string, ...string[]]; readonly scope: ReplaceScope }
  | { readonly by: 'resource'; readonly address: ResourceAddress; readonly path: string; readonly scope: ReplaceScope }
  /** It is as wanted, but broken in a way that only making it anew mends. */
  | { readonly by: 'health'; readonly detail: string; readonly scope: 'resource' }
  /** A run that was killed had begun to delete it. */
  | { readonly by: 'interrupted'; readonly scope: 'resource' };

interface ChangeBase extends Membership {
  readonly address: ResourceAddress;
  readonly kind: string;
}

/** What we intend for one resource. Illegal shapes cannot be written. */
export type Change =
  | (ChangeBase & { readonly type: 'create'; readonly after: DesiredResource })
  /** Observed: something else makes it; we wait until it is there. */
  | (ChangeBase & { readonly type: 'appear'; readonly after: DesiredResource })
  | (ChangeBase & {
      readonly type: 'update';
      readonly before: ActualResource;
      readonly after: DesiredResource;
      readonly fields: readonly [FieldChange, ...FieldChange[]];
    })
  | (ChangeBase & {
      readonly type: 'replace';
      readonly before: ActualResource;
      readonly after: DesiredResource;
      readonly fields: readonly FieldChange[];
      readonly reason: ReplaceReason;
      readonly handover: Handover;
    })
  /** Exists, equals what is wanted, and is not in the ledger. `taken`: adoption was asked for. */
  | (ChangeBase & { readonly type: 'adopt'; readonly before: ActualResource; readonly after: DesiredResource; readonly taken: boolean })
  /** Exists, differs from what is wanted, and is not in the ledger: somebody else's. */
  | (ChangeBase & { readonly type: 'conflict'; readonly before: ActualResource; readonly after: DesiredResource; readonly fields: readonly [FieldChange, ...FieldChange[]] })
  | (ChangeBase & { readonly type: 'delete'; readonly before: ActualResource })
  | (ChangeBase & { readonly type: 'noop'; readonly before: ActualResource; readonly after: DesiredResource })
  /** Cannot be planned: it, or something it depends on, could not be read. Never applied. */
  | (ChangeBase & { readonly type: 'blocked'; readonly after: DesiredResource; readonly because: string });

export type ChangeType = Change['type'];

const acting = new WeakMap<readonly Change[], readonly Change[]>();

/** Those that do not stay as they are. Most plans have few of them among many, and two dozen readers; lists of changes never change. */
export function actingOf(changes: readonly Change[]): readonly Change[] {
  const found = acting.get(changes) ?? changes.filter(({ type }) => type !== 'noop');
  acting.set(changes, found);
  return found;
}

/** One symbol per type, as Terraform users read them. */
export const changeSymbols = {
  create: '+',
  appear: '.',
  adopt: '=',
  conflict: '!',
  update: '~',
  replace: '-/+',
  delete: '-',
  noop: ' ',
  blocked: '?',
} as const satisfies Record<ChangeType, string>;

/** The resource of a change as it will be, or as it was when it goes. */
export function subjectOf(change: Change): DesiredResource | ActualResource {
  return change.type === 'delete' ? change.before : change.after;
}

/** An intent for a resource, with what every change has: where it belongs. */
export function changeFor<const Intent extends object>(resource: Membership & { readonly address: ResourceAddress; readonly kind: string }, intent: Intent): ChangeBase & Intent {
  const { address, kind, pipeline, table, chain } = resource;
  const base = {
    address,
    kind,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
  // Not `{ ...base, ...intent }`: Node 20 gives each object that begins with a spread, and grows, a hidden class of its own (several hundred bytes, microseconds).
  return Object.assign(base, intent);
}
