import type { Finding, PipelinePreflight, PreflightReport, PreflightSummary, Remedy } from '../core/preflight.js';
import { assertNever } from '../core/assert-never.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { plural, printable } from './printable.js';

export interface PreflightTextOptions {
  readonly color: boolean;
  /** Passed checks are counted, or each is listed. */
  readonly verbose?: boolean;
}

/** What preflight found, for people: the gravest first, each with what was seen and what mends it. */
export function renderPreflightText(report: PreflightReport, options: PreflightTextOptions): string {
  const paint = paletteOf(options.color);
  const pipelines = report.pipelines.map((pipeline) => renderPipeline(pipeline, paint, options.verbose === true));
  return `${pipelines.join('\n')}${pipelines.length === 0 ? '' : '\n'}${preflightSentence(report.summary)}\n`;
}

/** The last line: `Preflight: 2 errors, 1 warning, 1 note, 0 not checked, 14 passed.` */
export function preflightSentence({ errors, warnings, notes, unknown, passed }: PreflightSummary): string {
  const counts = [plural(errors, 'error'), plural(warnings, 'warning'), plural(notes, 'note'), `${unknown} not checked`, `${passed} passed`];
  return `Preflight: ${counts.join(', ')}.`;
}

/** Errors, then warnings, then what could not be checked, then notes; within each in the order of the checks. */
export function byGravity(findings: readonly Finding[]): readonly Finding[] {
  const rank = (finding: Finding): number => (finding.status === 'ok' ? 4 : finding.status === 'unknown' ? 2 : { error: 0, warning: 1, info: 3 }[finding.severity]);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** `error CDC8004`, `not checked CDC8002`, `ok`. */
export function statusWord({ status, severity, code }: Finding): string {
  if (status === 'ok') return 'ok';
  return `${status === 'unknown' ? 'not checked' : { error: 'error', warning: 'warning', info: 'note' }[severity]} ${code}`;
}

function renderPipeline(pipeline: PipelinePreflight, paint: Palette, verbose: boolean): string {
  const server = pipeline.server === undefined ? pipeline.source : printable(pipeline.server.product);
  const head = `${paint.strong(printable(pipeline.pipeline))} ${paint.muted(`(${printable(pipeline.target)})`)}  ${server}, ${printable(pipeline.database)}`;
  const shown = byGravity(pipeline.findings).filter((finding) => finding.status !== 'ok' || verbose);
  const passed = pipeline.findings.filter((finding) => finding.status === 'ok').length;
  const rest = passed === 0 || verbose ? [] : [`  ${paint.added('ok')} ${plural(passed, 'check')} passed`];
  return `${[head, ...shown.map((finding) => renderFinding(finding, paint)), ...rest].join('\n')}\n`;
}

function renderFinding(finding: Finding, paint: Palette): string {
  const word = statusWord(finding);
  const color = finding.status === 'ok' ? paint.added : finding.status === 'problem' && finding.severity === 'error' ? paint.error : paint.warning;
  const subject = finding.subject === undefined ? '' : `${paint.strong(printable(finding.subject))}: `;
  const lines = [`  ${color(word)} ${finding.title} ${paint.muted(`[${finding.check}]`)}`, `      ${subject}${printable(finding.evidence)}`];
  return [...lines, ...finding.remedies.flatMap((remedy) => renderRemedy(remedy, paint))].join('\n');
}

function renderRemedy(remedy: Remedy, paint: Palette): readonly string[] {
  const text = remedy.text.split('\n').map((line) => `        ${printable(line)}`);
  const caution = 'caution' in remedy && remedy.caution !== undefined ? [paint.warning(`      Mind: ${remedy.caution}`)] : [];
  return [`      ${paint.muted(remedyTitle(remedy))}`, ...caution, ...text];
}

/** `Run as a superuser, then restart the server:` */
export function remedyTitle(remedy: Remedy): string {
  switch (remedy.type) {
    case 'sql':
      return `Run${remedy.by === undefined ? '' : ` as ${remedy.by}`}${remedy.restart === true ? ', then restart the server' : ''}:`;
    case 'setting':
      return 'Change the setting:';
    case 'command':
      return 'Do:';
    case 'policy':
      return 'Attach the policy:';
    case 'document':
      return 'In the pipeline:';
    default:
      return assertNever(remedy);
  }
}
