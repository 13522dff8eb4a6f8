import type { PipelineStatus } from '../../core/pipeline-status.js';
import type { RunReport } from '../../core/report.js';
import { plural } from '../printable.js';
import { sentenceOf } from '../sentence.js';
import { attentionMarkup, fromDiagnostic } from './attention.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';
import { pageMarkup } from './page.js';
import { targetMarkup } from './target.js';

const limits = { changes: 400, impacts: 40, details: true, tables: 400, problems: 60, pipelines: 100 } as const;

/** A run as one HTML file that needs nothing else: it can be mailed, kept as an artifact, and printed. Pure. */
export function renderHtml(report: RunReport): string {
  const pipelines = report.targets.flatMap((target) => target.pipelines);
  return pageMarkup({
    title: `${titles[report.command]}: ${report.outcome}`,
    header: html`<p class="brand">cdc-reconciler · ${titles[report.command]}${report.dryRun && report.command === 'reconcile' ? ', dry run' : ''}</p><h1>${headline(report, pipelines)}</h1><p>${sentenceOf(report)}</p>${simulatedNote(report)}`,
    main: [documentsMarkup(report), ...report.targets.map((target, at) => targetMarkup(target, report, `t${at}`, limits))],
    footer: undefined,
  });
}

const titles = { reconcile: 'reconcile', destroy: 'destroy', status: 'status' } as const satisfies Record<RunReport['command'], string>;

function headline({ command, outcome, dryRun }: RunReport, pipelines: readonly PipelineStatus[]): string {
  if (command === 'status' && pipelines.length > 0) return healthHeadline(pipelines);
  const words = {
    converged: 'Everything is as the files say',
    planned: dryRun ? 'What would be done' : 'What is to be done',
    changed: 'Applied',
    partial: 'Only a part was done',
    failed: 'Failed',
    refused: 'Refused: nothing was changed',
  } as const satisfies Record<RunReport['outcome'], string>;
  return words[outcome];
}

/** `All 12 pipelines are healthy`, `2 of 12 pipelines are not healthy`. */
export function healthHeadline(pipelines: readonly PipelineStatus[]): string {
  const unwell = pipelines.filter(({ health }) => health !== 'healthy').length;
  if (unwell > 0) return `${unwell} of ${plural(pipelines.length, 'pipeline')} ${unwell === 1 ? 'is' : 'are'} not healthy`;
  return pipelines.length === 1 ? 'The pipeline is healthy' : `All ${pipelines.length} pipelines are healthy`;
}

function documentsMarkup({ diagnostics }: RunReport): Markup | undefined {
  const told = attentionMarkup(diagnostics.filter(({ severity }) => severity !== 'info').map(fromDiagnostic), limits.problems, 'd');
  return told === undefined ? undefined : html`<section aria-labelledby="d-h"><h2 id="d-h">The documents</h2>${told}</section>`;
}

function simulatedNote({ simulated }: RunReport): Markup | undefined {
  if (simulated === undefined) return undefined;
  return html`<p class="note">Simulated: ${simulated.baseUrl} stands in for Confluent Cloud; the real account was not asked.</p>`;
}
