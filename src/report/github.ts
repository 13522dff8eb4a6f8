import type { Change } from '../core/change.js';
import type { SourceRange } from '../core/diagnostic.js';
import type { RunReport } from '../core/report.js';
import { renderAnnotations } from './annotations.js';
import { replaceNote } from './plan-view.js';
import { plural, printable } from './printable.js';
import { sentenceOf } from './sentence.js';

/** A run as GitHub workflow commands, and the run's one sentence as the last line. */
export function renderGithub(report: RunReport): string {
  return `${renderRunAnnotations(report)}${plainLine(sentenceOf(report))}\n`;
}

/** An annotation per diagnostic, and one warning at each line of the files that makes something be replaced or deleted. */
export function renderRunAnnotations(report: RunReport): string {
  const diagnostics = [...report.diagnostics, ...report.targets.flatMap((target) => [...target.diagnostics, ...(target.plan?.diagnostics ?? [])])];
  const changes = report.targets.flatMap((target) => target.plan?.changes ?? []);
  return `${renderAnnotations(diagnostics)}${destructionWarnings(changes).map((line) => `${line}\n`).join('')}`;
}

interface Destruction {
  readonly range?: SourceRange;
  readonly words: string;
}

/** Changes that meet at one place become one warning: GitHub shows only the first ten of a step. */
function destructionWarnings(changes: readonly Change[]): string[] {
  const places = new Map<string, Destruction[]>();
  for (const destruction of changes.flatMap(destructionOf)) {
    const key = destruction.range === undefined ? '' : `${destruction.range.file}\n${destruction.range.start.line}`;
    places.set(key, [...(places.get(key) ?? []), destruction]);
  }
  return [...places.values()].map((all) => {
    const range = all[0]!.range;
    const place = range === undefined ? '' : `file=${escapeProperty(range.file)},line=${range.start.line},`;
    const title = `${plural(all.length, 'resource')} would be replaced or deleted`;
    return `::warning ${place}title=${escapeProperty(title)}::${escapeMessage(all.map(({ words }) => words).join('\n'))}`;
  });
}

function destructionOf(change: Change): Destruction[] {
  if (change.type === 'delete') return [{ words: printable(`delete ${change.address}`) }];
  if (change.type !== 'replace') return [];
  const { reason } = change;
  const path = reason.by === 'fields' ? reason.paths[0] : undefined;
  const range = change.fields.find((field) => field.path === path)?.origin ?? change.after.origin;
  const why = [reason.by === 'fields' ? `${reason.paths.join(', ')} cannot be changed in place` : undefined, replaceNote(reason)].filter((part) => part !== undefined).join('; ');
  return [{ range, words: printable(`replace ${change.address}: ${why}`) }];
}

/** A line that begins like a command would be one. */
function plainLine(text: string): string {
  return text.replace(/^(\s*)(::|##\[)/, '$1 $2').replaceAll('::', ': :');
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
