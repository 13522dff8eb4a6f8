import type { PipelineVerification, StageReport, TableVerification, TargetVerification, Verdict, VerifyReport } from '../core/verification.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { cut, plural, printable } from './printable.js';
import { renderDiagnostics } from './diagnostics.js';
import { callsLine } from './result-text.js';
import { alignRows } from './status-tables.js';
import { verifySentence } from './verify-sentence.js';
import type { TextOptions } from './text.js';

const MAX_SAW = 200;

/** What `reconcile verify` saw, for people at a terminal. The last line is `verifySentence(report)`. */
export function renderVerifyText(report: VerifyReport, { color, files }: TextOptions): string {
  const palette = paletteOf(color);
  const lines = [
    ...(report.simulated === undefined ? [] : [palette.warning(`Simulated: ${printable(report.simulated.baseUrl)} stands in for Confluent Cloud; the real account was not asked.`), '']),
    ...diagnosticLines(report.diagnostics, files, color),
    ...report.targets.flatMap((target) => targetLines(target, palette, files, color)),
    palette.strong(verifySentence(report)),
  ];
  return `${lines.join('\n')}\n`;
}

function targetLines(target: TargetVerification, palette: Palette, files: TextOptions['files'], color: boolean): string[] {
  const calls = callsLine(target.calls, target.durationMs);
  return [
    `${palette.muted('Target')} ${palette.strong(printable(target.target))}`,
    '',
    ...diagnosticLines(target.diagnostics, files, color),
    ...target.pipelines.flatMap((pipeline) => pipelineLines(pipeline, palette)),
    ...statementLines(target, palette),
    ...(calls === undefined ? [] : [palette.muted(calls)]),
  ];
}

function pipelineLines({ pipeline, tables }: PipelineVerification, palette: Palette): string[] {
  return tables.flatMap((table) => [
    `${palette.strong(printable(pipeline))}  ${printable(table.from)}${table.target === undefined ? '' : ` -> ${printable(table.target)}`}  ${conclusion(table, palette)}`,
    ...alignRows(table.stages.map((stage) => [words[stage.verdict], stage.stage, cut(printable(stage.saw), MAX_SAW)]), (cell, column, row) => (column === 0 ? paint(table.stages[row]!, cell, palette) : cell)).map((line) => `  ${line}`),
    ...signatureLines(table, palette),
    '',
  ]);
}

function conclusion({ stopsAt }: TableVerification, palette: Palette): string {
  return stopsAt === undefined ? palette.added('rows arrive') : palette.error(`stops at ${stopsAt}`);
}

/** Each known failure once per table, with all its steps. */
function signatureLines({ stages }: TableVerification, palette: Palette): string[] {
  const found = new Map(stages.flatMap(({ signatures }) => signatures).map((match) => [match.code, match]));
  return [...found.values()].flatMap(({ code, title, explanation, fix }) => [
    `  ${palette.warning('!')} ${palette.strong(`${code}: ${title}`)}`,
    `      ${printable(explanation)}`,
    ...fix.map((step, at) => `      ${at + 1}. ${printable(step)}`),
  ]);
}

function statementLines({ statements }: TargetVerification, palette: Palette): string[] {
  const { created, left } = statements;
  if (created === 0) return [];
  const deleted = created - left.length;
  const what = `Read with ${plural(created, 'statement')} of its own, ${deleted === created ? 'all deleted again' : `${deleted} deleted again`}.`;
  return [palette.muted(what), ...(left.length === 0 ? [] : [palette.warning(`Could not be deleted: ${left.map(printable).join(', ')}; a statement that nobody reads stops after five minutes.`)])];
}

const words = { proven: 'proven', warning: 'proven !', waiting: 'waiting', broken: 'broken', unknown: 'unknown', notReached: '-' } as const satisfies Record<Verdict, string>;

function paint({ verdict }: StageReport, cell: string, palette: Palette): string {
  const paints = { proven: palette.added, warning: palette.warning, waiting: palette.changed, broken: palette.error, unknown: palette.muted, notReached: palette.muted } as const satisfies Record<Verdict, (text: string) => string>;
  return paints[verdict](cell);
}

function diagnosticLines(diagnostics: VerifyReport['diagnostics'], files: TextOptions['files'], color: boolean): string[] {
  return diagnostics.length === 0 ? [] : [...renderDiagnostics(diagnostics, files, { color }).trimEnd().split('\n'), ''];
}
