import pc from 'picocolors';
import { sortDiagnostics, type Diagnostic, type Severity } from '../core/diagnostic.js';
import { excerptOf, printable, sensitiveRanges } from './excerpt.js';

export interface RenderOptions {
  readonly color: boolean;
}

const titles = { error: 'Error', warning: 'Warning', info: 'Note' } as const satisfies Record<Severity, string>;

/**
 * Diagnostics as text for people, in the order of the files: what is wrong, where, the line itself, why it matters and what
 * to do. `files` holds the texts by the names that ranges use; a file that is not there gets no excerpt.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], files: ReadonlyMap<string, string>, { color }: RenderOptions): string {
  const paint = pc.createColors(color);
  const colors = { error: paint.red, warning: paint.yellow, info: paint.cyan } as const satisfies Record<Severity, unknown>;
  const sensitive = sensitiveRanges(diagnostics);
  return sortDiagnostics(diagnostics).map((diagnostic) => {
    const { severity, code, summary, detail, fix, range, address } = diagnostic;
    const lines = [`${paint.bold(colors[severity](`${titles[severity]} ${code}:`))} ${paint.bold(printable(summary))}`, ''];
    if (range) {
      lines.push(`  ${paint.dim('on')} ${printable(range.file)}:${range.start.line}:${range.start.column}`);
      const excerpt = excerptOf(range, files.get(range.file) ?? '', sensitive);
      if (excerpt && files.has(range.file)) {
        const number = String(range.start.line).padStart(4);
        lines.push(`${paint.dim(`${number} |`)} ${excerpt.text}`);
        lines.push(`${paint.dim('     |')} ${' '.repeat(excerpt.from)}${colors[severity]('^'.repeat(excerpt.to - excerpt.from))}`);
      }
    } else if (address) lines.push(`  ${paint.dim('on')} ${printable(address)}`);
    if (range || address) lines.push('');
    if (detail) lines.push(`  ${printable(detail)}`);
    if (fix) lines.push(`  ${paint.green('Fix:')} ${printable(fix)}`);
    lines.push(`  ${paint.dim(`More: reconcile explain ${code}`)}`, '');
    return `${lines.join('\n')}\n`;
  }).join('');
}

/** `2 errors, 1 warning`; `no problems` when there is nothing. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity, word: string): string[] => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return found === 0 ? [] : [`${found} ${word}${found === 1 ? '' : 's'}`];
  };
  return [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ') || 'no problems';
}
