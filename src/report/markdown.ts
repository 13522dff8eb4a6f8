import type { RunReport, TargetReport } from '../core/report.js';
import { impactSection } from './impact-markdown.js';
import { codeSpan, commentWord, escapeProse } from './markdown-escape.js';
import { countsTable, deferredSection, diagnosticsSection, failuresSection, groupSection, orphansSection, statusSection, troublesSection } from './markdown-sections.js';
import type { BlobUrl, Section } from './markdown-sections.js';
import { planView } from './plan-view.js';
import { cut, plural } from './printable.js';
import { callsLine } from './result-text.js';
import { sentenceOf, targetSentence } from './sentence.js';

export interface MarkdownOptions {
  /** Characters; GitHub takes 65,536 in a comment. */
  readonly limit?: number;
  /** `https://github.com/<owner>/<repository>/blob/<commit>/`: makes places in files links. */
  readonly blobUrl?: string;
}

const DEFAULT_LIMIT = 65_000;
/** Kept free for the sentence that says what was cut. */
const CUT_NOTE = 600;
/** A section that would get fewer characters than this is left out. */
const MIN_SECTION = 400;
/** Of lists and names outside of sections, so that they alone stay far below any limit. */
const MAX_NAMES = 20;
const MAX_NAME = 100;

/** The line by which a later run finds its comment. */
export function markdownMarker(report: RunReport): string {
  return `<!-- cdc-reconciler:${report.targets.slice(0, MAX_NAMES).map((target) => commentWord(cut(target.target, MAX_NAME))).join(',')} -->`;
}

/**
 * A run as a pull-request comment, no longer than `limit`. What is most worth reading comes first; what does not fit is
 * cut inside its section or left out whole, and the comment says so. Text from the account or the files is never markup.
 */
export function renderMarkdown(report: RunReport, options: MarkdownOptions = {}): string {
  const { limit = DEFAULT_LIMIT, blobUrl } = options;
  const head = [markdownMarker(report), `**${escapeProse(sentenceOf(report))}**`, ...simulatedNote(report)];
  const several = report.targets.length > 1;
  const foot = report.targets.slice(0, MAX_NAMES).flatMap((target) => footOf(target, report));
  const sections = [
    ...diagnosticsSection(report.diagnostics, blobUrl),
    ...report.targets.flatMap((target) => [...(several ? [headingOf(target, report)] : []), ...sectionsOf(target, report, blobUrl)]),
  ];
  const room = limit - lengthOf(head) - lengthOf(foot) - CUT_NOTE;
  const { lines, shortenedNames } = fit(sections, room);
  const note = shortenedNames.length === 0 ? [] : ['', cutNote(shortenedNames)];
  return `${[...head, ...lines, ...note, ...foot].join('\n')}\n`;
}

function sectionsOf(target: TargetReport, report: RunReport, blobUrl: BlobUrl): Section[] {
  const view = target.plan === undefined ? { groups: [], orphans: [], deferred: [], unread: [] } : planView(target.plan);
  const showsState = target.results !== undefined || report.command === 'status';
  return [
    ...failuresSection(target.results),
    ...(target.impacts.length === 0 ? [] : [impactSection(target.impacts)]),
    ...diagnosticsSection([...target.diagnostics, ...(target.plan?.diagnostics ?? [])], blobUrl),
    ...(showsState ? [] : troublesSection(target.pipelines)),
    plainSection(countsTable(target)),
    ...view.groups.map(groupSection),
    ...deferredSection(view),
    ...orphansSection(view.orphans),
    ...(showsState ? target.pipelines.map(statusSection) : []),
  ];
}

function headingOf(target: TargetReport, report: RunReport): Section {
  return plainSection(['', `### ${codeSpan(target.target)}`, '', escapeProse(targetSentence(target, report))]);
}

function plainSection(head: readonly string[]): Section {
  return { name: 'summary', head, lines: [], tail: [], cutLine: () => '' };
}

function simulatedNote({ simulated }: RunReport): string[] {
  if (simulated === undefined) return [];
  const { placeholders } = simulated;
  const unset = placeholders.length === 0 ? '' : ` Placeholders stand in for ${plural(placeholders.length, 'unset reference')}: ${placeholders.slice(0, MAX_NAMES).map((name) => codeSpan(cut(name, MAX_NAME))).join(', ')}${placeholders.length > MAX_NAMES ? ', …' : ''}.`;
  return ['', `> Simulated: ${codeSpan(cut(simulated.baseUrl, MAX_NAME))} stands in for Confluent Cloud; the real account was not asked.${unset}`];
}

/** How to apply exactly this, and what it cost to find out. */
function footOf({ target, plan, outcome, calls, durationMs }: TargetReport, report: RunReport): string[] {
  const line = callsLine(calls, durationMs);
  const open = plan !== undefined && plan.steps.length > 0 && (outcome === 'planned' || outcome === 'refused');
  const where = /^[A-Za-z0-9][\w.-]*$/.test(target) && target.length <= MAX_NAME ? ` --target ${target}` : '';
  const how = report.command === 'destroy' ? 'reconcile destroy' : 'reconcile';
  return [
    ...(open ? ['', `Fingerprint ${codeSpan(plan.fingerprint)}. To apply exactly this plan, and nothing else: ${codeSpan(`${how}${where} --expect-plan ${plan.fingerprint}`)}`] : []),
    ...(line === undefined ? [] : ['', `<sub>${escapeProse(line)}</sub>`]),
  ];
}

/** Puts as much of the sections as fits into so many characters, in their order. */
function fit(sections: readonly Section[], room: number): { lines: string[]; shortenedNames: string[] } {
  const lines: string[] = [];
  const shortenedNames: string[] = [];
  let left = room;
  for (const section of sections) {
    const whole = [...section.head, ...section.lines, ...section.tail];
    const part = lengthOf(whole) <= left ? whole : left < MIN_SECTION ? undefined : shortened(section, left);
    if (part !== whole) shortenedNames.push(section.name);
    if (part === undefined) continue;
    lines.push(...part);
    left -= lengthOf(part);
  }
  return { lines, shortenedNames };
}

/** `undefined`: not even one line fits. */
function shortened({ head, lines, tail, cutLine }: Section, room: number): string[] | undefined {
  let left = room - lengthOf([...head, ...tail, cutLine(lines.length)]);
  let kept = 0;
  while (kept < lines.length && left >= lines[kept]!.length + 1) {
    left -= lines[kept]!.length + 1;
    kept += 1;
  }
  return kept === 0 ? undefined : [...head, ...lines.slice(0, kept), cutLine(lines.length - kept), ...tail];
}

function cutNote(all: readonly string[]): string {
  const names: string[] = [];
  for (const name of new Set(all.slice(0, 10))) if ([...names, name].join(', ').length < CUT_NOTE - 150) names.push(name);
  const others = new Set(all).size - names.length;
  return `_Too long for one comment. Cut or left out: ${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}. The job's log has all of it._`;
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
