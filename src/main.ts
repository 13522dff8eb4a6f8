import { createCli } from './cli/program.js';
import { exitCodes } from './cli/io.js';
import type { CommandIo } from './cli/io.js';
import { readConfig } from './config.js';
import { processIo } from './process-io.js';
import { printable } from './report/printable.js';

/** The edge of the process: arguments and the exit code. */
async function main(): Promise<void> {
  // Node would print the error with all that hangs on it, and on that of a request hangs its credential.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`reconcile: this is a bug: ${(error.stack ?? String(error)).split('\n').map(printable).join('\n')}\n`);
    process.exit(1);
  });
  // What is piped into `head` or a pager that was closed is not an error of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const config = readConfig();
  const io = processIo(config);
  if (config.proxy && !(await proxied(io))) return;
  const cli = createCli(config, io);
  const code = await cli.run(process.argv.slice(2));
  // Whoever was told to stop has ended what it could: nothing that still hangs may hold up the end.
  if (io.stopping.aborted) process.exit(code);
  process.exitCode = code;
}

/** Whether the proxy of the environment can be used. */
async function proxied(io: Pick<CommandIo, 'stderr'>): Promise<boolean> {
  const { useProxy } = await import('./proxy.js');
  try {
    useProxy();
    return true;
  } catch (error) {
    io.stderr(`reconcile: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitCodes.usage;
    return false;
  }
}

await main();
