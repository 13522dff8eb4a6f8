import type { ActualResource, DesiredResource } from './resource.js';

/**
 * What guards and the impact report know of the kinds: their names and the few fields that they look at. Core imports no
 * kind; a test holds these views against the kinds' own specs.
 */
export interface KnownSpecs {
  readonly connector: { readonly name: string; readonly config: Readonly<Record<string, unknown>>; readonly state: 'running' | 'paused' };
  readonly 'source-topic': { readonly topic: string; readonly role: string };
  readonly 'subject-config': { readonly subject: string; readonly compatibility: string };
  readonly 'target-table': {
    readonly table: string;
    readonly primaryKey: readonly string[];
    readonly changelogMode: 'upsert' | 'append' | 'retract';
    readonly cleanupPolicy: string;
    readonly retentionMs?: number;
    readonly createStatement: { readonly name: string };
    readonly dropStatement: { readonly name: string };
  };
  readonly 'target-topic': { readonly topic: string };
  readonly 'decode-statement': {
    readonly name: string;
    readonly sourceTopic: string;
    readonly targetTable: string;
    readonly state: 'running' | 'stopped';
    readonly replay: { readonly way: 'carryOver' | 'restart' | 'rebuild'; readonly partial?: boolean };
  };
  readonly 'tableflow-topic': {
    readonly topic: string;
    readonly storage: { readonly kind: string };
    readonly formats: readonly string[];
    readonly dataRetentionMs?: string;
    readonly writeMode: 'UPSERT' | 'APPEND';
  };
}

export type KnownKind = keyof KnownSpecs;

/** A desired resource with the spec of its kind. */
export interface Known<Kind extends KnownKind> {
  readonly resource: DesiredResource;
  readonly spec: KnownSpecs[Kind];
}

/** List -> its resources by kind. A list of desired resources is never changed, and a dozen guards ask the same of it. */
const indexes = new WeakMap<readonly DesiredResource[], ReadonlyMap<string, readonly Known<KnownKind>[]>>();

/** The desired resources of one kind. A resource only ever has the spec of the kind that it names. */
export function desiredOf<Kind extends KnownKind>(kind: Kind, desired: readonly DesiredResource[]): readonly Known<Kind>[] {
  const known = indexes.get(desired) ?? indexOf(desired);
  indexes.set(desired, known);
  return (known.get(kind) ?? []) as readonly Known<Kind>[];
}

function indexOf(desired: readonly DesiredResource[]): ReadonlyMap<string, readonly Known<KnownKind>[]> {
  const index = new Map<string, Known<KnownKind>[]>();
  for (const resource of desired) {
    const known = { resource, spec: resource.spec as KnownSpecs[KnownKind] };
    const others = index.get(resource.kind);
    if (others === undefined) index.set(resource.kind, [known]);
    else others.push(known);
  }
  return index;
}

/** What the account tells of a resource of this kind; `undefined` when it is of another. */
export function actualSpec<Kind extends KnownKind>(kind: Kind, resource: ActualResource): Partial<KnownSpecs[Kind]> | undefined {
  return resource.kind === kind ? (resource.spec as Partial<KnownSpecs[Kind]>) : undefined;
}
