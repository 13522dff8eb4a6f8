import type { Finding, PipelinePreflight, PreflightReport, Remedy } from '../core/preflight.js';
import { codeSpan, escapeProse, fenceFor } from './markdown-escape.js';
import { byGravity, preflightSentence, remedyTitle, statusWord } from './preflight-text.js';
import { plural, printable } from './printable.js';

/** What preflight found, as Markdown for a pull request or a runbook. */
export function renderPreflightMarkdown(report: PreflightReport): string {
  return [`## Database preflight`, '', preflightSentence(report.summary), '', ...report.pipelines.flatMap(renderPipeline)].join('\n');
}

function renderPipeline(pipeline: PipelinePreflight): readonly string[] {
  const server = pipeline.server?.product ?? pipeline.source;
  const shown = byGravity(pipeline.findings).filter((finding) => finding.status !== 'ok');
  const passed = pipeline.findings.filter((finding) => finding.status === 'ok');
  const list = passed.map((finding) => `- ${escapeProse(finding.title)}: ${escapeProse(finding.evidence)}`);
  const details = passed.length === 0 ? [] : ['<details>', `<summary>${plural(passed.length, 'check')} passed</summary>`, '', ...list, '', '</details>', ''];
  return [`### ${codeSpan(pipeline.pipeline)} on ${codeSpan(pipeline.target)}`, '', `${escapeProse(server)}, ${codeSpan(pipeline.database)}`, '', ...shown.flatMap(renderFinding), ...details];
}

function renderFinding(finding: Finding): readonly string[] {
  const subject = finding.subject === undefined ? '' : `${codeSpan(finding.subject)}: `;
  return [`**${statusWord(finding)}** ${escapeProse(finding.title)} (${codeSpan(finding.check)})`, '', `${subject}${escapeProse(finding.evidence)}`, '', ...finding.remedies.flatMap(renderRemedy)];
}

const languages = { sql: 'sql', setting: 'text', command: 'sh', policy: 'json', document: 'yaml' } as const satisfies Record<Remedy['type'], string>;

function renderRemedy(remedy: Remedy): readonly string[] {
  const lines = remedy.text.split('\n').map(printable);
  const fence = fenceFor(lines);
  const caution = 'caution' in remedy && remedy.caution !== undefined ? [`*Mind:* ${escapeProse(remedy.caution)}`, ''] : [];
  return [escapeProse(remedyTitle(remedy)), '', ...caution, `${fence}${languages[remedy.type]}`, ...lines, fence, ''];
}
