import { printable } from './printable.js';

/** A zero-width space: keeps GitHub from making a mention, an issue reference or a link of what follows. */
const BREAK = '&#8203;';

/**
 * Foreign text inside Markdown prose: shown letter by letter, without markup, HTML, mentions, references or links. Backslashes
 * alone would not do: mentions and references are found in the rendered text.
 */
export function escapeProse(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_{}[\]()!|~^$]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#]/g, `$&${BREAK}`)
    .replace(/(gh-)(?=\d)/gi, `$1${BREAK}`)
    .replace(/:(?=\/\/)/g, `:${BREAK}`)
    // Also after an underscore, which is a letter to a regular expression and none to GitHub.
    .replace(/(www)(?=\.)/gi, `$1${BREAK}`)
    // A forged check mark is the picture of one: `:white_check_mark:`.
    .replace(/:(?=[\w+\\-]+:)/g, `:${BREAK}`)
    .replace(/^(\s*)([-+=]|\d+(?=[.)]))/, `$1${BREAK}$2`);
}

/** Foreign text as inline code, where nothing is interpreted. */
export function codeSpan(text: string): string {
  const shown = printable(text);
  if (shown.trim() === '') return '``` ```';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || (shown.startsWith(' ') && shown.endsWith(' ')) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** The same inside a table, whose cells are told apart before code is. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

/** Foreign text as code inside an HTML line, such as `<summary>`, where Markdown is not read. */
export function htmlCode(text: string): string {
  return `<code>${escapeHtml(printable(text))}</code>`;
}

/** A fence for lines that no line of them can close. */
export function fenceFor(lines: readonly string[]): string {
  return '`'.repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
}

/** Foreign text inside an HTML comment: nothing that could end it. */
export function commentWord(text: string): string {
  return text.replace(/[^\w.]+/g, '-').replace(/-+/g, '-');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
}
