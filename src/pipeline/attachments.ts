import { posix } from 'node:path';
import type { Diagnostic, SourceRange } from '../core/diagnostic.js';
import type { NodeOrigins } from './nodes.js';

/** Files that documents name beside themselves: the text by name, or why there is none. */
export type Attachments = ReadonlyMap<string, { readonly text: string } | { readonly problem: string }>;

/** A file that a document names, by the name that messages use. */
export interface NamedFile {
  readonly name: string;
  readonly range: SourceRange;
}

export interface Attached {
  /** The block with the text beside each file. */
  readonly block: unknown;
  readonly files: readonly NamedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts the texts of the files that a source block names beside their names. `keys`: dotted, `*` for any key. Pure. */
export function attach(block: unknown, keys: readonly string[], place: { readonly origins: NodeOrigins; readonly source: string }, attachments: Attachments): Attached {
  const files: NamedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const visit = (value: unknown, dotted: string, path: readonly string[]): unknown => {
    // The shape was checked: what leads to a file is a mapping.
    const given = value as Readonly<Record<string, unknown>>;
    const [key, rest] = splitAtDot(dotted);
    if (rest !== undefined) {
      const inner = key === '*' ? Object.keys(given) : Object.keys(given).filter((name) => name === key);
      return { ...given, ...Object.fromEntries(inner.map((name) => [name, visit(given[name], rest, [...path, name])])) };
    }
    const written = given[key];
    if (typeof written !== 'string') return value;
    const range = place.origins.at(['spec', 'source', place.source, ...path, key]);
    const name = posix.isAbsolute(written) ? written : posix.join(posix.dirname(range.file), written);
    files.push({ name, range });
    const found = attachments.get(name);
    if (found !== undefined && 'text' in found) return { ...given, text: found.text };
    diagnostics.push({
      code: 'CDC2411',
      severity: 'error',
      summary: `${name} cannot be used: ${found?.problem ?? 'it was not read'}.`,
      fix: 'Put the file into the folder of the pipelines, and write its path relative to this document.',
      range,
    });
    return value;
  };
  const attached = keys.reduce((value, dotted) => visit(value, dotted, []), block);
  return { block: attached, files, diagnostics };
}

function splitAtDot(dotted: string): readonly [string, string | undefined] {
  const dot = dotted.indexOf('.');
  return dot === -1 ? [dotted, undefined] : [dotted.slice(0, dot), dotted.slice(dot + 1)];
}
