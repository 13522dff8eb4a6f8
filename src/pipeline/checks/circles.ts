import type { Diagnostic } from '../../core/diagnostic.js';
import { targetNameOf } from '../defaults.js';
import { nameOf, namePath } from './claims.js';
import type { Claims } from './claims.js';

/** A table that reads a topic and fills another: topics as `scope name`. */
interface Way {
  readonly claims: Claims;
  readonly index: number;
  readonly from: string;
  readonly to: string;
}

/**
 * Tables of existing topics that are read from each other in a circle: each row would come round again for ever. A table that
 * fills the topic that it reads is reported as that (CDC1605).
 */
export function circles(all: readonly Claims[]): Diagnostic[] {
  const ways = all.filter(({ blueprint }) => blueprint.connector === undefined).flatMap((claims) => claims.input.spec.tables.flatMap((table, index): Way[] => (table.decode === false ? [] : [{
    claims, index, from: `${claims.scope} ${table.from}`, to: `${claims.scope} ${targetNameOf(table, claims.input.name)}`,
  }])));
  const readers = new Map<string, Way[]>();
  for (const way of ways) {
    const known = readers.get(way.from);
    if (known === undefined) readers.set(way.from, [way]);
    else known.push(way);
  }
  return ways.flatMap((way): Diagnostic[] => {
    const others = wayBack(way, readers);
    // Said once, of the last of them.
    if (others === undefined || others.some((other) => ways.indexOf(other) > ways.indexOf(way))) return [];
    return [{
      code: 'CDC2412',
      severity: 'error',
      summary: `${nameOf(way.claims.input)} reads ${shown(way.from)} and fills ${shown(way.to)}, from which ${shown(way.from)} is filled again.`,
      detail: `The way back: ${others.map((other) => `${shown(other.from)} to ${shown(other.to)} (${nameOf(other.claims.input)})`).join(', ')}.`,
      fix: 'Read the topic that the records first arrive in.',
      range: way.claims.input.origins.at(namePath(way.claims.input.spec.tables[way.index]!, way.index)),
    }];
  });
}

/** The shortest chain of tables from what a table fills to what it reads. `readers`: by the topic that they read. */
function wayBack(way: Way, readers: ReadonlyMap<string, readonly Way[]>): readonly Way[] | undefined {
  const seen = new Set<string>([way.to]);
  let chains: (readonly Way[])[] = [[]];
  while (chains.length > 0) {
    const next: (readonly Way[])[] = [];
    for (const chain of chains) {
      const end = chain.at(-1)?.to ?? way.to;
      for (const step of readers.get(end) ?? []) {
        if (step.to === way.from) return way.from === way.to ? undefined : [...chain, step];
        if (!seen.has(step.to)) next.push([...chain, step]);
        seen.add(step.to);
      }
    }
    chains = next;
  }
  return undefined;
}

function shown(topic: string): string {
  return topic.slice(topic.lastIndexOf(' ') + 1);
}
