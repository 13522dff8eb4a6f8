import type { StageReport, VerifyReport } from '../core/verification.js';
import { verifySentence } from './verify-sentence.js';

/** What `reconcile verify` saw as one JSON document for programs, keys in a fixed order. */
export function renderVerifyJson(report: VerifyReport): string {
  const { formatVersion, command, simulated, proven, targets, diagnostics } = report;
  const document = {
    formatVersion,
    command,
    ...(simulated === undefined ? {} : { simulated }),
    proven,
    sentence: verifySentence(report),
    diagnostics,
    targets: targets.map(({ target, account, pipelines, diagnostics: own, statements, calls, durationMs }) => ({
      target,
      ...(account === undefined ? {} : { account }),
      durationMs,
      pipelines: pipelines.map(({ pipeline, tables }) => ({
        pipeline,
        tables: tables.map(({ from, target: table, stopsAt, stages, probe }) => ({
          from,
          ...(table === undefined ? {} : { target: table }),
          ...(stopsAt === undefined ? {} : { stopsAt }),
          stages: stages.map(stageDocument),
          ...(probe === undefined ? {} : { probe }),
        })),
      })),
      statements,
      diagnostics: own,
      calls,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function stageDocument({ stage, verdict, saw, signatures }: StageReport): object {
  return {
    stage,
    verdict,
    saw,
    signatures: signatures.map(({ code, title, explanation, fix, captures, safeStep }) => ({ code, title, explanation, fix, captures, ...(safeStep === undefined ? {} : { safeStep }) })),
  };
}
