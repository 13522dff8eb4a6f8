import type { Origins } from './documents.js';
import { rangeOf, type DataNode, type MappingNode, type Path, type Place } from './nodes.js';
import type { SourceRange } from '../core/diagnostic.js';

/** Where a value stands, as an index of places; and the same of its children, by key or by position. */
type Branch = number | { readonly at: number; readonly children: Readonly<Record<string, Branch>> | readonly Branch[] };

/**
 * Origins that outlive their tree: they keep no values, and numbers instead of objects, which is a tenth of the memory. They
 * answer as `makeOrigins` of the same tree does.
 */
export function keepOrigins(root: MappingNode): Origins {
  const [first] = root.entries.values();
  const rootPlace = first?.key ?? root.place;
  const places = createPlaces(rootPlace);
  const tree = branchOf(root, rootPlace, places, new Map());
  const ranges = new Map<number, SourceRange>();
  places.close();
  return {
    at: (path) => {
      const index = walk(tree, path);
      // All resources of a table point at the same few places.
      const range = ranges.get(index) ?? rangeOf(places.get(index));
      ranges.set(index, range);
      return range;
    },
  };
}

function walk(tree: Branch, path: Path): number {
  let branch = tree;
  for (const step of path) {
    const child = typeof branch === 'number' ? undefined : childOf(branch.children, step);
    if (child === undefined) break;
    branch = child;
  }
  return typeof branch === 'number' ? branch : branch.at;
}

function childOf(children: Readonly<Record<string, Branch>> | readonly Branch[], step: string | number): Branch | undefined {
  if (isList(children)) return children[Number(step)];
  return Object.hasOwn(children, step) ? children[step] : undefined;
}

function isList(children: Readonly<Record<string, Branch>> | readonly Branch[]): children is readonly Branch[] {
  return Array.isArray(children);
}

/** `kept`: what an alias stands for is kept once, however many aliases there are. */
function branchOf(node: DataNode, place: Place, places: Places, kept: Map<DataNode, Branch>): Branch {
  const known = kept.get(node);
  if (known !== undefined) return known;
  const at = places.add(place);
  if (node.type === 'scalar') return at;
  const children = node.type === 'sequence'
    ? node.items.map((item) => branchOf(item, item.place, places, kept))
    // An empty value (`host:`) has no text of its own: point at its key.
    : Object.fromEntries([...node.entries].map(([key, { key: keyPlace, value }]) => [key, branchOf(value, value.place.start === value.place.end ? keyPlace : value.place, places, kept)]));
  const branch = { at, children };
  kept.set(node, branch);
  return branch;
}

interface Places {
  add(place: Place): number;
  get(index: number): Place;
  /** Nothing is added any more. */
  close(): void;
}

/** Nearly all places of a document are in one text; the others, as where a file is named, are kept as they are. */
function createPlaces({ source }: Place): Places {
  const strangers = new Map<number, Place>();
  let offsets: number[] | Int32Array = [];
  return {
    add: (place) => {
      const list = offsets as number[];
      const index = list.push(place.start, place.end) / 2 - 1;
      if (place.source !== source) strangers.set(index, place);
      return index;
    },
    get: (index) => strangers.get(index) ?? { source, start: offsets[index * 2]!, end: offsets[index * 2 + 1]! },
    close: () => void (offsets = Int32Array.from(offsets)),
  };
}
