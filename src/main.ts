import { createCli } from './cli/program.js';
import { readConfig } from './config.js';
import { processIo } from './process-io.js';

/** The edge of the process: arguments and the exit code. */
async function main(): Promise<void> {
  const config = readConfig();
  const io = processIo(config);
  const cli = createCli(config, io);
  const code = await cli.run(process.argv.slice(2));
  // Whoever was told to stop has ended what it could: nothing that still hangs may hold up the end.
  if (io.stopping.aborted) process.exit(code);
  process.exitCode = code;
  // A report that is piped into `head` or a closed pager is not an error of ours.
  process.stdout.on('error', () => undefined);
}

await main();
