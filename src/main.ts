import { createCli } from './cli/program.js';
import { readConfig } from './config.js';
import { processIo } from './process-io.js';

/** The edge of the process: arguments and the exit code. */
async function main(): Promise<void> {
  const config = readConfig();
  const cli = createCli(config, processIo(config));
  process.exitCode = await cli.run(process.argv.slice(2));
  // A report that is piped into `head` or a closed pager is not an error of ours.
  process.stdout.on('error', () => undefined);
}

await main();
