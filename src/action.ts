import { appendFile } from 'node:fs/promises';
import { runAction } from './action/run.js';
import { readConfig } from './config.js';
import { processIo } from './process-io.js';
import { printable } from './report/printable.js';

/** The edge of the process when GitHub's runner starts it (action.yml). */
async function main(): Promise<void> {
  // The runner obeys lines that look like its commands: a stack trace with foreign text in it must not be one.
  process.on('uncaughtException', (error) => {
    process.stdout.write(`reconcile: ${printable(error.message)}\n`);
    process.exit(1);
  });
  const config = readConfig();
  if (config.proxy) (await import('./proxy.js')).useProxy();
  process.exitCode = await runAction(config, { ...processIo(config), appendFile });
}

await main();
