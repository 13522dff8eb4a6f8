import type { DataNode, MappingEntry, MappingNode } from './nodes.js';

/**
 * RFC 7396 on nodes: mappings merge key by key, `null` removes, everything else replaces. What comes from the patch
 * keeps its place in the patch, so a diagnostic points at the override that caused it.
 */
export function applyMergePatch(target: DataNode | undefined, patch: DataNode): DataNode {
  if (patch.type !== 'mapping') return patch;
  const base: MappingNode = target?.type === 'mapping' ? target : { type: 'mapping', entries: new Map(), place: patch.place };
  const entries = new Map<string, MappingEntry>(base.entries);
  for (const [key, { key: place, value }] of patch.entries) {
    if (value.type === 'scalar' && value.value === null) {
      entries.delete(key);
      continue;
    }
    const before = entries.get(key);
    const merged = applyMergePatch(before?.value, value);
    entries.set(key, { key: merged.type === 'mapping' && before ? before.key : place, value: merged });
  }
  return { type: 'mapping', entries, place: base.place };
}
