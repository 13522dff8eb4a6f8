import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../core/diagnostic.js';
import { limits } from './limits.js';
import { rangeOf, type DataNode, type MappingEntry, type MappingNode, type Place, type Scalar, type TextSource } from './nodes.js';

const CORE_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** Thrown inside this file only: the document cannot be expanded any further. */
class TooManyValues extends Error {}

interface Conversion {
  readonly source: TextSource;
  readonly anchors: ReadonlyMap<Node, DataNode | 'open'>;
  readonly report: (diagnostic: Diagnostic) => void;
  readonly convert: (node: unknown, fallback: Place) => DataNode;
}

/**
 * The composed YAML document as nodes with aliases and merge keys resolved. Aliases share their anchor's node, and
 * the *expanded* size is what is bounded, so an alias bomb costs its own length and no more.
 */
export function convertDocument(document: Document.Parsed, source: TextSource, report: (d: Diagnostic) => void): DataNode | undefined {
  const anchors = new Map<Node, DataNode | 'open'>();
  const sizes = new Map<DataNode, number>();
  const targets = resolveAliases(document);
  let total = 0;
  const count = (node: DataNode): void => {
    total += sizes.get(node) ?? 1;
    if (total > limits.expandedValues) throw new TooManyValues();
  };
  const convert = (node: unknown, fallback: Place): DataNode => {
    if (isAlias(node)) {
      const resolved = convertAlias(node, targets.get(node), context);
      count(resolved);
      return resolved;
    }
    const before = total;
    if (isAnchored(node)) anchors.set(node, 'open');
    const converted = convertNode(node, fallback, context);
    count(converted);
    if (isAnchored(node)) {
      anchors.set(node, converted);
      sizes.set(converted, total - before);
    }
    return converted;
  };
  const context: Conversion = { source, anchors, report, convert };
  try {
    return convert(document.contents, { source, start: document.range[0], end: document.range[0] });
  } catch (error) {
    if (!(error instanceof TooManyValues)) throw error;
    report({
      code: 'CDC1104',
      severity: 'error',
      summary: `The aliases of this document expand to more than ${limits.expandedValues} values.`,
      fix: 'Write the repeated part out, or split the document.',
      range: rangeOf(placeOf(document.contents, { source, start: 0, end: 0 })),
    });
    return undefined;
  }
}

function isAnchored(node: unknown): node is Node {
  return (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined;
}

/** An alias means the last anchor of its name before it. One walk in document order, so that many aliases stay cheap. */
function resolveAliases(document: Document.Parsed): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const visit = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
      return;
    }
    if (isAnchored(node)) anchors.set((node as { anchor: string }).anchor, node);
    if (isMap(node)) {
      for (const pair of node.items) {
        visit(pair.key);
        visit(pair.value);
      }
    } else if (isSeq(node)) node.items.forEach(visit);
  };
  visit(document.contents);
  return targets;
}

function convertAlias(alias: Alias, target: Node | undefined, context: Conversion): DataNode {
  const place = placeOf(alias, { source: context.source, start: 0, end: 0 });
  const known = target && context.anchors.get(target);
  if (known && known !== 'open') return known.type === 'scalar' ? { ...known, place } : known;
  context.report({
    code: 'CDC1105',
    severity: 'error',
    summary: known === 'open' ? `The alias *${alias.source} stands inside its own anchor.` : `There is no anchor &${alias.source} before this alias.`,
    fix: known === 'open' ? 'Write the value out.' : `Define the value with &${alias.source} earlier in the same document; anchors do not reach across "---".`,
    range: rangeOf(place),
  });
  return nullAt(place);
}

