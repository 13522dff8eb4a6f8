import type { Diagnostic, SourceRange } from '../core/diagnostic.js';
import type { Finding, PipelinePreflight, PreflightReport } from '../core/preflight.js';

/**
 * What was found, as diagnostics of a plan: errors refuse it. Notes are left out, since they are no reason to stop;
 * `reconcile preflight` tells them. `placeOf`: where a pipeline's source is written.
 */
export function preflightDiagnostics(report: PreflightReport, placeOf: (pipeline: PipelinePreflight) => SourceRange | undefined): readonly Diagnostic[] {
  return report.pipelines.flatMap((pipeline) => {
    const range = placeOf(pipeline);
    return pipeline.findings.filter(isTold).map((finding) => diagnosticOf(pipeline, finding, range));
  });
}

function isTold({ status, severity }: Finding): boolean {
  return status !== 'ok' && severity !== 'info';
}

function diagnosticOf({ pipeline, database }: PipelinePreflight, finding: Finding, range: SourceRange | undefined): Diagnostic {
  const { code, status, severity, check, title, evidence, subject } = finding;
  const fix = fixOf(finding);
  return {
    code,
    // What could not be checked may be as it should be.
    severity: status === 'unknown' ? 'warning' : severity,
    summary: `${pipeline}: ${subject === undefined ? '' : `${subject}: `}${evidence}`,
    detail: `${title} (${check}), in ${database}.`,
    ...(fix === undefined ? {} : { fix }),
    ...(range === undefined ? {} : { range }),
  };
}

/** The first way to mend it, on one line; the whole of it is what `reconcile preflight` prints. */
function fixOf({ remedies }: Finding): string | undefined {
  const [first] = remedies;
  return first === undefined ? undefined : first.text.split(/\s*\n\s*/).filter((line) => !line.startsWith('--')).join(' ');
}
