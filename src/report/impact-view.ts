import { causeWords } from '../core/impact.js';
import type { Impact, ImpactEffect } from '../core/impact.js';
import { printable } from './printable.js';

/** Tables of one pipeline to which the same thing happens for the same reason. Texts are safe to print, uncut. */
export interface ImpactView {
  readonly severity: Impact['severity'];
  readonly pipeline: string;
  /** `public.orders → orders`, one per table. */
  readonly tables: readonly string[];
  readonly what: string;
  readonly why: string;
  /** `pipelines/shop.yaml:12`, where the cause was written. */
  readonly place?: string;
  readonly reversible: boolean;
  /** `3.4 MB`, of all of them, where the account knows it. */
  readonly size?: string;
}

const effectWords = {
  dropped: 'dropped',
  recreated: 'made again',
  resnapshotted: 'read again from the database',
  reread: 'read again from the source topic',
  paused: 'no new rows meanwhile',
  unreadable: 'readers of the lake table find none, or an old one',
  historyLost: 'older versions of the lake table are gone',
  eventsLost: 'change events are lost',
} as const satisfies Record<ImpactEffect, string>;

/** Nothing that exists is hurt: said in the place of a list. */
export const NO_IMPACT = 'No existing data is touched.';

/** What happens to data, one entry per reason instead of one per table; in the order of the impacts, gravest first. */
export function impactViews(impacts: readonly Impact[]): ImpactView[] {
  const groups = new Map<string, Impact[]>();
  for (const impact of impacts) {
    const { pipeline, severity, effects, because, reversible } = impact;
    const key = JSON.stringify([severity, pipeline, effects, because.path, because.address, because.origin?.file, because.origin?.start.line, reversible]);
    groups.set(key, [...(groups.get(key) ?? []), impact]);
  }
  return [...groups.values()].map(viewOf);
}

function viewOf(impacts: readonly Impact[]): ImpactView {
  const [first] = impacts;
  const { severity, pipeline, effects, because, reversible } = first!;
  const size = sizeOf(impacts);
  return {
    severity,
    pipeline: printable(pipeline),
    tables: impacts.map(({ table, target }) => printable(target === undefined ? table : `${table} → ${target}`)),
    what: effects.map((effect) => effectWords[effect]).join(', '),
    why: whyOf(because),
    ...(because.origin === undefined ? {} : { place: printable(`${because.origin.file}:${because.origin.start.line}`) }),
    reversible,
    ...(size === undefined ? {} : { size }),
  };
}

function whyOf({ path, address }: Impact['because']): string {
  const what = shortened(address);
  const words = Object.hasOwn(causeWords, path) ? causeWords[path as keyof typeof causeWords] : undefined;
  return printable(words === undefined ? `${path} of ${what} changes` : `${what}: ${words}`);
}

/** Without the scope, where it has one. */
function shortened(address: string): string {
  const parts = /^([^/]+)\/[^/]+\/(.+)$/s.exec(address);
  return parts === null ? address : `${parts[1]!}/${parts[2]!}`;
}

/** Nothing where one of them is unknown: a sum of some would look like the sum of all. */
function sizeOf(impacts: readonly Impact[]): string | undefined {
  const bytes = sumOf(impacts.map((impact) => impact.bytes));
  return bytes === undefined ? undefined : formatBytes(bytes);
}

function sumOf(counts: readonly (number | undefined)[]): number | undefined {
  return counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
}

/** `512 B`, `3.4 MB`: steps of 1024. */
function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')} ${units[power]!}`;
}

/** `public.orders → orders, public.items → items and 3 more`. */
export function someTables(tables: readonly string[], max: number, show: (table: string) => string = (table) => table): string {
  const more = tables.length - max;
  return `${tables.slice(0, max).map(show).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
