import type { SimClock } from './clock.js';
import type { Lag } from './timings.js';

/**
 * Named things with a memory: a list may be asked as it looked a while ago, because the service's lists
 * run behind its single reads.
 */
export class Store<T> {
  readonly #clock: SimClock;
  readonly #items = new Map<string, { readonly item: T; readonly createdAt: number }>();
  #graves: { readonly item: T; readonly createdAt: number; readonly deletedAt: number }[] = [];
  /** The graves are cleared of old ones when they are more than this. */
  #manyGraves = 100;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  get(name: string): T | undefined {
    return this.#items.get(name)?.item;
  }

  has(name: string): boolean {
    return this.#items.has(name);
  }

  put(name: string, item: T): void {
    this.#items.set(name, { item, createdAt: this.#items.get(name)?.createdAt ?? this.#clock.now() });
  }

  /** What there is was always there: no list runs behind it. */
  settle(): void {
    for (const [name, { item }] of this.#items) this.#items.set(name, { item, createdAt: Number.NEGATIVE_INFINITY });
  }

  /** Removes the item; lists that run behind go on showing it for their lag. */
  delete(name: string): void {
    const found = this.#items.get(name);
    if (found === undefined) return;
    this.#items.delete(name);
    const deletedAt = this.#clock.now();
    this.#graves.push({ ...found, deletedAt });
    if (this.#graves.length <= this.#manyGraves) return;
    this.#graves = this.#graves.filter((grave) => deletedAt - grave.deletedAt < GRAVE_MS);
    this.#manyGraves = Math.max(100, this.#graves.length * 2);
  }

  /** Everything that exists now, in the order of creation. */
  all(): readonly T[] {
    return [...this.#items.values()].map((entry) => entry.item);
  }

  /** What a list call sees: `stale` ms (a fault) and the ordinary lag behind the truth. */
  list(lag: Lag, stale = 0): readonly T[] {
    const now = this.#clock.now();
    const created = Math.max(lag.created, stale);
    const deleted = Math.max(lag.deleted, stale);
    const alive = [...this.#items.values()].filter((entry) => created === 0 || entry.createdAt <= now - created);
    const recent = this.#graves.filter((grave) => grave.deletedAt > now - deleted);
    if (recent.length === 0) return alive.map((entry) => entry.item);
    const names = new Set(alive.map((entry) => entry.item));
    const dead = recent.filter((grave) => !names.has(grave.item));
    return [...alive, ...dead].map((entry) => entry.item);
  }
}

/** How long a removed item can come back in a stale list: simulated milliseconds. */
const GRAVE_MS = 60 * 60 * 1_000;