function convertNode(node: unknown, fallback: Place, context: Conversion): DataNode {
  const place = placeOf(node, fallback);
  if (isTagged(node)) return refuseTag(node, place, context);
  if (isMap(node)) return convertMapping(node, place, context);
  if (isSeq(node)) return { type: 'sequence', items: node.items.map((item) => context.convert(item, place)), place };
  if (isScalar(node)) {
    const value = node.value as Scalar;
    return { type: 'scalar', value, text: typeof value === 'string' ? value : node.source!, place };
  }
  return nullAt(place);
}

function isTagged(node: unknown): node is Node & { tag: string } {
  const tag = (node as { tag?: string } | null)?.tag;
  return tag !== undefined && !CORE_TAG.test(tag);
}

function refuseTag(node: { readonly tag: string }, place: Place, context: Conversion): DataNode {
  context.report({
    code: 'CDC1109',
    severity: 'error',
    summary: `The tag ${node.tag.replace('tag:yaml.org,2002:', '!!')} means nothing here.`,
    fix: 'Remove the tag. Secrets are written as ${env:NAME} or ${file:path}, values of the target as ${var:name}.',
    range: rangeOf(place),
  });
  return nullAt(place);
}

function convertMapping(map: YAMLMap, place: Place, context: Conversion): MappingNode {
  const own = new Map<string, MappingEntry>();
  const merged: MappingNode[] = [];
  for (const pair of map.items) {
    const keyPlace = placeOf(pair.key, place);
    const key = keyText(pair, keyPlace, context);
    if (key === undefined) continue;
    const value = context.convert(pair.value, { source: context.source, start: keyPlace.end, end: keyPlace.end });
    if (key === '<<' && isPlain(pair)) merged.push(...mergeSources(value, keyPlace, context));
    else addEntry(own, key, { key: keyPlace, value }, context);
  }
  if (merged.length === 0) return { type: 'mapping', entries: own, place };
  // Own keys win over merged ones, an earlier merged mapping over a later one.
  const entries = new Map(own);
  for (const mapping of merged) {
    for (const [key, entry] of mapping.entries) if (!entries.has(key)) entries.set(key, entry);
  }
  return { type: 'mapping', entries, place };
}

function isPlain(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN';
}

function addEntry(entries: Map<string, MappingEntry>, key: string, entry: MappingEntry, context: Conversion): void {
  const first = entries.get(key);
  if (!first) {
    entries.set(key, entry);
    return;
  }
  context.report({
    code: 'CDC1102',
    severity: 'error',
    summary: `The key "${key}" is given twice in one mapping.`,
    detail: `It is given first on line ${rangeOf(first.key).start.line}.`,
    fix: 'Keep one of the two.',
    range: rangeOf(entry.key),
  });
}

function keyText(pair: Pair, place: Place, context: Conversion): string | undefined {
  const { key } = pair;
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  const scalar = isScalar(key) && key.value !== null;
  context.report({
    code: 'CDC1106',
    severity: 'error',
    summary: scalar ? `The key ${String(key.value)} is a ${typeof key.value}, not text.` : 'A key must be text.',
    fix: scalar ? `Quote it: "${key.source!}".` : 'Write the key as a word before the colon.',
    range: rangeOf(place),
  });
  return undefined;
}

function mergeSources(value: DataNode, keyPlace: Place, context: Conversion): readonly MappingNode[] {
  const candidates = value.type === 'sequence' ? value.items : [value];
  const mappings = candidates.filter((node) => node.type === 'mapping');
  if (mappings.length < candidates.length) {
    context.report({
      code: 'CDC1108',
      severity: 'error',
      summary: 'The merge key << takes a mapping, or a list of mappings.',
      fix: 'Give it an alias of a mapping: "<<: *defaults".',
      range: rangeOf(keyPlace),
    });
  }
  return mappings;
}

function placeOf(node: unknown, fallback: Place): Place {
  const range = (node as Partial<Node> | null)?.range;
  return range ? { source: fallback.source, start: range[0], end: range[1] } : fallback;
}

function nullAt(place: Place): DataNode {
  return { type: 'scalar', value: null, text: '', place };
}
