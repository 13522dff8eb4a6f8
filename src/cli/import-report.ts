import type { TargetReport } from '../core/report.js';
import { printable } from '../report/printable.js';
import type { Judged } from './import-judge.js';

export interface ImportReportOptions {
  readonly folder?: string;
  /** What entering it into the ledger gave. */
  readonly adopted?: TargetReport;
}

/** What an import made and left out, for people. */
export function importReport({ pipelines, named, remarks, plan }: Judged, { folder, adopted }: ImportReportOptions): string {
  const lines = pipelines.flatMap(({ pipeline: { name, origin, title, tables } }) => {
    const decoded = tables.filter(({ spec }) => spec.decode !== false).length;
    const place = folder === undefined ? '' : ` -> ${folder.replace(/\/$/, '')}/${name}.yaml`;
    return [`${name} (${origin === undefined ? '' : `${origin.what} ${origin.name}, `}${title}): ${decoded} of ${tables.length} tables with their targets${place}`];
  });
  if (named.length > 0) lines.push('', 'Not imported:', ...named.map(({ what, why }) => `  ${what}: ${why}`));
  if (remarks.length > 0) lines.push('', 'To know:', ...remarks.map((remark) => `  ${remark}`));
  const variables = [...new Set(pipelines.flatMap(({ text }) => [...text.matchAll(/\$\{env:(\w+)\}/g)].map((match) => match[1]!)))].sort();
  if (variables.length > 0) lines.push('', 'The account keeps these secrets to itself; set them before the first change:', `  ${variables.join(' ')}`);
  lines.push('', summary(pipelines.length, plan, adopted));
  return `${lines.map(printable).join('\n')}\n`;
}

function summary(count: number, plan: TargetReport | undefined, adopted: TargetReport | undefined): string {
  if (count === 0) return 'Nothing was imported.';
  const pipelines = `${count} pipeline${count === 1 ? '' : 's'}`;
  const resources = plan?.plan?.summary.adopt ?? 0;
  const whole = `${pipelines} imported; the plan takes ${resources} resource${resources === 1 ? '' : 's'} as they are and changes none.`;
  if (adopted === undefined) return `${whole} "reconcile --adopt" enters them into the ledger.`;
  const refused = adopted.plan?.diagnostics.find(({ severity }) => severity === 'error') ?? adopted.diagnostics.find(({ severity }) => severity === 'error');
  return refused === undefined ? `${whole} They are in the ledger.` : `${whole} Not adopted: ${refused.code}: ${refused.summary}.${refused.fix === undefined ? '' : ` ${refused.fix}`}`;
}
