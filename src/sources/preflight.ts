import type { DatabaseRow, Platform, Remedy } from '../core/preflight.js';

/** What the checks of several sources share. Pure. */

export interface PlatformSettings {
  /** What a person changes in a managed service: `rds.logical_replication = 1`. */
  readonly rds: string;
  /** Default: as `rds`, in the cluster's parameter group. */
  readonly aurora?: string;
  readonly cloudSql: string;
  readonly azure: string;
  /** SQL on a server of one's own. */
  readonly sql: string;
  readonly restart: boolean;
}

/** The way to change a server setting on this platform. */
export function settingRemedy(platform: Platform, settings: PlatformSettings): Remedy {
  const restart = settings.restart ? { restart: true as const } : {};
  const then = settings.restart ? ', then restart the instance' : '';
  switch (platform) {
    case 'self-managed':
      return { type: 'sql', text: settings.sql, by: 'an administrator', ...restart };
    case 'rds':
      return { type: 'setting', text: `Parameter group: ${settings.rds}${then}.`, ...restart };
    case 'aurora':
      return { type: 'setting', text: `Cluster parameter group: ${settings.aurora ?? settings.rds}${then}.`, ...restart };
    case 'cloud-sql':
      return { type: 'setting', text: `Database flag: ${settings.cloudSql}${then}.`, ...restart };
    case 'azure':
      return { type: 'setting', text: `Server parameter: ${settings.azure}${then}.`, ...restart };
    default:
      return assertPlatform(platform);
  }
}

function assertPlatform(platform: never): never {
  throw new Error(`unknown platform: ${String(platform)}`);
}

/** What the host name tells; nothing for a name of one's own. */
export function platformOfHost(host: string): Platform | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (/\.cluster-(?:ro-|custom-)?[a-z0-9]+\.[a-z0-9-]+\.rds\.amazonaws\.com(\.cn)?$/.test(name)) return 'aurora';
  if (/\.rds\.amazonaws\.com(\.cn)?$/.test(name)) return 'rds';
  if (/\.(postgres|mysql|mariadb)\.database\.(azure\.com|chinacloudapi\.cn|usgovcloudapi\.net)$/.test(name)) return 'azure';
  if (/\.database\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/.test(name)) return 'azure';
  if (/\.sql\.goog$/.test(name)) return 'cloud-sql';
  return undefined;
}

/** For people: `Amazon RDS`; nothing for a server of one's own. */
export const platformTitles = {
  'self-managed': '',
  rds: 'Amazon RDS',
  aurora: 'Amazon Aurora',
  'cloud-sql': 'Cloud SQL',
  azure: 'Azure',
} as const satisfies Record<Platform, string>;

/** A field of a row as text; '' for NULL. */
export function textAt(row: DatabaseRow | undefined, column: string): string {
  const value = row?.[column];
  return value === undefined || value === null ? '' : String(value);
}

/** A field of a row as number; NaN for NULL or what is no number. */
export function numberAt(row: DatabaseRow | undefined, column: string): number {
  const value = row?.[column];
  return value === undefined || value === null || value === '' ? Number.NaN : Number(value);
}

/** Drivers answer booleans as true, 1, '1', 't', 'YES', 'ON' ... */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'bigint' && value === 1n) || (typeof value === 'string' && /^(1|t|true|y|yes|on)$/i.test(value.trim()));
}

/** Bytes for people: `1.5 GB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A text as a SQL literal: quotes doubled. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `a, b and c`; at most `max` are named. */
export function listed(names: readonly string[], max = 8): string {
  if (names.length > max) return `${names.slice(0, max).join(', ')} and ${names.length - max} more`;
  return names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Elements of a list, by a key. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
