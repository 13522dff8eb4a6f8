import { parseFile } from './parse.js';
import type { ParsedFile } from './parse.js';

/** What was parsed of each file last: of a commit, only the files that it changed are parsed. */
export interface ParseMemory {
  /** As `parseFile`. What it gives is never changed by anybody, so two commits may share it. */
  parse(file: string, text: string): ParsedFile;
  /** Forgets all other files. */
  keepOnly(files: ReadonlyMap<string, string>): void;
}

/** An empty one. A file is known by its whole text, which is held anyway and compares faster than a hash is made. */
export function createParseMemory(): ParseMemory {
  const known = new Map<string, { readonly text: string; readonly parsed: ParsedFile }>();
  return {
    parse(file, text) {
      const last = known.get(file);
      if (last?.text === text) return last.parsed;
      const parsed = parseFile(file, text);
      known.set(file, { text, parsed });
      return parsed;
    },
    keepOnly(files) {
      for (const file of known.keys()) if (!files.has(file)) known.delete(file);
    },
  };
}
