import { assertNever } from '../core/assert-never.js';
import type { ChangeType } from '../core/change.js';
import type { Detail } from './change-details.js';
import type { EvolutionView, EvolvedTable } from './evolution-view.js';
import type { Palette } from './palette.js';
import type { ChangeView, GroupView, PlanView } from './plan-view.js';
import { cut } from './printable.js';

export interface PlanTextOptions {
  readonly palette: Palette;
  /** Columns; longer values are cut. */
  readonly width: number;
}

const DETAIL_INDENT = ' '.repeat(8);
/** Paths longer than this push their value out instead of widening the column for all. */
const MAX_PATH = 40;
const MAX_ADDRESS = 60;

/** The plan in lines: what happens to which resource, by pipeline. */
export function planLines(view: PlanView, options: PlanTextOptions): string[] {
  return [...evolutionLines(view.evolved, options), ...view.groups.flatMap((group) => [...groupLines(group, options), '']), ...deferredLines(view, options), ...orphanLines(view.orphans, options)];
}

function groupLines(group: GroupView, options: PlanTextOptions): string[] {
  const { palette } = options;
  const noted = group.changes.filter((change) => change.note !== undefined).map((change) => change.address.length);
  const column = Math.min(Math.max(0, ...noted), MAX_ADDRESS);
  return [
    palette.strong(group.title),
    ...group.changes.flatMap((change) => changeLines(change, column, options)),
    ...group.appears.map((words) => palette.muted(`  .   appears: ${words}`)),
    ...(group.unchanged > 0 ? [palette.muted(`      ${group.unchanged} unchanged`)] : []),
  ];
}

function changeLines(change: ChangeView, column: number, options: PlanTextOptions): string[] {
  const { palette } = options;
  const paint = paintOf(change.type, palette);
  const note = change.note === undefined ? '' : `${' '.repeat(Math.max(0, column - change.address.length))}  ${palette.muted(change.note)}`;
  const columns = change.details.filter((detail) => detail.type === 'secret' || (detail.type === 'value' && !isForcing(detail, change.type)));
  const pathWidth = Math.min(MAX_PATH, Math.max(0, ...columns.map((detail) => detail.path.length)));
  return [
    `  ${paint(change.symbol.padEnd(4))}${change.address}${note}`,
    ...change.details.flatMap((detail) => detailLines(detail, change.type, pathWidth, options)),
    ...(change.how === undefined ? [] : [`${DETAIL_INDENT}${palette.muted(change.how)}`]),
  ];
}

function detailLines(detail: Detail, type: ChangeType, pathWidth: number, { palette, width }: PlanTextOptions): string[] {
  const path = `${DETAIL_INDENT}${detail.path.padEnd(pathWidth)}`;
  switch (detail.type) {
    case 'secret':
      return [`${path}  ${palette.muted('(secret, will be sent)')}`];
    case 'value': {
      const forced = isForcing(detail, type);
      const start = forced ? `${DETAIL_INDENT}${detail.path} is immutable:` : path;
      const room = Math.max(20, Math.floor((width - start.length - 5) / 2));
      return [`${start}${forced ? ' ' : '  '}${palette.removed(cut(detail.before, room))} → ${palette.added(cut(detail.after, room))}`];
    }
    case 'lines': {
      const heading = `${DETAIL_INDENT}${detail.path}${isForcing(detail, type) ? ' is immutable:' : ''}`;
      const room = Math.max(20, width - DETAIL_INDENT.length - 4);
      return [
        heading,
        ...detail.lines.map(({ sign, text }) => `${DETAIL_INDENT}  ${signPaint(sign, palette)(`${sign} ${cut(text, room)}`)}`),
        ...(detail.more > 0 ? [palette.muted(`${DETAIL_INDENT}  … ${detail.more} more`)] : []),
      ];
    }
    default:
      return assertNever(detail);
  }
}

/** Whether the field is a reason of the replace that it stands under. */
export function isForcing(detail: Detail, type: ChangeType): boolean {
  return type === 'replace' && detail.type !== 'secret' && detail.immutable;
}

function evolutionLines(tables: readonly EvolvedTable[], { palette }: PlanTextOptions): string[] {
  if (tables.length === 0) return [];
  const paint = { '+': palette.added, '-': palette.removed, '~': palette.changed } as const;
  const columnLines = ({ symbol, what, layers, why }: EvolutionView): string[] => [
    `    ${paint[symbol](symbol)} ${what}`,
    ...layers.map(({ layer, words }) => `        ${palette.muted(layer.padEnd(10))} ${words}`),
    `        ${palette.muted(why)}`,
  ];
  return [
    palette.strong('schema evolution') + palette.muted(' (the source has changed since it was last looked at)'),
    ...tables.flatMap(({ title, columns }) => [`  ${title}`, ...columns.flatMap(columnLines)]),
    '',
  ];
}

function deferredLines({ deferred, unread }: PlanView, { palette }: PlanTextOptions): string[] {
  const section = (tables: readonly string[], title: string, note: string): string[] =>
    tables.length === 0 ? [] : [palette.strong(title) + palette.muted(note), ...tables.map((table) => `  ${palette.muted('?')}   ${table}`), ''];
  return [
    ...section(deferred, "known after the connector's first record", ' (the same run goes on then)'),
    ...section(unread, 'not planned', ' (Schema Registry could not be read, so their columns are not known)'),
  ];
}

function orphanLines(orphans: readonly string[], { palette }: PlanTextOptions): string[] {
  if (orphans.length === 0) return [];
  return [palette.strong('orphans') + palette.muted(' (ours, in no file any more; --prune deletes what nothing keeps)'), ...orphans.map((address) => `  ${palette.warning('!')}   ${address}`), ''];
}

function signPaint(sign: '+' | '-' | ' ', palette: Palette): (text: string) => string {
  return sign === '+' ? palette.added : sign === '-' ? palette.removed : palette.muted;
}

function paintOf(type: ChangeType, palette: Palette): (text: string) => string {
  switch (type) {
    case 'create':
      return palette.added;
    case 'update':
    case 'replace':
    case 'blocked':
      return palette.changed;
    case 'delete':
    case 'conflict':
      return palette.removed;
    case 'adopt':
    case 'appear':
    case 'noop':
      return palette.muted;
    default:
      return assertNever(type);
  }
}
