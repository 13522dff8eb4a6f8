import type { PreflightReport } from '../core/preflight.js';

/** What preflight found, for programs. `formatVersion` changes when a field changes its meaning or goes away. */
export function renderPreflightJson(report: PreflightReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
