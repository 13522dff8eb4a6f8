import { resolve } from 'node:path';
import { runGit } from '../git/command.js';
import type { Environment } from '../git/command.js';

export interface Remote {
  readonly url: string;
  /** How the user's repository reaches its remotes: credentials of a checkout action, helpers, proxies, rewritten URLs. */
  readonly transport: readonly (readonly [key: string, value: string])[];
}

interface Setting {
  readonly scope: string;
  readonly key: string;
  readonly value: string;
}

/** Settings that decide how a remote is reached, and nothing about the repository that they are written in. */
const transportKeys = /^(http|credential|url|protocol|ssh)\.|^core\.(sshcommand|askpass|gitproxy)$/;

/**
 * The remote that `place` names: a URL, a path, or nothing for `origin` of the repository in the working folder.
 * @throws Error when there is no such repository or it has no `origin`.
 */
export async function findRemote(place: string, options: { readonly cwd: string; readonly env: Environment }): Promise<Remote> {
  const settings = await readSettings(options);
  // Those of the system and the user reach git anyway; twice, a header would be sent twice.
  const own = (settings ?? []).filter(({ scope }) => scope === 'local' || scope === 'worktree');
  const transport = own.filter(({ key }) => transportKeys.test(key)).map(({ key, value }) => [key, value] as const);
  if (place !== '') return { url: absolute(place, options.cwd), transport };
  if (settings === undefined) throw new Error('The ledger "git:" is kept at the remote of the repository in the working folder, but there is no repository. Name one: git:URL.');
  const origin = last(settings, 'remote.origin.pushurl') ?? last(settings, 'remote.origin.url');
  if (origin === undefined) throw new Error('The ledger "git:" is kept at the remote "origin" of the repository in the working folder, but it has none. Name one: git:URL.');
  return { url: absolute(origin, await topOf(options)), transport };
}

/** Nothing: not in a repository. */
async function readSettings(options: { readonly cwd: string; readonly env: Environment }): Promise<readonly Setting[] | undefined> {
  const inside = await runGit(['rev-parse', '--git-dir'], options);
  if (inside.code !== 0) {
    if (/not a git repository/i.test(inside.words)) return undefined;
    throw new Error(`The repository in the working folder cannot be read. Git says: ${inside.words}`);
  }
  const { code, stdout, words } = await runGit(['config', '--show-scope', '--list', '-z'], options);
  if (code !== 0) throw new Error(`The configuration of the repository in the working folder cannot be read. Git says: ${words}`);
  const fields = stdout.split('\0');
  return Array.from({ length: Math.floor(fields.length / 2) }, (_, at) => {
    const [key = '', ...value] = fields[2 * at + 1]!.split('\n');
    return { scope: fields[2 * at]!, key, value: value.join('\n') };
  });
}

/** The folder that a relative remote URL is meant from. */
async function topOf(options: { readonly cwd: string; readonly env: Environment }): Promise<string> {
  const top = await runGit(['rev-parse', '--show-toplevel'], options);
  return top.code === 0 ? top.stdout.replace(/\n$/, '') : options.cwd;
}

/** `https://…`, `ssh://…`, `file://…` and `host:path` are git's to understand; the rest is a path. */
function absolute(place: string, folder: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place) || /^[^/\\]+:/.test(place) ? place : resolve(folder, place);
}

function last(settings: readonly Setting[], key: string): string | undefined {
  return settings.findLast((setting) => setting.key === key)?.value;
}
