import type { PipelineVerification, TableVerification, Verdict, VerifyReport } from '../core/verification.js';
import { codeCell, codeSpan, escapeProse } from './markdown-escape.js';
import { cut } from './printable.js';
import { verifySentence } from './verify-sentence.js';

const MAX_SAW = 200;
/** GitHub takes comments of 65536 characters; the rest of a longer report is cut, its sentence never. */
const MAX_LENGTH = 60_000;

const icons = { proven: '✅', warning: '⚠️', waiting: '⏳', broken: '❌', unknown: '❔', notReached: '·' } as const satisfies Record<Verdict, string>;

/** What `reconcile verify` saw, as a comment or a job summary. */
export function renderVerifyMarkdown(report: VerifyReport): string {
  const head = [`**${escapeProse(verifySentence(report))}**`, ''];
  if (report.simulated !== undefined) head.push('Simulated: the real account was not asked.', '');
  const problems = [...report.diagnostics, ...report.targets.flatMap(({ diagnostics }) => diagnostics)].map(({ code, summary }) => `- ❌ **${escapeProse(code)}** ${escapeProse(summary)}`);
  const body = report.targets.flatMap(({ target, pipelines }) => pipelines.flatMap((pipeline) => pipelineLines(target, pipeline)));
  return `${cutLines([...head, ...problems, ...body]).join('\n').trimEnd()}\n`;
}

function pipelineLines(target: string, { pipeline, tables }: PipelineVerification): string[] {
  const stages = [...new Set(tables.flatMap((table) => table.stages.map(({ stage }) => stage)))];
  return [
    `### ${codeSpan(pipeline)} on ${codeSpan(target)}`,
    '',
    `| table | ${stages.join(' | ')} |`,
    `| --- |${stages.map(() => ' :---: |').join('')}`,
    ...tables.map((table) => `| ${codeCell(table.from)} | ${stages.map((name) => iconOf(table, name)).join(' | ')} |`),
    '',
    ...tables.filter(({ stopsAt }) => stopsAt !== undefined).flatMap(troubleLines),
  ];
}

function iconOf({ stages }: TableVerification, name: string): string {
  const found = stages.find(({ stage }) => stage === name);
  return found === undefined ? '' : icons[found.verdict];
}

function troubleLines({ from, stopsAt, stages }: TableVerification): string[] {
  const stop = stages.find(({ stage }) => stage === stopsAt);
  return [
    `- ${codeSpan(from)} stops at **${stopsAt ?? ''}**: ${escapeProse(cut(stop?.saw ?? '', MAX_SAW))}`,
    ...(stop?.signatures ?? []).flatMap(({ code, title, fix }) => [`  - **${code}: ${escapeProse(title)}**`, ...fix.map((step, at) => `    ${at + 1}. ${escapeProse(step)}`)]),
    '',
  ];
}

function cutLines(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > MAX_LENGTH) return [...kept, '', '… cut: the report is longer than a comment may be.'];
    kept.push(line);
  }
  return kept;
}
