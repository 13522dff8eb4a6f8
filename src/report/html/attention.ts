import { parseAddress } from '../../core/address.js';
import type { Diagnostic } from '../../core/diagnostic.js';
import type { ComponentStatus } from '../../core/pipeline-status.js';
import type { TargetReport } from '../../core/report.js';
import type { StepResults } from '../../core/result.js';
import { cut, plural } from '../printable.js';
import { skippedBecause } from '../result-text.js';
import { html, lines } from './markup.js';
import type { Markup } from './markup.js';

/** Something that a person should know, with what to do about it. */
export interface Attention {
  readonly severity: 'error' | 'warning';
  readonly title: string;
  /** What was seen; may have several lines. */
  readonly detail?: string;
  readonly fix: readonly string[];
  /** `pipelines/shop.yaml:12`, or the address. */
  readonly place?: string;
  readonly code?: string;
}

const MAX_TITLE = 300;
const MAX_DETAIL = 1_200;

/** Everything that is wrong with one target: what failed, what forbids the plan, what is not well, what to mind. Gravest first. */
export function attentionOf({ results, diagnostics, plan, pipelines }: Pick<TargetReport, 'results' | 'diagnostics' | 'plan' | 'pipelines'>): Attention[] {
  const told = [...diagnostics, ...(plan?.diagnostics ?? [])].filter(({ severity }) => severity !== 'info').map(fromDiagnostic);
  const unwell = pipelines.flatMap(({ pipeline, components }) => components.filter(isUnwell).map((component) => fromComponent(component, pipeline)));
  const all = [...(results === undefined ? [] : failures(results)), ...told.filter(isError), ...unique(unwell), ...told.filter((one) => !isError(one))];
  return all;
}

export function fromDiagnostic({ severity, code, summary, detail, fix, range, address }: Diagnostic): Attention {
  const place = range === undefined ? address : `${range.file}:${range.start.line}`;
  return {
    severity: severity === 'error' ? 'error' : 'warning',
    title: summary,
    fix: fix === undefined ? [] : [fix],
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(place === undefined ? {} : { place }),
  };
}

function isError({ severity }: Attention): boolean {
  return severity === 'error';
}

function failures(results: StepResults): Attention[] {
  return [...results].flatMap(([id, result]): Attention[] => {
    if (result.status !== 'failed') return [];
    const skipped = skippedBecause(results, id);
    const detail = skipped === 0 ? result.error : `${result.error}\n${plural(skipped, 'step')} that ${skipped === 1 ? 'waits' : 'wait'} for it ${skipped === 1 ? 'was' : 'were'} skipped.`;
    return [{ severity: 'error', title: `Failed: ${id}`, detail, fix: result.fix ?? [], code: result.code }];
  });
}

function isUnwell({ health, signature }: ComponentStatus): boolean {
  return health === 'degraded' || health === 'paused' || signature !== undefined;
}

function fromComponent({ kind, name, state, detail, signature, address, health }: ComponentStatus, pipeline: string): Attention {
  return {
    severity: health === 'degraded' ? 'error' : 'warning',
    title: signature === undefined ? `${pipeline}: ${kind} ${name} is ${state}` : `${pipeline}: ${signature.title}`,
    fix: signature?.fix ?? [],
    place: `${kind} ${parseAddress(address).name}, ${state}`,
    ...(detail === undefined ? {} : { detail }),
    ...(signature === undefined ? {} : { code: signature.code }),
  };
}

/** A pool that several pipelines share is told of once. */
function unique(all: readonly Attention[]): Attention[] {
  return all.filter((one, at) => all.findIndex((other) => other.place === one.place && other.detail === one.detail) === at);
}

/** A list of what is wrong. At most `max` in full; warnings are folded. */
export function attentionMarkup(all: readonly Attention[], max: number, id: string): Markup | undefined {
  const errors = all.filter(isError);
  const warnings = all.filter((one) => !isError(one));
  const shown = errors.slice(0, max);
  if (all.length === 0) return undefined;
  return html`${shown.length === 0 ? undefined : html`<ul class="troubles">${shown.map(itemMarkup)}</ul>`}
${errors.length > shown.length ? html`<p class="note">and ${plural(errors.length - shown.length, 'more problem')}; <code>reconcile status</code> lists all.</p>` : undefined}
${warnings.length === 0 ? undefined : html`<details id="${id}-w"><summary>${plural(warnings.length, 'warning')}</summary><ul class="troubles">${warnings.slice(0, max).map(itemMarkup)}</ul>${warnings.length > max ? html`<p class="note">and ${warnings.length - max} more</p>` : undefined}</details>`}`;
}

function itemMarkup({ severity, title, detail, fix, place, code }: Attention): Markup {
  return html`<li class="${severity}"><p class="title">${cut(title, MAX_TITLE)}</p>${place === undefined && code === undefined ? undefined : html`<p class="note">${[code, place].filter((part) => part !== undefined).join(' · ')}</p>`}${detail === undefined ? undefined : html`<p class="detail">${lines(cut(detail, MAX_DETAIL))}</p>`}${fixMarkup(fix)}</li>
`;
}

function fixMarkup(fix: readonly string[]): Markup | undefined {
  if (fix.length === 0) return undefined;
  if (fix.length === 1) return html`<p class="fix"><b>What to do:</b> ${lines(cut(fix[0]!, MAX_DETAIL))}</p>`;
  return html`<p class="fix"><b>What to do:</b></p><ol class="fix">${fix.slice(0, 8).map((step) => html`<li>${lines(cut(step, MAX_DETAIL))}</li>`)}</ol>`;
}
