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
  const visit = (value: unknown, [key, ...rest]: readonly string[], path: readonly string[]): unknown => {
    if (typeof value !== 'object' || value === null || key === undefined) return value;
    const given = value as Readonly<Record<string, unknown>>;
    if (rest.length > 0) {
      const inner = key === '*' ? Object.keys(given) : Object.keys(given).filter((name) => name === key);
      return { ...given, ...Object.fromEntries(inner.map((name) => [name, visit(given[name], rest, [...path, name])])) };
    }
    const written = given[key];
    if (typeof written !== 'string') return value;
    const range = place.origins.at(['spec', 'source', place.source, ...path, key]);
    const name = posix.join(posix.dirname(range.file), written);
    files.push({ name, range });
    const found = attachments.get(name);
    if (found !== undefined && 'text' in found) return { ...given, text: found.text };
    diagnostics.push({ code: 'CDC2411', severity: 'error', summary: `${name} cannot be used: ${found?.problem ?? 'it was not read'}.`, range });
    return value;
  };
  const attached = keys.reduce((value, dotted) => visit(value, dotted.split('.'), []), block);
  return { block: attached, files, diagnostics };
}
