import type { Impact, ImpactSeverity } from '../core/impact.js';
import { impactViews, NO_IMPACT, someTables } from './impact-view.js';
import type { ImpactView } from './impact-view.js';
import type { Palette } from './palette.js';
import { plural } from './printable.js';

export interface ImpactTextOptions {
  readonly palette: Palette;
}

const MAX_TABLES = 5;
const COLUMN = 12;
const INDENT = ' '.repeat(2 + COLUMN);

/** What a plan does to data, in lines, gravest first; it stands before the changes. For a plan that changes nothing it is not asked. */
export function impactLines(impacts: readonly Impact[], { palette }: ImpactTextOptions): string[] {
  if (impacts.length === 0) return [palette.muted(NO_IMPACT)];
  return [palette.strong('What happens to data'), ...impactViews(impacts).flatMap((view) => viewLines(view, palette))];
}

function viewLines(view: ImpactView, palette: Palette): string[] {
  const { severity, pipeline, tables, what, why, place, reversible, size } = view;
  const count = tables.length > 1 ? `${plural(tables.length, 'table')}: ` : '';
  return [
    `  ${paintOf(severity, palette)(severity.padEnd(COLUMN))}${pipeline}: ${count}${someTables(tables, MAX_TABLES)}${size === undefined ? '' : palette.muted(` (${size})`)}`,
    `${INDENT}${what}${reversible ? '' : palette.removed('; cannot be undone')}`,
    `${INDENT}${palette.muted(`because ${why}${place === undefined ? '' : ` (${place})`}`)}`,
  ];
}

function paintOf(severity: ImpactSeverity, palette: Palette): (text: string) => string {
  const paints = {
    none: palette.muted,
    pause: palette.muted,
    reread: palette.changed,
    rebuild: palette.warning,
    resnapshot: palette.warning,
    loss: palette.error,
  } as const satisfies Record<ImpactSeverity, (text: string) => string>;
  return paints[severity];
}
