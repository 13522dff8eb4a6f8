import jsonpatch from 'fast-json-patch';
import type { FieldChange } from './change.js';
import type { SourceRange } from './diagnostic.js';
import { writeOnly } from './field-policy.js';
import type { FieldPolicy } from './field-policy.js';
import type { AnyPolicy, EachPolicy } from './kind.js';
import { isSameJson } from './same-json.js';
import { isSecretReference } from './secret.js';

/** Says whether a write-only value differs from what was last sent. `undefined`: nothing is known, so assume the same. */
export type WriteOnlyChanged = (path: string, desired: unknown) => boolean | undefined;

export interface DiffInput {
  readonly desired: object;
  /** Fields that the account does not tell are absent. */
  readonly actual: object;
  readonly fields: Readonly<Record<string, AnyPolicy>>;
  readonly writeOnlyChanged: WriteOnlyChanged;
  readonly origins?: () => Readonly<Record<string, SourceRange>>;
}

/**
 * Compares two normalised specs of one kind, field by field, by the kind's policies. Generic: no kind has a diff of its own.
 * What is not declared, or what the account does not tell, is not compared.
 */
export function diffSpecs(input: DiffInput): FieldChange[] {
  const desired = input.desired as Record<string, unknown>;
  const actual = input.actual as Record<string, unknown>;
  const changes: FieldChange[] = [];
  for (const [field, policy] of Object.entries(input.fields)) {
    const want = desired[field];
    const have = actual[field];
    if (want === undefined) continue;
    if (policy.rule === 'each') changes.push(...diffEach(field, policy, want as object, have as object | undefined, input));
    else changes.push(...diffField(field, policy.rule === 'dependent' ? policy.policyOf(input.desired) : policy, have, want, input));
  }
  return changes;
}

function diffEach(field: string, policy: EachPolicy, want: object, have: object | undefined, input: DiffInput): FieldChange[] {
  if (have === undefined) return [];
  const wanted = want as Record<string, unknown>;
  const had = have as Record<string, unknown>;
  const keys = new Set([...Object.keys(wanted), ...(policy.compare === 'exact' ? Object.keys(had) : [])]);
  return [...keys]
    .sort()
    .flatMap((key) => diffField(`${field}.${key}`, policy.policyOf(key, had[key], wanted[key], input.desired), had[key], wanted[key], input, true));
}

function diffField(
  path: string,
  policy: FieldPolicy,
  before: unknown,
  after: unknown,
  input: DiffInput,
  missingIsDifference = false,
): FieldChange[] {
  const place = (): { readonly origin?: SourceRange } => {
    const origins = input.origins?.();
    const origin = origins?.[path] ?? origins?.[path.split('.')[0]!];
    return origin === undefined ? {} : { origin };
  };
  // The account may tell in clear what the user keeps secret; neither value may enter a change.
  const effective = isSecretReference(after) && policy.rule !== 'serverOwned' ? writeOnly : policy;
  switch (effective.rule) {
    case 'serverOwned':
      return [];
    case 'writeOnly': {
      const comesOrGoes = missingIsDifference && (before === undefined || after === undefined);
      if (!comesOrGoes && input.writeOnlyChanged(path, after) !== true) return [];
      return [{ path, effect: 'inPlace', sensitive: true, ...place() }];
    }
    case 'mutable':
    case 'immutable': {
      if (before === undefined && !missingIsDifference) return [];
      if (sameValue(before, after)) return [];
      const values = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
      if (effective.rule === 'mutable') return [{ path, ...values, effect: 'inPlace', sensitive: false, ...place() }];
      return [{ path, ...values, effect: 'replace', scope: effective.scope, sensitive: false, ...place() }];
    }
  }
}

/** Structural equality; normalised specs hold sets as sorted lists. */
function sameValue(a: unknown, b: unknown): boolean {
  if (isSameJson(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return jsonpatch.compare({ value: a }, { value: b }).length === 0;
}
