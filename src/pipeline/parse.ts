import { Composer, Lexer, Parser, type CST, type Document, type YAMLError } from 'yaml';
import type { Diagnostic } from '../core/diagnostic.js';
import { limits } from './limits.js';
import { makeOrigins, rangeOf, type MappingNode, type NodeOrigins, type TextSource } from './nodes.js';
import { convertDocument } from './yaml-nodes.js';

/** One YAML document: a mapping whose meaning nobody has looked at yet. */
export interface RawDocument {
  readonly file: string;
  readonly root: MappingNode;
  readonly origins: NodeOrigins;
}

export interface ParsedFile {
  readonly documents: readonly RawDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The documents of one file. Never throws: whatever the text holds becomes a document or a diagnostic. Empty documents are
 * skipped; a document with an error is left out, its neighbours are not.
 */
export function parseFile(file: string, text: string): ParsedFile {
  const source: TextSource = { file, positionAt: positionsIn(text) };
  const diagnostics: Diagnostic[] = [];
  const tokens = readTokens(text);
  if (tokens.type === 'refused') return { documents: [], diagnostics: [refusal(tokens, source)] };

  const documents: RawDocument[] = [];
  // Duplicate keys are found in yaml-nodes.ts: the composer's own search is quadratic.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, version: '1.2' });
  // Forced, because errors before any document would otherwise belong to none and be lost.
  for (const composed of composer.compose(tokens.tokens, true, text.length)) {
    const document = readDocument(composed as Document.Parsed, source, diagnostics);
    if (document) documents.push(document);
  }
  return { documents, diagnostics };
}

/** Lines end at a line feed, as editors count. The library's own counter misses some inside broken quotes. */
function positionsIn(text: string): TextSource['positionAt'] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const inside = Math.min(offset, text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - starts[low]! + 1 };
  };
}

/** Lexemes that stand for no text: begin of a document, of a plain scalar, of what follows an error in flow. */
const LEXER_MARKS: readonly string[] = ['\u0002', '\u001f', '\u0018'];

const MAX_ERRORS = 100;

type Tokens =
  | { readonly type: 'tokens'; readonly tokens: readonly CST.Token[] }
  | { readonly type: 'refused'; readonly because: 'tokens' | 'nesting'; readonly offset: number };

/** Lexes with both bounds checked, because the composer that follows recurses and has neither. */
function readTokens(text: string): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let offset = 0;
  let brackets = 0;
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > limits.tokens) return { type: 'refused', because: 'tokens', offset: 0 };
    if (lexeme === '[' || lexeme === '{') brackets += 1;
    else if (lexeme === ']' || lexeme === '}') brackets -= 1;
    // Long before the parser has built what it would then have to walk.
    if (brackets > 2 * limits.nesting) return { type: 'refused', because: 'nesting', offset };
    if (!LEXER_MARKS.includes(lexeme)) offset += lexeme.length;
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'error') errors += 1;
    }
    // Only the first error of a document is reported; each costs the composer a stack trace.
    if (errors > MAX_ERRORS) return { type: 'tokens', tokens };
  }
  for (const token of parser.end()) tokens.push(token);
  const tooDeep = findTooDeep(tokens);
  return tooDeep === undefined ? { type: 'tokens', tokens } : { type: 'refused', because: 'nesting', offset: tooDeep };
}

/** Offset of the first collection nested too deep. Iterative on purpose: the depth is what is in doubt. */
function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open: [token: CST.Token, depth: number][] = tokens.map((token) => [token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (depth > limits.nesting) return token.offset;
    if (token.type === 'document' && token.value) open.push([token.value, depth + 1]);
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if ('key' in item && item.key) open.push([item.key, depth + 1]);
      if (item.value) open.push([item.value, depth + 1]);
    }
  }
  return undefined;
}

function refusal(refused: Extract<Tokens, { type: 'refused' }>, source: TextSource): Diagnostic {
  const range = rangeOf({ source, start: refused.offset, end: refused.offset + 1 });
  return refused.because === 'nesting'
    ? { code: 'CDC1110', severity: 'error', summary: `Values are nested more than ${limits.nesting} levels deep.`, fix: 'No document needs that: look for an unclosed bracket.', range }
    : { code: 'CDC1110', severity: 'error', summary: `The file has more than ${limits.tokens} YAML tokens.`, fix: 'Split it: one pipeline per file reads best.', range };
}

function readDocument(composed: Document.Parsed, source: TextSource, diagnostics: Diagnostic[]): RawDocument | undefined {
  // One syntax error makes others that are not there: only the first is worth reading.
  const [error] = [...composed.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error) {
    diagnostics.push(describeSyntaxError(error, source));
    return undefined;
  }
  const before = diagnostics.length;
  const root = convertDocument(composed, source, (diagnostic) => diagnostics.push(diagnostic));
  if (!root || diagnostics.length > before) return undefined;
  if (root.type === 'scalar' && root.value === null) return undefined;
  if (root.type !== 'mapping') {
    diagnostics.push({
      code: 'CDC1107',
      severity: 'error',
      summary: `A document must be a mapping of keys to values; this one is ${root.type === 'sequence' ? 'a list' : 'a single value'}.`,
      fix: 'Start it with "apiVersion:", "kind:" and "metadata:". Several documents in one file are separated by "---".',
      range: rangeOf(root.place),
    });
    return undefined;
  }
  return { file: source.file, root, origins: makeOrigins(root) };
}

/** In our own words where the library's would puzzle; the library's message never holds more than one character of the file. */
function describeSyntaxError(error: YAMLError, source: TextSource): Diagnostic {
  const range = rangeOf({ source, start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) });
  if (error.code === 'TAB_AS_INDENT') {
    return { code: 'CDC1103', severity: 'error', summary: 'A tab is used for indentation.', detail: 'YAML allows spaces only, because a tab has no fixed width.', fix: 'Replace the tab by spaces.', range };
  }
  const known = syntaxWords[error.code];
  return { code: 'CDC1101', severity: 'error', summary: `Not valid YAML: ${known?.[0] ?? error.message}.`, fix: known?.[1] ?? 'Correct the syntax at this place.', range };
}

const syntaxWords: Readonly<Partial<Record<YAMLError['code'], readonly [what: string, fix: string]>>> = {
  BAD_SCALAR_START: ['a value cannot start with this character unless it is quoted', 'Put the value in single quotes.'],
  BLOCK_AS_IMPLICIT_KEY: ['a second "key:" on one line', 'Put the value in quotes when it contains ": ", or start a new line with more indentation.'],
  MULTILINE_IMPLICIT_KEY: ['a key that runs over several lines', 'Check for a missing ":" or a missing quote on this line or the one before.'],
  BAD_INDENT: ['the indentation fits no level above', 'Align the line with the keys that it belongs to.'],
  MISSING_CHAR: ['a quote, bracket, comma or space is missing', 'Close what is open before this place.'],
  BAD_DQ_ESCAPE: ['an escape sequence that YAML does not know', 'Use single quotes, where a backslash is only a backslash.'],
  UNEXPECTED_TOKEN: ['something that does not belong here', 'Check brackets, quotes and indentation around this place.'],
  BAD_DIRECTIVE: ['a %-line that YAML does not know', 'Remove it.'],
};
