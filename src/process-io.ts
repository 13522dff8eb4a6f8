import { diskFiles } from './cli/io.js';
import type { RunIo } from './cli/reconcile.js';
import type { Config } from './config.js';

/** The process as commands see it: streams, disk, terminal, and signals. */
export function processIo(config: Config): RunIo {
  const isTty = process.stderr.isTTY === true && process.stdin.isTTY === true;
  const cwd = process.cwd();
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    cwd,
    isTty,
    columns: () => process.stderr.columns,
    color: config.color === 'always' || (config.color === 'auto' && process.stdout.isTTY === true),
    ...diskFiles(cwd),
    ...signals(),
    ...(isTty && !config.ci
      ? { ask: async (question: string) => (await import('./cli/consent.js')).askOnTerminal(question, process.stdin, process.stderr) }
      : {}),
  };
}

/** The first signal lets steps in flight finish, the second ends waiting, the third is the system's. */
function signals(): { readonly stopping: AbortSignal; readonly abort: AbortSignal } {
  const stopping = new AbortController();
  const abort = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!stopping.signal.aborted) stopping.abort(new Error(`stopped by ${signal}`));
    else if (!abort.signal.aborted) abort.abort(new Error(`stopped by ${signal}`));
    else process.exit(130);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { stopping: stopping.signal, abort: abort.signal };
}
