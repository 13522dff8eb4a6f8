import type { Diagnostic } from '../core/diagnostic.js';
import type { RunReport, TargetReport } from '../core/report.js';
import { renderDiagnostics } from './diagnostics.js';
import { impactLines } from './impact-text.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { planLines } from './plan-text.js';
import { planView } from './plan-view.js';
import { printable } from './printable.js';
import { callsLine, failureLines, statusLines, troubleLines, undoneLines } from './result-text.js';
import { sentenceOf, targetSentence } from './sentence.js';

export interface TextOptions {
  readonly color: boolean;
  /** Texts of the files by the names that ranges use, for excerpts. */
  readonly files: ReadonlyMap<string, string>;
  /** Columns to keep values within; default 100. */
  readonly width?: number;
}

/** A run for people at a terminal. The last line is `sentenceOf(report)`, whatever happened. */
export function renderText(report: RunReport, options: TextOptions): string {
  const palette = paletteOf(options.color);
  const several = report.targets.length > 1;
  const lines = [
    ...simulatedLines(report, palette),
    ...diagnosticLines(report.diagnostics, options),
    ...report.targets.flatMap((target) => [
      ...targetLines(target, report, palette, options),
      ...(several ? [targetSentence(target, report), ''] : []),
    ]),
    palette.strong(sentenceOf(report)),
  ];
  return `${lines.join('\n')}\n`;
}

function targetLines(target: TargetReport, report: RunReport, palette: Palette, options: TextOptions): string[] {
  const applied = target.results !== undefined;
  const calls = callsLine(target.calls, target.durationMs);
  return [
    headerLine(target, palette),
    '',
    ...(target.impacts.length === 0 ? [] : [...impactLines(target.impacts, { palette }), '']),
    ...(target.plan === undefined ? [] : planLines(planView(target.plan), { palette, width: options.width ?? 100 })),
    ...diagnosticLines([...target.diagnostics, ...(target.plan?.diagnostics ?? [])], options),
    ...(target.results === undefined ? [] : [...failureLines(target.results, palette), ...undoneLines(target.results, palette)]),
    ...(applied || report.command === 'status'
      ? target.pipelines.flatMap((pipeline) => statusLines(pipeline, palette))
      : troubleLines(target.pipelines, palette)),
    ...(calls === undefined ? [] : [palette.muted(calls)]),
  ];
}

function headerLine({ target, account }: TargetReport, palette: Palette): string {
  const where = account === undefined
    ? 'not read'
    : `environment ${account.environment.name} (${account.environment.id}), cluster ${account.cluster.name} (${account.cluster.id}, ${account.cluster.cloud} ${account.cluster.region})`;
  return `${palette.muted('Target')} ${palette.strong(printable(target))}${palette.muted(`: ${printable(where)}`)}`;
}

function simulatedLines({ simulated }: RunReport, palette: Palette): string[] {
  if (simulated === undefined) return [];
  const { baseUrl, placeholders } = simulated;
  return [
    palette.warning(`Simulated: ${printable(baseUrl)} stands in for Confluent Cloud; the real account was not asked.`),
    ...(placeholders.length === 0 ? [] : [palette.warning(`Placeholders stand in for what is unset: ${placeholders.map(printable).join(', ')}.`)]),
    '',
  ];
}

function diagnosticLines(diagnostics: readonly Diagnostic[], { files, color }: TextOptions): string[] {
  if (diagnostics.length === 0) return [];
  return [...renderDiagnostics(diagnostics, files, { color }).trimEnd().split('\n'), ''];
}
