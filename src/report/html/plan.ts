import { assertNever } from '../../core/assert-never.js';
import { isAtLeast } from '../../core/impact/severity.js';
import type { ImpactSeverity } from '../../core/impact/severity.js';
import type { TargetReport } from '../../core/report.js';
import type { Detail } from '../change-details.js';
import { impactViews, NO_IMPACT, someTables } from '../impact-view.js';
import type { ImpactView } from '../impact-view.js';
import { planView } from '../plan-view.js';
import type { ChangeView, GroupView } from '../plan-view.js';
import { cut, plural } from '../printable.js';
import { graphMarkup } from './graph.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';

/** How much of a plan is shown. */
export interface PlanLimits {
  readonly changes: number;
  readonly impacts: number;
  /** Whether each change shows its fields. */
  readonly details: boolean;
}

const MAX_VALUE = 160;

const severityWords = {
  none: 'Untouched',
  pause: 'Paused',
  reread: 'Read again',
  rebuild: 'Rebuilt',
  resnapshot: 'Read again from the database',
  loss: 'Lost',
} as const satisfies Record<ImpactSeverity, string>;

/** What would be done, or was: the impact on data first, then the order of steps, then each change. `undefined`: nothing. */
export function planMarkup({ plan, impacts }: Pick<TargetReport, 'plan' | 'impacts'>, id: string, limits: PlanLimits): Markup | undefined {
  if (plan === undefined || plan.steps.length + plan.orphans.length + plan.deferred.length + plan.summary.adopt + plan.summary.conflict + plan.summary.blocked === 0) return undefined;
  const view = planView(plan);
  const harmful = impactViews(impacts.filter((impact) => impact.severity !== 'none'));
  return html`${impactMarkup(harmful, limits.impacts)}
${graphMarkup(plan, id)}
${changesMarkup(view.groups, id, limits)}
${view.deferred.length === 0 ? undefined : html`<p>Planned when their schema is registered: ${someTables(view.deferred, 10)}.</p>`}
${view.orphans.length === 0 ? undefined : html`<p>Ours, in no file any more, and left alone without <code>--prune</code>: ${someTables(view.orphans, 10)}.</p>`}`;
}

function impactMarkup(impacts: readonly ImpactView[], max: number): Markup {
  if (impacts.length === 0) return html`<p>${NO_IMPACT}</p>`;
  return html`<h4>What happens to data</h4><ul class="impacts">${impacts.slice(0, max).map(
    (impact) => html`<li class="${isAtLeast(impact.severity, 'rebuild') ? 'error' : 'warning'}"><p class="title">${severityWords[impact.severity]}: ${someTables(impact.tables, 5)} <span class="note">of ${impact.pipeline}${impact.size === undefined ? '' : `, ${impact.size}`}</span></p><p>${impact.what}. ${impact.reversible ? undefined : html`<b>Cannot be undone.</b>`}</p><p class="note">${impact.why}${impact.place === undefined ? '' : `, ${impact.place}`}</p></li>
`,
  )}</ul>${impacts.length > max ? html`<p class="note">and ${impacts.length - max} more</p>` : undefined}`;
}

function changesMarkup(groups: readonly GroupView[], id: string, limits: PlanLimits): Markup | undefined {
  const total = groups.reduce((sum, group) => sum + group.changes.length, 0);
  if (groups.length === 0) return undefined;
  let left = limits.changes;
  const parts = groups.flatMap((group) => {
    const shown = group.changes.slice(0, Math.max(0, left));
    left -= shown.length;
    if (shown.length === 0 && group.changes.length > 0) return [];
    return [html`<li><b>${group.title}</b><ul>${shown.map((change) => changeMarkup(change, limits.details))}${group.appears.slice(0, 8).map((appears) => html`<li class="note">${appears}</li>`)}</ul></li>
`];
  });
  return html`<details id="${id}-c"${limits.details ? html` open` : undefined}><summary>${plural(total, 'change')}</summary><ul class="changes">${parts}</ul>${left < 0 || total > limits.changes ? html`<p class="note">and ${total - limits.changes} more</p>` : undefined}</details>`;
}

function changeMarkup({ type, symbol, address, note, details, how }: ChangeView, withDetails: boolean): Markup {
  return html`<li class="change ${type}"><code><span aria-hidden="true">${symbol.trim()}</span> ${type}</code> ${address}${note === undefined ? undefined : html` <span class="note">${note}</span>`}${how === undefined ? undefined : html` <span class="note">${how}</span>`}${withDetails && details.length > 0 ? html`<ul>${details.map(detailMarkup)}</ul>` : undefined}</li>
`;
}

function detailMarkup(detail: Detail): Markup {
  switch (detail.type) {
    case 'value':
      return html`<li><code>${detail.path}</code>: <del>${cut(detail.before, MAX_VALUE)}</del> → <ins>${cut(detail.after, MAX_VALUE)}</ins>${detail.immutable ? html` <span class="note">cannot change in place</span>` : undefined}</li>`;
    case 'secret':
      return html`<li><code>${detail.path}</code>: <span class="note">a secret; sent again</span></li>`;
    case 'lines':
      return html`<li><code>${detail.path}</code>${detail.immutable ? html` <span class="note">cannot change in place</span>` : undefined}<pre tabindex="0">${detail.lines.map(({ sign, text }) => html`${`${sign} ${text}`}
`)}${detail.more > 0 ? `… ${detail.more} more` : ''}</pre></li>`;
    default:
      return assertNever(detail);
  }
}
