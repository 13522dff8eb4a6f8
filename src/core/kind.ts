import type { FieldPolicy } from './field-policy.js';
import type { Handover } from './handover.js';
import type { ActualResource, DesiredResource } from './resource.js';

/** A field whose keys are open-ended (connector config, columns): each key has its own policy. */
export interface EachPolicy {
  readonly rule: 'each';
  /** `before` and `after` are the values of the key; `undefined` when it is not there. `desired` is the whole desired spec. */
  readonly policyOf: (key: string, before: unknown, after: unknown, desired: object) => FieldPolicy;
  /** `declared`: keys that only the account has are the server's and are not compared. `exact`: they are removals. */
  readonly compare: 'declared' | 'exact';
}

/** A field whose policy depends on the rest of the spec. */
export interface DependentPolicy {
  readonly rule: 'dependent';
  readonly policyOf: (desired: object) => FieldPolicy;
}

export type AnyPolicy = FieldPolicy | EachPolicy | DependentPolicy;

/** One policy for every key of a spec: adding a field without classifying it does not compile. */
export type FieldPolicies<Spec extends object> = { readonly [Key in keyof Required<Spec>]: AnyPolicy };

/** The seven steps of the clean-up order (product.md section 3), 1 first. */
export type CleanupStep = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The pure half of a resource kind: all that diff, plan and guards need to know. */
export interface KindSpec<Name extends string = string, Spec extends object = object> {
  readonly name: Name;
  /** For people: `Tableflow topic`. */
  readonly title: string;
  readonly fields: FieldPolicies<Spec>;
  /** Absent: not part of any pipeline's clean-up (a shared compute pool). */
  readonly cleanupStep?: CleanupStep;
  /** Fields that the account may not tell; what was last applied stands in for them. */
  readonly remembered?: readonly (keyof Spec & string)[];
  /** Deleting or replacing one loses data. */
  readonly holdsData: boolean;
  /** It cannot be created while something that an earlier one left is still there. */
  readonly needsCleanGround?: boolean;
  /** What mends one that is as wanted but not healthy: sending it again, or making it anew. Absent: nothing safe does. */
  readonly repair?: (actual: ActualResource) => 'update' | 'replace' | undefined;
  /** How an old one makes way for a new one, when it is replaced by itself. Default: deleted first. */
  readonly handover?: (before: ActualResource, after: DesiredResource) => Handover;
}

/** A kind whose spec type is not known here. */
export type AnyKindSpec = Omit<KindSpec<string, object>, 'fields' | 'remembered'> & {
  readonly remembered?: readonly string[];
  readonly fields: Readonly<Record<string, AnyPolicy>>;
};

/** The registry as pure code sees it. */
export type KindSpecs = Readonly<Record<string, AnyKindSpec>>;
