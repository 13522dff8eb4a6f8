/** Lines of work that take turns: one of each, then one of each again, however long any of them is. */
export interface FairQueue<Item> {
  readonly size: number;
  push(line: string, item: Item): void;
  /** The first of the line whose turn it is. */
  next(): Item | undefined;
}

/** An empty one. A line that runs dry leaves the round, and joins it at its end when it has work again. */
export function createFairQueue<Item>(): FairQueue<Item> {
  const lines = new Map<string, Item[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    push(line, item) {
      const items = lines.get(line);
      if (items === undefined) lines.set(line, [item]);
      else items.push(item);
      size += 1;
    },
    next() {
      const first = lines.entries().next();
      if (first.done === true) return undefined;
      const [line, items] = first.value;
      // To the end of the round.
      lines.delete(line);
      const item = items.shift()!;
      if (items.length > 0) lines.set(line, items);
      size -= 1;
      return item;
    },
  };
}
