import { hasErrors } from '../core/diagnostic.js';
import { loadDocuments, type LoadResult } from '../pipeline/read-documents.js';
import { renderAnnotations } from '../report/annotations.js';
import { countDiagnostics, renderDiagnostics } from '../report/diagnostics.js';
import { diagnosticsReport } from '../report/diagnostics-json.js';
import { acceptsHost } from './allowed-hosts.js';
import { exitCodes, type CommandIo } from './io.js';
import { refuseNoNames } from './session.js';

export type ValidateOutput = 'text' | 'json' | 'github';

export interface ValidateOptions {
  /** Default: `pipelines`. */
  readonly paths?: readonly string[];
  readonly output?: ValidateOutput;
  /** Hosts that a Target's endpoints may name besides those of Confluent Cloud. From flag or environment. */
  readonly allowedHosts?: readonly string[];
  /** Names of variables that documents may name besides those that fit. From flag or environment. */
  readonly allowedEnv?: readonly string[];
  /** Folders besides the working folder that `${file:}` may read. From flag or environment. */
  readonly fileRoots?: readonly string[];
}

/** `reconcile validate`: documents only, offline. 0 when they are valid (warnings allowed), 65 when not. */
export async function validate(options: ValidateOptions, io: CommandIo): Promise<number> {
  const paths = options.paths && options.paths.length > 0 ? options.paths : ['pipelines'];
  const { allowedHosts = [], allowedEnv = [], fileRoots = [] } = options;
  refuseNoNames(allowedEnv);
  const loaded = await loadDocuments(paths, { cwd: io.cwd, acceptsHost: acceptsHost(allowedHosts), allowedEnv, fileRoots: [io.cwd, ...fileRoots] });
  io.stdout(render(loaded, options.output ?? 'text', io.color));
  return hasErrors(loaded.diagnostics) ? exitCodes.invalid : exitCodes.ok;
}

function render(loaded: LoadResult, output: ValidateOutput, color: boolean): string {
  const { diagnostics, files } = loaded;
  switch (output) {
    case 'json':
      return `${JSON.stringify(diagnosticsReport(diagnostics), null, 2)}\n`;
    case 'github':
      return `${renderAnnotations(diagnostics)}${lastLine(loaded)}\n`;
    case 'text':
      return `${renderDiagnostics(diagnostics, files, { color })}${lastLine(loaded)}\n`;
  }
}

function lastLine({ documents, diagnostics, files }: LoadResult): string {
  const inFiles = `in ${plural(files.size, 'file')}`;
  if (hasErrors(diagnostics)) return `Not valid: ${countDiagnostics(diagnostics)} ${inFiles}.`;
  const pipelines = new Set(documents.pipelines.map((pipeline) => pipeline.name)).size;
  const counts = [plural(documents.targets.length, 'target'), plural(pipelines, 'pipeline'), plural(documents.approvals.length, 'approval')].join(', ');
  const warnings = diagnostics.length > 0 ? ` (${countDiagnostics(diagnostics)})` : '';
  return `Valid: ${counts} ${inFiles}${warnings}.`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
