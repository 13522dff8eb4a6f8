import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './file-lock.js';
import { runGit } from '../git/command.js';
import type { Environment } from '../git/command.js';

const PREFIX = 'cdc-reconciler-ledger-';

/**
 * Makes a bare repository of our own, which only this process uses, in the system's folder for temporary files. What processes
 * that were killed have left there is removed on the way.
 */
export async function createCache(options: { readonly cwd: string; readonly env: Environment }): Promise<string> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${ownPrefix()}${process.pid}-`));
  const { code, words } = await runGit(['init', '--quiet', '--bare', '--template=', folder], options);
  if (code !== 0) throw new Error(`A repository for the ledger cannot be made in ${folder}. Git says: ${words}`);
  return folder;
}

/** Process ids mean something on one machine only. */
function ownPrefix(): string {
  return `${PREFIX}${hostname()}-`;
}

async function removeAbandoned(): Promise<void> {
  const prefix = ownPrefix();
  const names = await readdir(tmpdir());
  const abandoned = names.filter((name) => {
    const pid = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
    return pid !== undefined && !isAlive(Number(pid));
  });
  // Another user's, or one that somebody else is removing at this moment: not ours to worry about.
  await Promise.allSettled(abandoned.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
}
