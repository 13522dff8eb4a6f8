import { codes, type CodeExplanation, type DiagnosticCode } from '../core/codes/index.js';
import { editDistance } from '../pipeline/suggest.js';
import { exitCodes, type CommandIo } from './io.js';

export interface ExplainOptions {
  readonly code?: string;
  readonly list?: boolean;
}

/** `reconcile explain CODE`: what a code means and what to do. `--list`: every code with its title. */
export async function explain(options: ExplainOptions, io: CommandIo): Promise<number> {
  const all = Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)) as [DiagnosticCode, CodeExplanation][];
  if (options.list) {
    io.stdout(all.map(([code, { title }]) => `${code}  ${title}\n`).join(''));
    return exitCodes.ok;
  }
  if (options.code === undefined) {
    io.stderr('Which code? "reconcile explain --list" prints all.\n');
    return exitCodes.usage;
  }
  const wanted = options.code.trim().toUpperCase().replace(/^(?:CDC)?[-_ ]?(?=\d)/, 'CDC');
  const found = all.find(([code]) => code === wanted);
  if (!found) {
    const near = all.map(([code]) => code).filter((code) => editDistance(code, wanted) <= 1).slice(0, 5);
    io.stderr(`There is no code ${JSON.stringify(options.code)}. ${near.length > 0 ? `Near it: ${near.join(', ')}.` : '"reconcile explain --list" prints all.'}\n`);
    return exitCodes.usage;
  }
  const [code, { title, why, fix }] = found;
  io.stdout(`${code}: ${title}\n\nWhy it matters\n${wrap(why)}\n\nWhat to do\n${wrap(fix)}\n`);
  return exitCodes.ok;
}

/** Lines of at most 78 characters, indented by two. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > 76) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `  ${each}`).join('\n');
}
