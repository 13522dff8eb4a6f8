import { defaults } from '../defaults.js';
import type { Compatibility, CompatibilityBlock } from '../documents.js';

/** What a registry has unless somebody sets another one; asked for nothing else than words. */
export const INHERITED: Compatibility = 'BACKWARD';

/** What is not said of the values is the default; what is not said of the keys, or inherited, is not set. */
export function levelsOf(written: CompatibilityBlock | undefined): { readonly key?: Compatibility; readonly value?: Compatibility } {
  const { key, value = defaults.compatibility }: Exclude<CompatibilityBlock, string> = typeof written === 'string' ? { value: written } : (written ?? {});
  return { ...(key === undefined || key === 'inherit' ? {} : { key }), ...(value === 'inherit' ? {} : { value }) };
}
