import { createCli } from './cli/program.js';
import { diskFiles } from './cli/io.js';
import type { RunIo } from './cli/reconcile.js';
import { readConfig } from './config.js';
import type { Config } from './config.js';

/** The edge of the process: arguments, environment, signals and the exit code. Nothing else exits or prints. */
async function main(): Promise<void> {
  const config = readConfig();
  const { stopping, abort } = signals();
  const cli = createCli(config, processIo(config, stopping, abort));
  process.exitCode = await cli.run(process.argv.slice(2));
  // A report that is piped into `head` or a closed pager is not an error of ours.
  process.stdout.on('error', () => undefined);
}

function processIo(config: Config, stopping: AbortSignal, abort: AbortSignal): RunIo {
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
    stopping,
    abort,
    ...(isTty && !config.ci
      ? { ask: async (question: string) => (await import('./cli/consent.js')).askOnTerminal(question, process.stdin, process.stderr) }
      : {}),
  };
}

/** The first signal lets steps in flight finish, the second ends waiting, the third is the system's. */
function signals(): { stopping: AbortSignal; abort: AbortSignal } {
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

await main();
