import type { Impact, ImpactSeverity } from '../core/impact.js';
import { impactViews, NO_IMPACT, someTables } from './impact-view.js';
import type { ImpactView } from './impact-view.js';
import { codeCell, escapeProse } from './markdown-escape.js';
import type { Section } from './markdown-sections.js';

const MAX_TABLES = 5;

const icons = { none: '⚪', pause: '⚪', reread: '🟡', rebuild: '🟠', resnapshot: '🟠', loss: '🔴' } as const satisfies Record<ImpactSeverity, string>;

/** What a plan does to data, as a table that can be cut between its rows. It stands before the changes. */
export function impactSection(impacts: readonly Impact[]): Section {
  if (impacts.length === 0) return { name: 'what happens to data', essential: true, head: ['', NO_IMPACT], lines: [], tail: [], cutLine: () => '' };
  return {
    name: 'what happens to data',
    essential: true,
    head: ['', '**What happens to data**', '', '| | tables | what happens | why | undone? |', '| --- | --- | --- | --- | --- |'],
    lines: impactViews(impacts).map(row),
    tail: [],
    cutLine: (left) => `| | … ${left} more | | | |`,
  };
}

/** The same as lines, for where nothing is cut. */
export function impactTable(impacts: readonly Impact[]): string[] {
  const { head, lines, tail } = impactSection(impacts);
  return [...head, ...lines, ...tail];
}

function row({ severity, pipeline, tables, what, why, place, reversible, size }: ImpactView): string {
  const named = `${codeCell(pipeline)}: ${someTables(tables, MAX_TABLES, codeCell)}${size === undefined ? '' : ` (${escapeProse(size)})`}`;
  const cause = `${escapeProse(why)}${place === undefined ? '' : `, ${codeCell(place)}`}`;
  return `| ${icons[severity]} ${severity} | ${named} | ${escapeProse(what)} | ${cause} | ${reversible ? 'yes' : '**no**'} |`;
}
