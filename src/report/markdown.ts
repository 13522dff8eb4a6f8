import type { RunReport, TargetReport } from '../core/report.js';
import { fit, lengthOf } from './fit.js';
import { impactSection } from './impact-markdown.js';
import { codeSpan, commentWord, escapeProse } from './markdown-escape.js';
import { countsTable, deferredSection, diagnosticsSection, evolutionSection, failuresSection, groupSection, orphansSection, statusSection, troublesSection } from './markdown-sections.js';
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
  /** The first line, by which a later run finds its comment; default: `markdownMarker`. */
  readonly marker?: string;
  /** Markdown that stands above everything, a paragraph each. */
  readonly notes?: readonly string[];
  /** Markdown that stands below everything, a paragraph each. */
  readonly closing?: readonly string[];
  /** Where all of it can be read when something is left out, as a sentence. */
  readonly elsewhere?: string;
}

const DEFAULT_LIMIT = 65_000;
/** Kept free for the sentence that says what was cut. */
const CUT_NOTE = 600;
/** Of lists and names outside of sections, so that they alone stay far below any limit. */
const MAX_NAMES = 20;
const MAX_NAME = 100;

/** The line by which a later run finds its comment. */
function markdownMarker(report: RunReport): string {
  return `<!-- cdc-reconciler:${report.targets.slice(0, MAX_NAMES).map((target) => commentWord(cut(target.target, MAX_NAME))).join(',')} -->`;
}

/**
 * A run as a pull-request comment, no longer than `limit`. What is most worth reading comes first; what does not fit is
 * cut inside its section or left out whole, and the comment says so. Text from the account or the files is never markup.
 */
export function renderMarkdown(report: RunReport, options: MarkdownOptions = {}): string {
  const { limit = DEFAULT_LIMIT, blobUrl, marker = markdownMarker(report), notes = [], closing = [], elsewhere = 'The job\'s log has all of it.' } = options;
  const several = report.targets.length > 1;
  // Of several comments on one pull request, each says of which target it is.
  const [only] = several ? [] : report.targets;
  const subject = only === undefined ? '' : `${codeSpan(cut(only.target, MAX_NAME))}: `;
  const head = [marker, ...notes.flatMap((note) => [note, '']), `**${subject}${escapeProse(sentenceOf(report))}**`, ...simulatedNote(report)];
  const foot = [...report.targets.slice(0, MAX_NAMES).flatMap((target) => footOf(target, report)), ...closing.flatMap((line) => ['', line])];
  const sections = [
    ...diagnosticsSection(report.diagnostics, blobUrl),
    ...report.targets.flatMap((target) => [...(several ? [headingOf(target, report)] : []), ...sectionsOf(target, report, blobUrl)]),
  ];
  const room = limit - lengthOf(head) - lengthOf(foot) - CUT_NOTE;
  const { lines, shortened } = fit(sections, room);
  const note = shortened.length === 0 ? [] : ['', cutNote(shortened, elsewhere)];
  return `${[...head, ...lines, ...note, ...foot].join('\n')}\n`;
}

function sectionsOf(target: TargetReport, report: RunReport, blobUrl: BlobUrl): Section[] {
  const view = target.plan === undefined ? { groups: [], orphans: [], evolved: [], deferred: [], unread: [] } : planView(target.plan);
  const showsState = target.results !== undefined || report.command === 'status';
  return [
    ...failuresSection(target.results),
    ...(target.impacts.length === 0 ? [] : [impactSection(target.impacts)]),
    ...diagnosticsSection([...target.diagnostics, ...(target.plan?.diagnostics ?? [])], blobUrl),
    ...(showsState ? [] : troublesSection(target.pipelines)),
    ...evolutionSection(view.evolved),
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
  return { name: 'summary', essential: true, head, lines: [], tail: [], cutLine: () => '' };
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

function cutNote(all: readonly string[], elsewhere: string): string {
  const names: string[] = [];
  for (const name of new Set(all.slice(0, 10))) if ([...names, name].join(', ').length < CUT_NOTE - 150 - elsewhere.length) names.push(name);
  const others = new Set(all).size - names.length;
  return `_Too long for one comment. Cut or left out: ${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}. ${elsewhere}_`;
}
