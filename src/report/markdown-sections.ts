import type { Diagnostic, Severity, SourceRange } from '../core/diagnostic.js';
import type { PipelineStatus } from '../core/pipeline-status.js';
import type { TargetReport } from '../core/report.js';
import type { StepResults } from '../core/result.js';
import { codeCell, codeSpan, escapeProse, fenceFor, htmlCode } from './markdown-escape.js';
import { diffBlockLines, groupCounts } from './markdown-plan.js';
import type { EvolvedTable } from './evolution-view.js';
import type { GroupView, PlanView } from './plan-view.js';
import { cut, plural } from './printable.js';
import { skippedBecause } from './result-text.js';
import { statusTables, troublesOf } from './status-tables.js';

/** A part of a comment that can be shortened line by line without breaking its markup. */
export interface Section {
  /** For the list of what was left out: safe Markdown. */
  readonly name: string;
  readonly head: readonly string[];
  readonly lines: readonly string[];
  readonly tail: readonly string[];
  /** How a cut is told inside the section. */
  readonly cutLine: (left: number) => string;
  /** Gets its place before the others do: what a reviewer must have seen. */
  readonly essential?: true;
}

const MAX_TEXT = 1_000;
const icons = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const satisfies Record<Severity, string>;

/** Where a link to a line of a file goes: the address of the repository's files at a commit, ending in a slash. */
export type BlobUrl = string | undefined;

export function diagnosticsSection(diagnostics: readonly Diagnostic[], blobUrl: BlobUrl): Section[] {
  if (diagnostics.length === 0) return [];
  const rank = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;
  const lines = [...diagnostics].sort((a, b) => rank[a.severity] - rank[b.severity]).map((diagnostic) => diagnosticLine(diagnostic, blobUrl));
  return [{ name: 'diagnostics', essential: true, head: [''], lines, tail: [], cutLine: (left) => `- … ${plural(left, 'diagnostic')} more` }];
}

function diagnosticLine({ severity, code, summary, detail, fix, range, address }: Diagnostic, blobUrl: BlobUrl): string {
  const prose = (text: string): string => escapeProse(cut(text, MAX_TEXT));
  const place = range !== undefined ? `, ${placeLink(range, blobUrl)}` : address !== undefined ? `, ${codeSpan(address)}` : '';
  const more = [detail, fix === undefined ? undefined : `Fix: ${fix}`].filter((text) => text !== undefined && text !== '');
  // A full stop before the comma of a place is one too many.
  const sentence = place === '' ? summary : summary.replace(/\.$/, '');
  return `- ${icons[severity]} **${escapeProse(code)}** ${prose(sentence)}${place}${more.map((text) => `<br>${prose(text!)}`).join('')}`;
}

