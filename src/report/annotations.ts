import { sortDiagnostics, type Diagnostic, type Severity } from '../core/diagnostic.js';
import { printable } from './excerpt.js';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Severity, string>;

/** Diagnostics as GitHub workflow commands: each shows beside its line in the pull request. Errors first, because GitHub shows only the first ten. */
export function renderAnnotations(diagnostics: readonly Diagnostic[]): string {
  const rank = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;
  const sorted = sortDiagnostics(diagnostics).map((diagnostic, index) => ({ diagnostic, index }));
  sorted.sort((a, b) => rank[a.diagnostic.severity] - rank[b.diagnostic.severity] || a.index - b.index);
  return sorted.map(({ diagnostic }) => `${renderAnnotation(diagnostic)}\n`).join('');
}

function renderAnnotation({ severity, code, summary, detail, fix, range, address }: Diagnostic): string {
  const place: [string, string | number][] = range
    ? [
        ['file', range.file],
        ['line', range.start.line],
        ['endLine', range.end.line],
        // GitHub takes columns only within one line.
        ...(range.start.line === range.end.line ? [['col', range.start.column], ['endColumn', range.end.column]] as [string, number][] : []),
      ]
    : [];
  const properties = [...place, ['title', `${code}: ${printable(summary)}`] as const];
  const message = [address, detail, fix && `Fix: ${fix}`, `More: reconcile explain ${code}`].filter((part) => part !== undefined && part !== '').map((part) => printable(part as string)).join('\n');
  return `::${commands[severity]} ${properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',')}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
