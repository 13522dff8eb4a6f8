import { parseAddress } from '../core/address.js';
import type { ResourceAddress } from '../core/address.js';
import { impactSeverities } from '../core/impact.js';
import type { Impact, ImpactEffect, ImpactSeverity } from '../core/impact.js';
import { cut, printable } from './printable.js';

/** What happens to one table's data, in words. Texts are safe to print. */
export interface ImpactWords {
  readonly severity: ImpactSeverity;
  readonly pipeline: string;
  /** `public.orders → orders`. */
  readonly table: string;
  /** `1,200 rows, 3.4 MB`; absent where the account knows neither. */
  readonly size?: string;
  readonly effects: string;
  readonly because: string;
  readonly reversible: boolean;
}

/** One phrase per effect. */
export const effectWords = {
  dropped: 'dropped',
  recreated: 'made again',
  reread: 'rows read again from the source topic',
  resnapshotted: 'rows read again from the database',
  paused: 'no new rows meanwhile',
  unreadable: 'readers of the lake table find none, or an old one, meanwhile',
  historyLost: 'older versions of the lake table are gone',
  eventsLost: 'change events that exist nowhere else are gone',
} as const satisfies Record<ImpactEffect, string>;

const MAX_ADDRESS = 120;

/** Only what does something, the gravest first. */
export function impactWords(impacts: readonly Impact[]): ImpactWords[] {
  return impacts
    .filter((impact) => impact.severity !== 'none')
    .map((impact, at) => ({ impact, at }))
    .sort((a, b) => impactSeverities.indexOf(b.impact.severity) - impactSeverities.indexOf(a.impact.severity) || a.at - b.at)
    .map(({ impact }) => wordsOf(impact));
}

function wordsOf({ severity, pipeline, table, target, effects, because, reversible, rows, bytes }: Impact): ImpactWords {
  const size = [...(rows === undefined ? [] : [`${grouped(rows)} row${rows === 1 ? '' : 's'}`]), ...(bytes === undefined ? [] : [formatBytes(bytes)])].join(', ');
  const place = because.origin === undefined ? '' : ` (${because.origin.file}:${because.origin.start.line})`;
  return {
    severity,
    pipeline: printable(pipeline),
    table: printable(target === undefined ? table : `${table} → ${target}`),
    ...(size === '' ? {} : { size }),
    effects: effects.map((effect) => effectWords[effect]).join(', '),
    because: printable(`${cut(shortened(because.address), MAX_ADDRESS)} ${because.path}${place}`),
    reversible,
  };
}

/** Without the scope, where it has one. */
function shortened(address: string): string {
  if (!/^[^/]+\/[^/]+\/./s.test(address)) return address;
  const { kind, name } = parseAddress(address as ResourceAddress);
  return `${kind}/${name}`;
}

const byteUnits = [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']] as const;

/** In decimal units. */
export function formatBytes(bytes: number): string {
  const unit = byteUnits.find(([size]) => bytes >= size);
  return unit === undefined ? `${bytes} bytes` : `${(bytes / unit[0]).toFixed(1).replace(/\.0$/, '')} ${unit[1]}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
