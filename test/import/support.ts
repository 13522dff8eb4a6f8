import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importPipelines } from '../../src/cli/import.js';
import type { ImportCommand } from '../../src/cli/import.js';
import { diskFiles } from '../../src/cli/io.js';
import type { RunIo } from '../../src/cli/reconcile.js';
import { reconcile } from '../../src/cli/reconcile.js';
import { readConfig } from '../../src/config.js';
import type { RunReport } from '../../src/core/report.js';

/** A folder to work in, as a user has one; gone after the test. */
export interface Workplace extends Disposable {
  readonly io: RunIo;
  readonly path: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  write(file: string, text: string): void;
  /** Texts of the YAML files of a folder, by name. */
  yamls(folder: string): Readonly<Record<string, string>>;
  import(command: Partial<ImportCommand>): Promise<number>;
  plan(paths: readonly string[], more?: { readonly adopt?: boolean }): Promise<RunReport>;
}

/** Commands run here talk to the simulator at `url`, with a ledger of their own. */
export function workplace(url: string): Workplace {
  const path = mkdtempSync(join(tmpdir(), 'import-'));
  let stdout = '';
  let stderr = '';
  const io: RunIo = {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    cwd: path,
    isTty: false,
    color: false,
    columns: () => 120,
    stopping: new AbortController().signal,
    abort: new AbortController().signal,
    ...diskFiles(path),
  };
  const config = readConfig();
  const common = { simulate: url, allowedHosts: [], fileRoots: [], ledger: 'file:ledger' };
  return {
    io,
    path,
    stdout: () => stdout,
    stderr: () => stderr,
    write: (file, text) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    yamls: (folder) => Object.fromEntries(readdirSync(join(path, folder)).sort().map((file) => [`${folder}/${file}`, readFileSync(join(path, folder, file), 'utf8')])),
    import: (command) => importPipelines({ ...common, paths: ['targets'], target: 'prod', connectors: [], topics: [], tables: [], adopt: false, ...command }, config, io),
    plan: (paths, more = {}) =>
      reconcile({ ...common, paths, targets: [], pipelines: [], dryRun: true, yes: false, detailedExitcode: false, prune: false, adopt: more.adopt ?? false, output: 'json' }, config, io),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
