import type { SourceRange } from '../core/diagnostic.js';

/**
 * The place of one character of a text, within the place of the YAML value that holds it: from there to the value's end. The
 * whole value where it spans lines, or where escapes make the characters of the file others than those of the text.
 */
export function pointInside(range: SourceRange, text: string, position: number): SourceRange {
  const { start, end } = range;
  const quotes = end.column - start.column - text.length;
  if (start.line !== end.line || (quotes !== 0 && quotes !== 2) || position < 0 || position >= text.length) return range;
  const before = quotes / 2;
  return { ...range, start: { line: start.line, column: start.column + before + position }, end: { line: end.line, column: end.column - before } };
}
