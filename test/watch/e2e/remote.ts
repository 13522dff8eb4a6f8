import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A bare repository as a git host has it, and the clone of somebody who pushes. */
export interface Remote {
  readonly path: string;
  /** Writes files (`undefined` removes one), commits and pushes; returns the commit's id. */
  commit(files: Readonly<Record<string, string | undefined>>, message: string): Promise<string>;
  /** Makes a commit on top of an older one the branch's tip. */
  rewrite(onTopOf: string, files: Readonly<Record<string, string>>, message: string): Promise<string>;
  deleteBranch(): Promise<void>;
  restoreBranch(): Promise<void>;
}

export async function createRemote(folder: string): Promise<Remote> {
  const path = join(folder, 'remote.git');
  const clone = join(folder, 'somebody');
  const git = async (...args: readonly string[]): Promise<string> => (await run('git', ['-C', clone, ...args], { env: identity })).stdout.trim();
  await mkdir(clone, { recursive: true });
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', path]);
  await run('git', ['init', '--quiet', '--initial-branch=main', clone]);
  await git('remote', 'add', 'origin', path);
  const write = async (files: Readonly<Record<string, string | undefined>>): Promise<void> => {
    for (const [name, text] of Object.entries(files)) {
      const file = join(clone, name);
      await mkdir(dirname(file), { recursive: true });
      await (text === undefined ? rm(file) : writeFile(file, text));
    }
    await git('add', '--all');
  };
  return {
    path,
    async commit(files, message) {
      await write(files);
      await git('commit', '--quiet', '--allow-empty', '-m', message);
      await git('push', '--quiet', 'origin', 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
    async rewrite(onTopOf, files, message) {
      await git('reset', '--quiet', '--hard', onTopOf);
      await write(files);
      await git('commit', '--quiet', '-m', message);
      await git('push', '--quiet', '--force', 'origin', 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
    deleteBranch: async () => void (await run('git', ['-C', path, 'update-ref', '-d', 'refs/heads/main'])),
    restoreBranch: async () => void (await git('push', '--quiet', 'origin', 'HEAD:main')),
  };
}

const identity = { ...process.env, GIT_AUTHOR_NAME: 'Somebody', GIT_AUTHOR_EMAIL: 'somebody@example.com', GIT_COMMITTER_NAME: 'Somebody', GIT_COMMITTER_EMAIL: 'somebody@example.com' };