function placeLink({ file, start }: SourceRange, blobUrl: BlobUrl): string {
  const text = codeSpan(`${file}:${start.line}`);
  if (blobUrl === undefined || !/^https:\/\/[^\s()<>[\]]+\/$/.test(blobUrl)) return text;
  const path = file.split('/').map((part) => encodeURIComponent(part).replace(/[()'*!]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)).join('/');
  return `[${text}](${blobUrl}${path}#L${start.line})`;
}

/** One pipeline's changes, folded. */
export function groupSection(group: GroupView): Section {
  const lines = diffBlockLines(group);
  const fence = fenceFor(lines);
  return {
    name: codeSpan(group.title),
    head: ['', `<details><summary>${htmlCode(group.title)}: ${groupCounts(group)}</summary>`, '', `${fence}diff`],
    lines,
    tail: [fence, '', '</details>'],
    cutLine: (left) => `     … ${plural(left, 'line')} more`,
  };
}

/** What became of the sources: one line per column, with what each layer makes of it. */
export function evolutionSection(tables: readonly EvolvedTable[]): Section[] {
  if (tables.length === 0) return [];
  const lines = tables.flatMap(({ title, columns }) => columns.map(({ what, layers, why }) => {
    const told = layers.map(({ layer, words }) => `${layer}: ${escapeProse(words)}`);
    return `- ${codeSpan(title)}: **${escapeProse(what)}**<br>${told.join('<br>')}<br>${escapeProse(cut(why, MAX_TEXT))}`;
  }));
  return [{ name: 'schema evolution', head: ['', '**The source has changed**', ''], lines, tail: [], cutLine: (left) => `- … ${plural(left, 'column')} more` }];
}

export function deferredSection({ deferred, unread }: Pick<PlanView, 'deferred' | 'unread'>): Section[] {
  return [
    ...waitingSection(deferred, 'tables that wait for a schema', "Known after the connector's first record; the same run goes on then:"),
    ...waitingSection(unread, 'tables that are not planned', 'Not planned: Schema Registry could not be read, so their columns are not known:'),
  ];
}

function waitingSection(tables: readonly string[], name: string, title: string): Section[] {
  if (tables.length === 0) return [];
  return [{ name, head: ['', title, ''], lines: tables.map((table) => `- ${codeSpan(table)}`), tail: [], cutLine: (left) => `- … ${left} more` }];
}

export function orphansSection(orphans: readonly string[]): Section[] {
  if (orphans.length === 0) return [];
  return [{
    name: 'orphans',
    head: ['', `<details><summary>${plural(orphans.length, 'orphan')}: ours, in no file any more</summary>`, ''],
    lines: orphans.map((address) => `- ${codeSpan(address)}`),
    tail: ['', '</details>'],
    cutLine: (left) => `- … ${left} more`,
  }];
}

/** Root causes only. */
export function failuresSection(results: StepResults | undefined): Section[] {
  const failed = [...(results ?? [])].flatMap(([id, result]) => (result.status === 'failed' ? [{ id, result }] : []));
  if (failed.length === 0) return [];
  const lines = failed.map(({ id, result }) => {
    const skipped = skippedBecause(results!, id);
    const also = skipped === 0 ? '' : `<br>Skipped because of it: ${plural(skipped, 'step')}.`;
    return `- ❌ ${codeSpan(id)} **${escapeProse(result.code)}** ${escapeProse(cut(result.error.trim(), MAX_TEXT))}${fixOf(result.fix)}${also}`;
  });
  return [{ name: 'failed steps', essential: true, head: ['', '**What failed**', ''], lines, tail: [], cutLine: (left) => `- … ${plural(left, 'failed step')} more` }];
}

/** What a known failure asks for. */
function fixOf(fix: readonly string[] | undefined): string {
  return fix === undefined ? '' : `<br>What to do: ${fix.map((step) => escapeProse(cut(step, MAX_TEXT))).join(' ')}`;
}

/** What is not well, for runs that applied nothing. */
export function troublesSection(pipelines: readonly PipelineStatus[]): Section[] {
  const lines = pipelines.flatMap((pipeline) => troublesOf(pipeline).map((trouble) => `- ⚠️ ${codeSpan(pipeline.pipeline)}: ${escapeProse(trouble)}`));
  return lines.length === 0 ? [] : [{ name: 'health', essential: true, head: ['', '**Not well**', ''], lines, tail: [], cutLine: (left) => `- … ${left} more` }];
}

/** How a pipeline is, part by part. */
export function statusSection(status: PipelineStatus): Section {
  const { components, hidden, troubles, remedies } = statusTables(status);
  const [header = [], ...rows] = components;
  const test = status.testStatement === undefined ? [] : ['', `To see a row arrive: ${codeSpan(cut(status.testStatement, MAX_TEXT))}`];
  return {
    name: `state of ${codeSpan(status.pipeline)}`,
    head: ['', `<details><summary>${htmlCode(status.pipeline)} is ${status.health}</summary>`, '', `| ${header.join(' | ')} |`, `|${header.map(() => ' --- |').join('')}`],
    lines: rows.map((row) => `| ${row.map((cell, column) => (column === 1 || column === 2 ? codeCell(cell) : escapeProse(cell))).join(' | ')} |`),
    tail: [
      ...(hidden > 0 ? ['', `And ${plural(hidden, 'part')} of single tables, all healthy.`] : []),
      ...(troubles.length > 0 ? ['', ...troubles.slice(0, 20).map((trouble) => `- ⚠️ ${escapeProse(trouble)}`)] : []),
      ...remedies.flatMap(({ title, steps }) => ['', `**${escapeProse(title)}**`, '', ...steps.map((step, at) => `${at + 1}. ${escapeProse(step)}`)]),
      ...test,
      '',
      '</details>',
    ],
    cutLine: (left) => `| … ${left} more | | | | |`,
  };
}

/** How many of what, as a table; nothing without a plan. */
export function countsTable({ plan }: TargetReport): string[] {
  if (plan === undefined) return [];
  const { create, update, replace, noop, appear, adopt, conflict, blocked } = plan.summary;
  const rare = ([['adopt', adopt], ['conflict', conflict], ['blocked', blocked]] as const).filter(([, count]) => count > 0);
  const cells = [['create', create], ['update', update], ['replace', replace], ['delete', plan.summary.delete], ['unchanged', noop], ['awaited', appear], ...rare] as const;
  return ['', `| ${cells.map(([name]) => name).join(' | ')} |`, `|${cells.map(() => ' ---: |').join('')}`, `| ${cells.map(([, count]) => count).join(' | ')} |`];
}
