import type { FieldChange } from '../core/change.js';
import { diffLines } from './line-diff.js';
import type { DiffLine } from './line-diff.js';
import { diffSql } from './sql-lines.js';
import { formatValue, isRecord } from './values.js';
import { printable } from './printable.js';

/** One thing to show under a change. Texts are safe to print and uncut. */
export type Detail =
  | { readonly type: 'value'; readonly path: string; readonly before: string; readonly after: string; readonly immutable: boolean }
  | { readonly type: 'secret'; readonly path: string }
  | { readonly type: 'lines'; readonly path: string; readonly lines: readonly DiffLine[]; readonly more: number; readonly immutable: boolean };

/** More differing lines than this are counted instead. */
const MAX_LINES = 24;
/** Lists longer than this are shown by the items that differ. */
const LONG_LIST = 48;

/** Field changes as a reader wants them: records by the keys that differ, SQL and long lists by their lines. */
export function detailsOf(fields: readonly FieldChange[]): Detail[] {
  return fields.flatMap((field) => (field.sensitive ? [{ type: 'secret' as const, path: printable(field.path) }] : detailsOfValue(field, field.path, field.before, field.after)));
}

function detailsOfValue(field: FieldChange, path: string, before: unknown, after: unknown): Detail[] {
  const immutable = field.effect === 'replace';
  if (isRecord(before) || isRecord(after)) return detailsOfRecord(field, path, asRecord(before), asRecord(after));
  const diff = linesOf(path, before, after);
  if (diff !== undefined) {
    const lines = diff.slice(0, MAX_LINES).map(({ sign, text }) => ({ sign, text: printable(text) }));
    return [{ type: 'lines', path: printable(path), lines, more: diff.length - lines.length, immutable }];
  }
  return [{ type: 'value', path: printable(path), before: formatValue(path, before), after: formatValue(path, after), immutable }];
}

function detailsOfRecord(field: FieldChange, path: string, before: Record<string, unknown>, after: Record<string, unknown>): Detail[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .flatMap((key) => detailsOfValue(field, `${path}.${key}`, before[key], after[key]));
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** `undefined`: the two values fit in one line each. */
function linesOf(path: string, before: unknown, after: unknown): DiffLine[] | undefined {
  if (typeof before === 'string' && typeof after === 'string') {
    if (path === 'sql' || path.endsWith('.sql')) return nonEmpty(diffSql(before, after));
    if (before.includes('\n') || after.includes('\n')) return nonEmpty(diffLines(before.split('\n'), after.split('\n')));
    if (isLongList(before) || isLongList(after)) return nonEmpty(diffLines(items(before), items(after)));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const texts = [before, after].map((list) => list.map((item) => formatValue(path, item)));
    if (texts.some((list) => list.join(', ').length > LONG_LIST)) return nonEmpty(diffLines(texts[0]!, texts[1]!));
  }
  return undefined;
}

function isLongList(text: string): boolean {
  return text.length > LONG_LIST && text.includes(',');
}

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** An order that changed within a line shows no differing line: then both values are shown. */
function nonEmpty(lines: DiffLine[]): DiffLine[] | undefined {
  return lines.length === 0 ? undefined : lines;
}
