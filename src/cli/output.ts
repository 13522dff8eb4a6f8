import { assertNever } from '../core/assert-never.js';
import type { RunReport } from '../core/report.js';
import type { CommandIo } from './io.js';

export const OUTPUT_FORMATS = ['text', 'json', 'markdown', 'github', 'html'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface OutputOptions {
  readonly output: OutputFormat;
  /** Write the report there instead of to stdout. */
  readonly out?: string;
}

/** Renders a report in the chosen format, to stdout or to a file. */
export async function renderRun(report: RunReport, files: ReadonlyMap<string, string>, options: OutputOptions, io: CommandIo): Promise<void> {
  const text = await render(report, files, options.output, io.color && options.out === undefined);
  if (options.out === undefined) io.stdout(text);
  else await io.writeFile(options.out, text);
}

async function render(report: RunReport, files: ReadonlyMap<string, string>, format: OutputFormat, color: boolean): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/text.js')).renderText(report, { color, files });
    case 'json':
      return (await import('../report/json.js')).renderJson(report);
    case 'markdown':
      return (await import('../report/markdown.js')).renderMarkdown(report);
    case 'github':
      return (await import('../report/github.js')).renderGithub(report);
    case 'html':
      return (await import('../report/html/index.js')).renderHtml(report);
    default:
      return assertNever(format);
  }
}
