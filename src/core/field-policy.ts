/** How much must be rebuilt when an immutable field changes (product.md section 4). */
export type ReplaceScope = 'resource' | 'table' | 'pipeline';

/** What a change of one field means. Every field of every spec has exactly one. */
export type FieldPolicy =
  | { readonly rule: 'mutable' }
  /** `scope`: this resource alone, the chain of its table, or everything of its pipeline. */
  | { readonly rule: 'immutable'; readonly scope: ReplaceScope }
  /** The account never tells the value back; compared by keyed digest in the ledger, never by value. */
  | { readonly rule: 'writeOnly' }
  /** Set by the service; never compared. */
  | { readonly rule: 'serverOwned' };

export const mutable: FieldPolicy = { rule: 'mutable' };
export const writeOnly: FieldPolicy = { rule: 'writeOnly' };
export const serverOwned: FieldPolicy = { rule: 'serverOwned' };
export function immutable(scope: ReplaceScope): FieldPolicy {
  return { rule: 'immutable', scope };
}
