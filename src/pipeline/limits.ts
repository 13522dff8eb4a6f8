/**
 * Bounds on what is read. Documents may come from a stranger's pull request: each bound is far above what a real
 * estate holds (a pipeline of 50 tables with 30 columns each is about 60 kB) and keeps the answer under a second.
 */
export const limits = {
  /** Bytes of one file. */
  fileBytes: 1_000_000,
  /** Bytes of all files of one load. */
  totalBytes: 16_000_000,
  /** Files of one load. */
  files: 5_000,
  /** Folders below a root. */
  folderDepth: 32,
  /** Lexical tokens of one file; the parser needs about three microseconds for each. */
  tokens: 150_000,
  /** Collections inside each other. The YAML composer recurses and takes the process down at some ten thousand. */
  nesting: 64,
  /** Values of one document after its aliases are expanded. */
  expandedValues: 100_000,
} as const;
