import type { RunReport, TargetReport } from '../../core/report.js';
import { plural } from '../printable.js';
import { callsLine } from '../result-text.js';
import { targetSentence } from '../sentence.js';
import { attentionMarkup, attentionOf } from './attention.js';
import { healthMark } from './health.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { pipelineMarkup, syncMark } from './pipeline.js';
import { pipelineView, urgency } from './pipeline-view.js';
import type { PipelineView } from './pipeline-view.js';
import { planMarkup } from './plan.js';
import type { PlanLimits } from './plan.js';

/** How much is shown of one target, so that a page stays a page. */
export interface TargetLimits extends PlanLimits {
  /** Healthy tables listed in all, shared out between the pipelines. */
  readonly tables: number;
  /** Problems told in full. */
  readonly problems: number;
  /** Pipelines shown with their chain; the others keep their line in the overview. */
  readonly pipelines: number;
}

/** The parts of one target, for a page to put together. `id` starts every id within. */
export interface TargetParts {
  readonly account: Markup | undefined;
  readonly attention: Markup | undefined;
  readonly plan: Markup | undefined;
  readonly overview: Markup | undefined;
  readonly pipelines: Markup | undefined;
  readonly foot: Markup | undefined;
}

export function targetParts(target: TargetReport, id: string, limits: TargetLimits): TargetParts {
  const views = target.pipelines.map((status) => pipelineView(status, target));
  const ordered = views.map((view, at) => ({ view, id: `${id}-p${at}` })).sort((a, b) => urgency(b.view) - urgency(a.view));
  const shown = ordered.slice(0, limits.pipelines);
  const maxRows = Math.max(2, Math.floor(limits.tables / Math.max(1, shown.length)));
  const calls = callsLine(target.calls, target.durationMs);
  const more = ordered.length - shown.length;
  return {
    account: accountMarkup(target.account),
    attention: attentionMarkup(attentionOf(target), limits.problems, id),
    plan: planMarkup(target, id, limits),
    overview: views.length < 2 ? undefined : html`<ul class="overview">${ordered.map((one, at) => overviewItem(one.view, at < shown.length ? one.id : undefined))}</ul>`,
    pipelines: shown.length === 0 ? undefined : html`${shown.map((one) => pipelineMarkup(one.view, one.id, maxRows))}${more > 0 ? html`<p class="note">and ${plural(more, 'more pipeline')}, in the list above</p>` : undefined}`,
    foot: calls === undefined ? undefined : html`<p class="note">${calls}</p>`,
  };
}

function accountMarkup(account: TargetReport['account']): Markup | undefined {
  if (account === undefined) return undefined;
  const { environment, cluster } = account;
  return html`<p class="note">Environment ${environment.name} (${environment.id}), cluster ${cluster.name} (${cluster.id}), ${cluster.cloud} ${cluster.region}</p>`;
}

function overviewItem(view: PipelineView, id: string | undefined): Markup {
  const name = id === undefined ? html`<span class="name">${view.name}</span>` : html`<a class="name" href="#${id}">${view.name}</a>`;
  return html`<li>${name} ${healthMark(view.health)} ${syncMark(view.sync)}</li>
`;
}

/** One target of a run, as its report tells it. */
export function targetMarkup(target: TargetReport, report: RunReport, id: string, limits: TargetLimits): Markup {
  const parts = targetParts(target, id, limits);
  const plan = parts.plan === undefined ? undefined : html`<h3>The plan</h3>${parts.plan}`;
  const pipelines = parts.pipelines === undefined ? undefined : html`<h3>Pipelines</h3>${parts.overview}${parts.pipelines}`;
  return html`<section aria-labelledby="${id}-h"><h2 id="${id}-h">${target.target}</h2>
${report.targets.length < 2 ? undefined : html`<p>${targetSentence(target, report)}</p>`}${parts.account}
${parts.attention === undefined ? undefined : html`<h3>What to look at</h3>${parts.attention}`}
${target.results === undefined && report.command !== 'status' ? [plan, pipelines] : [pipelines, plan]}
${parts.foot}</section>
`;
}
