import { isSecretReference } from '../core/secret.js';
import { formatSpan } from './duration.js';
import { printable } from './printable.js';

/** Stands for every secret, wherever a value is shown. */
const SECRET = '(secret)';
const NONE = '(none)';

/** One value of a spec in one line, as people write it rather than as JSON. Uncut. */
export function formatValue(path: string, value: unknown): string {
  if (value === undefined || value === null) return NONE;
  if (isSecretReference(value)) return SECRET;
  if (isColumn(value)) return printable(value.nullable ? value.type : `${value.type} NOT NULL`);
  if (Array.isArray(value)) return `[${value.map((item) => formatValue(path, item)).join(', ')}]`;
  if (typeof value === 'object') return formatRecord(value as Record<string, unknown>);
  const text = value === '' ? "''" : printable(String(value));
  const span = /Ms$|\.ms$/.test(path) ? formatSpan(Number(value)) : undefined;
  return span === undefined ? text : `${text} (${span})`;
}

/** A record whose fields are told apart one by one: not a secret, not a column, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isSecretReference(value) && !isColumn(value);
}

/** The value with every secret reference replaced by `(secret)` and object keys sorted. */
export function withoutSecrets(value: unknown): unknown {
  if (isSecretReference(value)) return SECRET;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(record).sort().map((key) => [key, withoutSecrets(record[key])]));
}

function formatRecord(record: Record<string, unknown>): string {
  return `{${Object.entries(record).map(([key, value]) => `${printable(key)}: ${formatValue(key, value)}`).join(', ')}}`;
}

function isColumn(value: unknown): value is { type: string; nullable: boolean } {
  const column = value as { type?: unknown; nullable?: unknown } | null;
  return typeof value === 'object' && typeof column?.type === 'string' && typeof column.nullable === 'boolean';
}
