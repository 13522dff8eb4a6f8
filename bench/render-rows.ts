import type { Measurement } from './results.js';

/** One measurement as a line of progress. */
export function line(measurement: Measurement): string {
  const { connectors, scenario, limits, totalCalls, refused, wallMs, accountMs, cpuMs, peakMb } = measurement;
  return `  ${connectors} connectors, ${scenario}, ${limits}: ${totalCalls} calls, ${refused} refused, ${seconds(wallMs)} wall, ${seconds(accountMs)} of the account, ${seconds(cpuMs)} CPU, ${peakMb.toFixed(0)} MB`;
}

/** A Markdown table. Columns after the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9_950 ? 2 : 0)} s`;
}

export function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×` : '-';
}

export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
}
