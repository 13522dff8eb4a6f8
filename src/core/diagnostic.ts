import type { ResourceAddress } from './address.js';
import type { DiagnosticCode } from './codes/index.js';

export type Severity = 'error' | 'warning' | 'info';

/** 1-based, as editors and GitHub annotations count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A place in a file that a user wrote. */
export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Something to tell the user. Never holds a secret. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** What was seen, and why it matters. */
  readonly detail?: string;
  /** What to do about it, in the imperative. */
  readonly fix?: string;
  readonly address?: ResourceAddress;
  readonly range?: SourceRange;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** By file, then line, then column, then code: the order a reader goes through the files. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const key = (d: Diagnostic): readonly [string, number, number, string] => [
    d.range?.file ?? '\uffff',
    d.range?.start.line ?? 0,
    d.range?.start.column ?? 0,
    d.code,
  ];
  return [...diagnostics].sort((a, b) => {
    const left = key(a);
    const right = key(b);
    for (let i = 0; i < left.length; i += 1) {
      if (left[i]! < right[i]!) return -1;
      if (left[i]! > right[i]!) return 1;
    }
    return 0;
  });
}
