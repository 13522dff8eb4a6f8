import type { Diagnostic, SourceRange } from '../core/diagnostic.js';

/** Codes whose range holds what may be a secret. */
const SENSITIVE_CODES: ReadonlySet<string> = new Set(['CDC1301', 'CDC1302']);
/** A key that sounds like a secret, also misspelt; what follows it is not shown unless it is a reference. Bounded, because lines may be a megabyte long. */
const SECRET_KEY = /(?:pass?[wo]|passphrase|pwd|secret|token|credential|(?:api|access|private)[-_.]?key)[\w.-]{0,100}["']?\s{0,100}:\s+/gi;
const REFERENCE_ONLY = /^["']?\$\{(?:env|file|var):[^{}]*\}["']?\s*(?:[,}#]|$)/;
/** User name and password inside a URL. */
const USER_INFO = /\/\/[^/@\s'"]+@/g;
const MASK = '***';
const WIDTH = 120;

/** One line of a file with the columns to underline, counted from 0. */
export interface Excerpt {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

type Span = readonly [from: number, to: number];

/** The places in the files that diagnostics say may hold secrets: no excerpt shows them. */
export function sensitiveRanges(diagnostics: readonly Diagnostic[]): readonly SourceRange[] {
  return diagnostics.flatMap(({ code, range }) => (range && SENSITIVE_CODES.has(code) ? [range] : []));
}

/**
 * The first line of the range, with secrets masked, control characters made visible and long lines cut around the range. Nothing
 * when the file has no such line.
 */
export function excerptOf(range: SourceRange, text: string, sensitive: readonly SourceRange[]): Excerpt | undefined {
  const line = text.split(/\r?\n/)[range.start.line - 1];
  if (line === undefined) return undefined;
  const from = Math.min(range.start.column - 1, line.length);
  const last = range.end.line === range.start.line ? range.end.column - 1 : line.trimEnd().length;
  const whole: Excerpt = { text: line, from, to: Math.max(from + 1, Math.min(last, line.length)) };
  return cut(mask(whole, [...sensitiveSpans(range, line, sensitive), ...secretSpans(line)]));
}

function sensitiveSpans({ file, start }: SourceRange, line: string, sensitive: readonly SourceRange[]): readonly Span[] {
  return sensitive
    .filter((range) => range.file === file && range.start.line <= start.line && range.end.line >= start.line)
    .map((range) => [
      range.start.line === start.line ? range.start.column - 1 : 0,
      range.end.line === start.line ? range.end.column - 1 : line.length,
    ]);
}

function secretSpans(line: string): readonly Span[] {
  const spans: Span[] = [...line.matchAll(USER_INFO)].map((match) => [match.index + 2, match.index + match[0].length - 1]);
  for (const match of line.matchAll(SECRET_KEY)) {
    const from = match.index + match[0].length;
    const value = line.slice(from);
    // A mapping, an anchor or a block of text is not the value itself.
    if (value !== '' && !REFERENCE_ONLY.test(value) && !/^[{&*|>#]/.test(value)) return [...spans, [from, line.trimEnd().length]];
  }
  return spans;
}

function mask(excerpt: Excerpt, spans: readonly Span[]): Excerpt {
  let { text, from, to } = excerpt;
  for (const [start, end] of mergeSpans(spans).reverse()) {
    const shift = MASK.length - (end - start);
    text = text.slice(0, start) + MASK + text.slice(end);
    const moved = (column: number): number => (column >= end ? column + shift : Math.min(column, start + MASK.length));
    to = to > start ? moved(to) : to;
    from = from > start ? Math.min(moved(from), Math.max(start, to - 1)) : from;
  }
  return { text, from, to: Math.max(to, from + 1) };
}

function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function cut({ text, from, to }: Excerpt): Excerpt {
  const visible = printable(text);
  if (visible.length <= WIDTH) return { text: visible, from, to };
  const start = from < WIDTH - 20 ? 0 : from - 20;
  const end = start + WIDTH;
  const shown = `${start > 0 ? '…' : ''}${visible.slice(start, end)}${end < visible.length ? '…' : ''}`;
  const offset = start > 0 ? start - 1 : 0;
  return { text: shown, from: from - offset, to: Math.min(to - offset, shown.length) };
}

/** Documents may come from strangers: nothing in them may steer the terminal. One character stays one character. */
export function printable(text: string): string {
   
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
