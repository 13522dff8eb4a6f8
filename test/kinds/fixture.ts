import type { ReplaceScope } from '../../src/core/field-policy.js';
import type { Control } from '../../src/simulator/index.js';

/** What a changed field means for the plan. */
export type Effect =
  /** One update in place. `sensitive`: the plan shows that something is sent, and not what. */
  | { readonly type: 'update'; readonly path: string; readonly sensitive?: boolean }
  | { readonly type: 'replace'; readonly path: string; readonly scope: ReplaceScope }
  /** The service's own, or identity: never compared. */
  | { readonly type: 'none' };

/** One way to change a field of the base spec, and what must come of it. */
export interface FieldSample<Spec extends object> {
  readonly change: (spec: Spec) => Spec;
  readonly effect: Effect;
}

/** What can go wrong with a resource while a step waits for it. */
export interface Trouble {
  /** Does it behind the API's back, once the resource's step waits. */
  readonly cause: (control: Control, spec: never) => void;
  /** What the failed step must tell. */
  readonly tells: RegExp;
}

/** What the conformance suite needs to know of a kind. */
export interface KindFixture<Spec extends object> {
  /** The resource of the base pipeline that it is tested on. */
  readonly address: string;
  /** It is in the world before anything is applied, and nothing of ours makes or deletes it. */
  readonly isThere?: boolean;
  /** Requests of its plane; a storm of refusals rages there. */
  readonly path: RegExp;
  /** Samples for every field of the spec: a new field without one does not compile. */
  readonly fields: { readonly [Field in keyof Required<Spec>]: readonly FieldSample<Spec>[] };
  /** Changes of the account that are none of ours. */
  readonly noise?: (control: Control) => void;
  /** A state on the way that is no failure yet; it must pass by itself. */
  readonly degrade?: (control: Control, spec: Spec) => void;
  /** Absent: nothing in the account says that it has failed; it only stays away. */
  readonly fail?: Trouble;
}

export const update = (path: string): Effect => ({ type: 'update', path });
export const replace = (path: string, scope: ReplaceScope): Effect => ({ type: 'replace', path, scope });
export const none: Effect = { type: 'none' };

/** A sample that sets one field. */
export function set<Spec extends object, Field extends keyof Spec>(field: Field, value: Spec[Field], effect: Effect): FieldSample<Spec> {
  return { change: (spec) => ({ ...spec, [field]: value }), effect };
}
