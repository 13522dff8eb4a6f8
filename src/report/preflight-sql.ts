import type { Finding, PipelinePreflight, PreflightReport, Remedy } from '../core/preflight.js';
import { printable } from './printable.js';

type SqlRemedy = Extract<Remedy, { type: 'sql' }>;

/**
 * The SQL that mends what was found, in the order of the checks, each statement once. What throws something away is there
 * as a comment: a person decides. Settings, commands and policies are comments too.
 */
export function renderPreflightSql(report: PreflightReport): string {
  const parts = report.pipelines.map(renderPipeline).filter((text) => text !== '');
  return parts.length === 0 ? '-- Nothing to mend.\n' : parts.join('\n');
}

function renderPipeline(pipeline: PipelinePreflight): string {
  const found = pipeline.findings.filter((finding) => finding.status !== 'ok' && finding.remedies.length > 0);
  if (found.length === 0) return '';
  const written = new Set<string>();
  const lines = found.flatMap((finding) => renderFinding(finding, written));
  const restart = found.some(({ remedies }) => remedies.some((remedy) => 'restart' in remedy && remedy.restart === true));
  return [`-- ${printable(pipeline.pipeline)}: ${printable(pipeline.database)}`, '', ...lines, ...(restart ? ['-- Then restart the server.', ''] : [])].join('\n');
}

function renderFinding(finding: Finding, written: Set<string>): readonly string[] {
  const subject = finding.subject === undefined ? '' : `${printable(finding.subject)}: `;
  const fresh = finding.remedies.filter((remedy) => !written.has(remedy.text));
  for (const remedy of fresh) written.add(remedy.text);
  if (fresh.length === 0) return [];
  return [`-- ${subject}${printable(finding.evidence)}`, ...fresh.flatMap((remedy) => (remedy.type === 'sql' ? renderSql(remedy) : comment(remedy.text))), ''];
}

function renderSql(remedy: SqlRemedy): readonly string[] {
  const by = remedy.by === undefined ? [] : comment(`as ${remedy.by}`);
  const caution = remedy.caution === undefined ? [] : comment(remedy.caution);
  return [...by, ...caution, ...(remedy.destroys === true ? comment(remedy.text) : remedy.text.split('\n'))];
}

function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `-- ${printable(line)}`);
}
