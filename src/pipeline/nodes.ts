import type { SourceRange } from '../core/diagnostic.js';
import type { Origins } from './documents.js';

/** A file's text, able to tell lines and columns of its offsets. */
export interface TextSource {
  readonly file: string;
  readonly positionAt: (offset: number) => { readonly line: number; readonly column: number };
}

/** A stretch of a file, as offsets: cheap to keep for every node, turned into lines and columns only when reported. */
export interface Place {
  readonly source: TextSource;
  readonly start: number;
  readonly end: number;
}

export type Scalar = string | number | boolean | null;

export interface ScalarNode {
  readonly type: 'scalar';
  readonly value: Scalar;
  /** As written, without quotes: `1.10` stays `1.10` where the value is 1.1. */
  readonly text: string;
  /** Set where a variable has no value: the node stands for something that nobody can judge. */
  readonly unresolved?: true;
  readonly place: Place;
}

export interface SequenceNode {
  readonly type: 'sequence';
  readonly items: readonly DataNode[];
  readonly place: Place;
}

export interface MappingEntry {
  readonly key: Place;
  readonly value: DataNode;
}

export interface MappingNode {
  readonly type: 'mapping';
  readonly entries: ReadonlyMap<string, MappingEntry>;
  readonly place: Place;
}

/** A YAML value that knows where it was written. Overrides and variables are applied to nodes, so places survive both. */
export type DataNode = ScalarNode | SequenceNode | MappingNode;

export type Path = readonly (string | number)[];

export function rangeOf(place: Place): SourceRange {
  return {
    file: place.source.file,
    start: place.source.positionAt(place.start),
    end: place.source.positionAt(Math.max(place.start, place.end)),
  };
}

/** The plain value that a schema validator understands. Keys become own properties, `__proto__` included. */
export function toPlain(node: DataNode): unknown {
  switch (node.type) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(toPlain);
    case 'mapping':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
  }
}

/** The child at one step, or nothing when there is none. */
export function childOf(node: DataNode, step: string | number): MappingEntry | { readonly value: DataNode } | undefined {
  if (node.type === 'mapping') return node.entries.get(String(step));
  if (node.type === 'sequence') {
    const item = node.items[Number(step)];
    return item && { value: item };
  }
  return undefined;
}

/** The node at the path, or nothing when the document has none there. */
export function nodeAt(root: DataNode, path: Path): DataNode | undefined {
  let node: DataNode | undefined = root;
  for (const step of path) {
    if (!node) return undefined;
    node = childOf(node, step)?.value;
  }
  return node;
}

/** Origins over a tree of nodes; knows the places of keys besides those of values. */
export interface NodeOrigins extends Origins {
  /** The range of the key that the path ends in; of the nearest ancestor's key when it has none. */
  keyAt(path: Path): SourceRange;
}

/** Origins of a document whose tree is `root`. */
export function makeOrigins(root: MappingNode): NodeOrigins {
  const ranges = new Map<Place, SourceRange>();
  // All resources of a table point at the same few places.
  const rangeAt = (place: Place): SourceRange => {
    const known = ranges.get(place);
    if (known !== undefined) return known;
    const range = rangeOf(place);
    ranges.set(place, range);
    return range;
  };
  return {
    at: (path) => rangeAt(walk(root, path).value),
    keyAt: (path) => rangeAt(walk(root, path).key),
  };
}

function walk(root: MappingNode, path: Path): { readonly key: Place; readonly value: Place } {
  let node: DataNode = root;
  let key = firstKey(root);
  let value = path.length === 0 ? firstKey(root) : root.place;
  for (const step of path) {
    const child = childOf(node, step);
    if (!child) break;
    node = child.value;
    key = 'key' in child ? child.key : child.value.place;
    // An empty value (`host:`) has no text of its own: point at its key.
    value = node.place.start === node.place.end ? key : node.place;
  }
  return { key, value: value === root.place ? firstKey(root) : value };
}

/** A whole document is too much to point at: its first key stands for it. */
function firstKey(root: MappingNode): Place {
  const [first] = root.entries.values();
  return first?.key ?? root.place;
}
