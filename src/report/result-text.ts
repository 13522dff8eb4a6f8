import type { PipelineStatus } from '../core/pipeline-status.js';
import type { PlaneCalls } from '../core/report.js';
import type { Health } from '../core/resource.js';
import type { StepResults } from '../core/result.js';
import type { StepId } from '../core/step.js';
import { formatDuration } from './duration.js';
import type { Palette } from './palette.js';
import { plural, printable } from './printable.js';
import { alignRows, statusTables, troublesOf } from './status-tables.js';

/** The steps that failed of themselves. What was only skipped is counted: its reason is above it. */
export function failureLines(results: StepResults, palette: Palette): string[] {
  const lines: string[] = [];
  for (const [id, result] of results) {
    if (result.status !== 'failed') continue;
    lines.push(`  ${palette.error('failed')}  ${printable(id)}  ${palette.muted(`${printable(result.code)}, after ${formatDuration(result.durationMs)}`)}`);
    lines.push(...result.error.trim().split(/\r?\n/).map((line) => `          ${printable(line)}`));
    lines.push(...(result.fix ?? []).map((step, at) => `          ${at === 0 ? 'What to do: ' : '            '}${printable(step)}`));
    const skipped = skippedBecause(results, id);
    if (skipped > 0) lines.push(palette.muted(`          ${plural(skipped, 'step')} that ${skipped === 1 ? 'waits' : 'wait'} for it ${skipped === 1 ? 'was' : 'were'} skipped`));
  }
  return lines.length === 0 ? [] : [palette.strong('What failed'), ...lines, ''];
}

/** The steps that a run which was stopped has left undone. What is only awaited is nothing that anybody does. */
export function undoneLines(results: StepResults, palette: Palette): string[] {
  const undone = [...results].filter(([id, { status }]) => (status === 'cancelled' || status === 'notRun') && !id.startsWith('await '));
  return undone.length === 0 ? [] : [palette.strong('What was not done'), ...undone.map(([id]) => `  ${printable(id)}`), ''];
}

export function skippedBecause(results: StepResults, cause: StepId): number {
  return [...results.values()].filter((result) => result.status === 'skipped' && result.because === cause).length;
}

/** How a pipeline is, part by part, and how to see it work. */
export function statusLines(status: PipelineStatus, palette: Palette): string[] {
  const { components, hidden, tables, troubles, remedies } = statusTables(status);
  const paintRow = (cell: string, column: number, row: number): string => (row === 0 ? palette.muted(cell) : column === 4 ? healthPaint(status, cell, palette) : cell);
  return [
    `${palette.strong(printable(status.pipeline))} is ${paintHealth(status.health, palette)}`,
    ...alignRows(components, paintRow).map((line) => `  ${line}`),
    ...(hidden > 0 ? [palette.muted(`  and ${plural(hidden, 'part')} of single tables, all healthy`)] : []),
    ...(tables.length > 1 ? ['', ...alignRows(tables, (cell, _column, row) => (row === 0 ? palette.muted(cell) : cell)).map((line) => `  ${line}`)] : []),
    ...(troubles.length > 0 ? ['', ...troubles.map((trouble) => `  ${palette.warning('!')} ${trouble}`)] : []),
    ...remedies.flatMap(({ title, steps }) => ['', `  ${palette.strong(title)}`, ...steps.map((step, at) => `    ${at + 1}. ${step}`)]),
    ...(status.testStatement === undefined ? [] : ['', `  To see a row arrive: ${printable(status.testStatement)}`]),
    '',
  ];
}

/** Only what is not well, for runs that end before anything is applied. */
export function troubleLines(pipelines: readonly PipelineStatus[], palette: Palette): string[] {
  const lines = pipelines.flatMap((pipeline) => troublesOf(pipeline).map((trouble) => `  ${palette.warning('!')}   ${printable(pipeline.pipeline)}: ${trouble}`));
  return lines.length === 0 ? [] : [palette.strong('Not well'), ...lines, ''];
}

/** One line: what each plane was asked. */
export function callsLine(calls: readonly PlaneCalls[], durationMs: number): string | undefined {
  const asked = calls.filter((plane) => plane.calls > 0);
  if (asked.length === 0) return undefined;
  const total = asked.reduce((sum, plane) => sum + plane.calls, 0);
  const words = asked.map(({ plane, calls: count, retries, rateLimited }) => {
    const extra = [...(retries > 0 ? [plural(retries, 'retry', 'retries')] : []), ...(rateLimited > 0 ? [`${rateLimited} rate limited`] : [])];
    return `${printable(plane)} ${count}${extra.length === 0 ? '' : ` (${extra.join(', ')})`}`;
  });
  return `Calls: ${words.join(', ')}; ${total} in ${formatDuration(durationMs)}.`;
}

function healthPaint(status: PipelineStatus, cell: string, palette: Palette): string {
  const health = status.components.find((component) => component.health === cell)?.health;
  return health === undefined ? cell : paintHealth(health, palette);
}

function paintHealth(health: Health, palette: Palette): string {
  const paints = { healthy: palette.added, progressing: palette.changed, paused: palette.warning, missing: palette.warning, degraded: palette.error } as const satisfies Record<Health, (text: string) => string>;
  return paints[health](health);
}
