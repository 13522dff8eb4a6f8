import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit, withoutUserinfo } from '../../git/command.js';
import type { Environment, GitRun } from '../../git/command.js';
import type { WatchedCommit } from '../state.js';
import { gitAccess, withoutSecrets } from './access.js';
import type { AccessOptions } from './access.js';
import { causeOf, problemSentence } from './problem.js';
import type { FetchCause } from './problem.js';

/** A commit, and the identity of what the folder holds in it; absent when it has no such folder. */
export interface Tip {
  readonly commit: WatchedCommit;
  readonly folderTree?: string;
}

export type FetchResult =
  /** `rewritten`: the tip before is not part of the branch any more. */
  | { readonly fetched: true; readonly tip: Tip; readonly rewritten?: { readonly former: string } }
  | { readonly fetched: false; readonly cause: FetchCause; readonly problem: string };

/** The watched repository, as the loop sees it. */
export interface Repository {
  /** Without a password. */
  readonly url: string;
  /** Name of the branch; empty until the remote has said which one is its own. */
  branch(): string;
  /** Asks for the branch's tip and brings it here. A failure is a result. */
  fetch(): Promise<FetchResult>;
  /** Writes the watched folder of a commit, with its path, below a new root, which is gone when `use` has ended. */
  checkOut<Result>(commit: string, use: (root: string) => Promise<Result>): Promise<Result>;
  /** Keeps the commit for the next start. */
  markInForce(commit: string): Promise<void>;
  /** The commit that was in force when the last process ended. */
  inForce(): Promise<Tip | undefined>;
}

export interface CloneOptions extends AccessOptions {
  readonly branch?: string;
  readonly folder: string;
  /** A folder of our own. */
  readonly stateDir: string;
  readonly cwd: string;
  readonly env: Environment;
  /** Ends what git is doing. */
  readonly signal: AbortSignal;
}

const TIP = 'refs/cdc-reconciler/tip';
const IN_FORCE = 'refs/cdc-reconciler/in-force';

/** Where the clone is in a state folder: a ledger at `git:` finds the watched repository there as `origin`. */
export function cloneFolder(stateDir: string): string {
  return join(stateDir, 'clone.git');
}

/**
 * A bare clone in the state folder: one commit deep at first, then what comes. Nothing in it is worth keeping: when it is damaged,
 * as by a process that was killed, or is of another repository, it is made anew.
 * @throws Error when the folder cannot be written or git cannot be started.
 */
export async function openClone(options: CloneOptions): Promise<Repository> {
  const clone = new Clone(options);
  await clone.open();
  return clone;
}

class Clone implements Repository {
  readonly url: string;
  readonly #options: CloneOptions;
  readonly #folder: string;
  #branch: string;
  /** The clone was made anew, and nothing could be fetched into it yet. */
  #renewed = false;

  constructor(options: CloneOptions) {
    this.#options = options;
    this.url = withoutSecrets(options.url);
    this.#folder = cloneFolder(options.stateDir);
    this.#branch = options.branch ?? '';
  }

  branch(): string {
    return this.#branch;
  }

