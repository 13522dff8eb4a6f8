import { createCli } from '../../src/cli/program.js';
import { diskFiles } from '../../src/cli/io.js';
import { readConfig } from '../../src/config.js';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line in this process, as without a terminal. */
export async function runCli(args: readonly string[], { cwd = process.cwd(), env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}): Promise<CliRun> {
  const out = { stdout: '', stderr: '' };
  const config = readConfig();
  const cli = createCli({ ...config, ci: true, env: { ...config.env, ...env } }, {
    stdout: (text) => void (out.stdout += text),
    stderr: (text) => void (out.stderr += text),
    cwd,
    isTty: false,
    color: false,
    columns: () => undefined,
    ...diskFiles(cwd),
    stopping: new AbortController().signal,
    abort: new AbortController().signal,
  });
  const code = await cli.run(args);
  return { code, ...out };
}
