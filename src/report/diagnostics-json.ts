import { sortDiagnostics, type Diagnostic } from '../core/diagnostic.js';

export interface DiagnosticsReport {
  readonly formatVersion: 1;
  readonly valid: boolean;
  readonly summary: { readonly errors: number; readonly warnings: number };
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics for programs. `formatVersion` changes when a field changes its meaning or goes away. */
export function diagnosticsReport(diagnostics: readonly Diagnostic[]): DiagnosticsReport {
  const count = (severity: Diagnostic['severity']): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = count('error');
  return { formatVersion: 1, valid: errors === 0, summary: { errors, warnings: count('warning') }, diagnostics: sortDiagnostics(diagnostics) };
}