  async open(): Promise<void> {
    const { stateDir } = this.#options;
    await mkdir(stateDir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`The state folder ${stateDir} cannot be made (${error.code ?? error.message}): name one that can be written with --state-dir.`);
    });
    await this.#removeCheckouts();
    const known = await this.#git(['config', '--get', 'remote.origin.url']);
    if (known.code !== 0 || known.stdout.trim() !== this.url) await this.#create();
  }

  async fetch(): Promise<FetchResult> {
    try {
      const result = await this.#fetch();
      if (result.fetched) this.#renewed = false;
      if (result.fetched || result.cause !== 'other' || this.#renewed) return result;
      this.#renewed = true;
      // Locks and half a pack that a killed process left look like this. What a fresh clone cannot do either is the remote's fault.
      await this.#create();
      return await this.#fetch();
    } catch (thrown) {
      const words = thrown instanceof Error ? thrown.message : String(thrown);
      return this.#failed(causeOf(words), words);
    }
  }

  async #fetch(): Promise<FetchResult> {
    const listed = await this.#remote(['ls-remote', '--symref', 'origin', this.#branch === '' ? 'HEAD' : `refs/heads/${this.#branch}`]);
    if (listed.code !== 0) return this.#failed(causeOf(listed.words), listed.words);
    if (this.#branch === '') this.#branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(listed.stdout)?.[1] ?? '';
    const wanted = /^([0-9a-f]{40,64})\t/m.exec(listed.stdout)?.[1];
    if (wanted === undefined || this.#branch === '') return this.#failed('branch-missing', '');
    const former = await this.#idOf(TIP);
    if (former === wanted) return { fetched: true, tip: await this.#tip(wanted) };
    const depth = former === undefined ? ['--depth=1'] : [];
    const fetched = await this.#remote(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...depth, 'origin', `+refs/heads/${this.#branch}:${TIP}`]);
    if (fetched.code !== 0) return this.#failed(causeOf(fetched.words), fetched.words);
    const now = (await this.#idOf(TIP)) ?? wanted;
    const rewritten = former !== undefined && (await this.#git(['merge-base', '--is-ancestor', former, now])).code === 1;
    return { fetched: true, tip: await this.#tip(now), ...(rewritten ? { rewritten: { former } } : {}) };
  }

  async checkOut<Result>(commit: string, use: (root: string) => Promise<Result>): Promise<Result> {
    const root = join(this.#options.stateDir, `checkout-${commit.slice(0, 12)}`);
    const folder = folderPath(this.#options.folder);
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    try {
      await this.#must(['read-tree', commit]);
      const files = await this.#must(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit, ...(folder === '' ? [] : ['--', folder])]);
      await this.#must([`--work-tree=${root}`, 'checkout-index', '--force', '-z', '--stdin'], files);
      return await use(root);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  async markInForce(commit: string): Promise<void> {
    await this.#must(['update-ref', IN_FORCE, commit]);
  }

  async inForce(): Promise<Tip | undefined> {
    const commit = await this.#idOf(IN_FORCE);
    return commit === undefined ? undefined : this.#tip(commit).catch(() => undefined);
  }

  async #tip(commit: string): Promise<Tip> {
    const [id = commit, seconds = '0', subject = ''] = (await this.#must(['log', '-1', '--format=%H%x00%ct%x00%s', commit])).replace(/\n$/, '').split('\0');
    const tree = await this.#git(['rev-parse', '--verify', '--quiet', `${id}:${folderPath(this.#options.folder)}`]);
    return { commit: { id, subject, committedAt: Number(seconds) * 1000 }, ...(tree.code === 0 ? { folderTree: tree.stdout.trim() } : {}) };
  }

  async #idOf(ref: string): Promise<string | undefined> {
    const found = await this.#git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    return found.code === 0 ? found.stdout.trim() : undefined;
  }

  async #create(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    const made = await this.#run(['init', '--quiet', '--bare', '--template=', this.#folder]);
    if (made.code !== 0) throw new Error(`A clone cannot be made in ${this.#folder}. Git says: ${made.words}`);
    await this.#must(['config', 'remote.origin.url', this.url]);
  }

  async #removeCheckouts(): Promise<void> {
    const names = (await readdir(this.#options.stateDir)).filter((name) => name.startsWith('checkout-'));
    await Promise.all(names.map((name) => rm(join(this.#options.stateDir, name), { recursive: true, force: true })));
  }

  async #must(args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, words } = await this.#git(args, input);
    if (code !== 0) throw new Error(`git ${args.find((arg) => !arg.startsWith('-')) ?? ''} failed in the clone of ${this.url}. Git says: ${words}`);
    return stdout;
  }

  #git(args: readonly string[], input?: string): Promise<GitRun> {
    return this.#run([`--git-dir=${this.#folder}`, ...args], {}, [], input);
  }

  /** Git, with what gets it into the remote. */
  async #remote(args: readonly string[]): Promise<GitRun> {
    const { env, config } = await gitAccess(this.#options);
    return this.#run([`--git-dir=${this.#folder}`, ...args], env, config);
  }

  #run(args: readonly string[], env: Environment = {}, config: readonly (readonly [string, string])[] = [], input?: string): Promise<GitRun> {
    const { cwd, signal } = this.#options;
    return runGit(args, { cwd, signal, env: { ...this.#options.env, ...env }, config: [...quiet, ...config], ...(input === undefined ? {} : { input }) });
  }

  #failed(cause: FetchCause, words: string): FetchResult {
    return { fetched: false, cause, problem: withoutUserinfo(problemSentence(cause, words, this.#branch)) };
  }
}

/** `./pipelines/` and `pipelines` are the same; the whole repository is ''. */
function folderPath(folder: string): string {
  return folder.split('/').filter((part) => part !== '' && part !== '.').join('/');
}

/** The user's hooks are about the user's work; old commits are thrown away while we wait for it. */
const quiet: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '1000'],
  ['gc.autoDetach', 'false'],
  ['core.fsmonitor', 'false'],
  ['submodule.recurse', 'false'],
];
