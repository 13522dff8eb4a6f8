import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { LedgerDocument } from './document.js';
import { createCache } from './git-cache.js';
import { runGit, withoutUserinfo } from '../git/command.js';
import type { Environment, GitRun } from '../git/command.js';
import { findRemote } from './git-remote.js';
import type { Remote } from './git-remote.js';
import { parseLedger, storedAs } from './migrate.js';
import { serializeLedger } from './serialize.js';
import { unreadable } from './store.js';
import type { LedgerStore, StoredLedger, WriteResult } from './store.js';
import { encodeTargetName } from './target-name.js';

/** Version of a ref that is not there: what `--force-with-lease` wants for "must not exist". */
const ABSENT = '';
const FILE = 'ledger.json';
const REMOTE = 'ledger';

export interface GitStoreOptions {
  /** URL or path; empty for `origin` of the repository in the working folder. */
  readonly place: string;
  /** Where refs go: `refs/cdc-reconciler`. */
  readonly refPrefix: string;
  readonly target: string;
  readonly cwd: string;
  readonly env: Environment;
}

/**
 * A ref of its own at a remote repository. Every write is one commit on top of the one before, pushed only while the ref is
 * still where we found it; the history is the audit trail. The user's clone is read for how to reach the remote, no more.
 */
export function createGitStore(options: GitStoreOptions): LedgerStore {
  return new GitStore(options);
}

interface Opened {
  readonly remote: Remote;
  readonly cache: string;
}

class GitStore implements LedgerStore {
  readonly target: string;
  readonly location: string;
  readonly #options: GitStoreOptions;
  readonly #ref: string;
  /** Two processes that write the same text at the same second would otherwise make the same commit, and both believe to have won. */
  readonly #writer = `${process.pid}-${randomBytes(6).toString('hex')}@${hostname()}`;
  #opened: Promise<Opened> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #known: StoredLedger | undefined;

  constructor(options: GitStoreOptions) {
    this.#options = options;
    this.target = options.target;
    this.#ref = `${options.refPrefix}/${encodeTargetName(options.target)}`;
    this.location = `git:${withoutUserinfo(options.place === '' ? 'origin' : options.place)}#${this.#ref}`;
  }

  read(): Promise<StoredLedger> {
    return this.#oneAtATime(() => this.#read());
  }

  write(document: LedgerDocument, expected: string, message: string): Promise<WriteResult> {
    return this.#oneAtATime(async () => {
      const known = await this.#knownAt(expected);
      if (known === undefined) return { written: false };
      if (known.state === 'unreadable') throw unreadable(this.location, known.reason);
      return this.#push(document, expected, message);
    });
  }

  replaceUnreadable(document: LedgerDocument, expected: string, message: string) {
    return this.#oneAtATime(async () => {
      const known = await this.#knownAt(expected);
      if (known?.state !== 'unreadable') return { written: false } as const;
      const result = await this.#push(document, expected, message);
      return result.written ? { ...result, kept: `commit ${expected} in the history of ${this.#ref}` } : result;
    });
  }

  close(): Promise<void> {
    return this.#oneAtATime(async () => {
      const opened = await this.#opened?.catch(() => undefined);
      this.#opened = undefined;
      this.#known = undefined;
      if (opened !== undefined) await rm(opened.cache, { recursive: true, force: true });
    });
  }

  /** What is stored, when that is at version `expected`. A write may follow a read of another time, or of another process. */
  async #knownAt(expected: string): Promise<StoredLedger | undefined> {
    const known = this.#known?.version === expected ? this.#known : await this.#read();
    return known.version === expected ? known : undefined;
  }

  async #read(): Promise<StoredLedger> {
    const found = await this.#fetch();
    this.#known = found;
    return found;
  }

  async #fetch(): Promise<StoredLedger> {
    const fetch = () => this.#git(['fetch', '--quiet', '--no-tags', '--depth=1', REMOTE, `+${this.#ref}:${this.#ref}`]);
    let fetched = await fetch();
    if (fetched.code !== 0) {
      // One question for the usual case, a second to tell "not there" from "not reached".
      const listed = await this.#git(['ls-remote', '--exit-code', REMOTE, this.#ref]);
      if (listed.code === 2) return { state: 'absent', version: ABSENT };
      // Somebody else has made it between the two questions.
      if (listed.code === 0) fetched = await fetch();
      if (fetched.code !== 0) throw new Error(`The ledger at ${this.location} cannot be reached. Git says: ${listed.code === 0 ? fetched.words : listed.words}`);
    }
    const version = (await this.#must(['rev-parse', '--verify', this.#ref])).trim();
    const blob = await this.#git(['cat-file', 'blob', `${version}:${FILE}`]);
    if (blob.code !== 0) return { state: 'unreadable', version, reason: `is damaged: ${version.slice(0, 12)} has no ${FILE}`, cause: 'damaged' };
    return storedAs(parseLedger(blob.stdout, this.target), version);
  }

  async #push(document: LedgerDocument, expected: string, message: string): Promise<WriteResult> {
    const commit = await this.#commit(document, expected, message);
    const push = ['push', '--porcelain', '--no-verify', `--force-with-lease=${this.#ref}:${expected}`, REMOTE, `${commit}:${this.#ref}`];
    const pushed = await this.#git(push);
    if (pushed.code !== 0) {
      if (isLostRace(pushed)) return { written: false };
      const refusal = refusalIn(pushed);
      throw new Error(`The ledger at ${this.location} cannot be written. Git says: ${refusal === '' ? pushed.words : `${refusal} ${pushed.words}`}`);
    }
    await this.#must(['update-ref', this.#ref, commit]);
    this.#known = { state: 'present', document, version: commit };
    return { written: true, version: commit };
  }

  async #commit(document: LedgerDocument, parent: string, message: string): Promise<string> {
    const blob = (await this.#must(['hash-object', '-w', '--stdin'], serializeLedger(document))).trim();
    const tree = (await this.#must(['mktree'], `100644 blob ${blob}\t${FILE}\n`)).trim();
    const line = message.replace(/\s+/g, ' ').trim() || 'ledger changed';
    return (await this.#must(['commit-tree', tree, ...(parent === ABSENT ? [] : ['-p', parent]), '-m', line])).trim();
  }

  async #must(args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, words } = await this.#git(args, input);
    if (code !== 0) throw new Error(`git ${args[0]} failed for the ledger at ${this.location}. Git says: ${words}`);
    return stdout;
  }

  async #git(args: readonly string[], input?: string): Promise<GitRun> {
    const { remote, cache } = await this.#open();
    const identity = { NAME: 'cdc-reconciler', EMAIL: this.#writer };
    return runGit([`--git-dir=${cache}`, ...args], {
      cwd: this.#options.cwd,
      env: {
        ...this.#options.env,
        GIT_AUTHOR_NAME: identity.NAME,
        GIT_AUTHOR_EMAIL: identity.EMAIL,
        GIT_COMMITTER_NAME: identity.NAME,
        GIT_COMMITTER_EMAIL: identity.EMAIL,
      },
      config: [...remote.transport, ...cacheConfig(remote)],
      ...(input === undefined ? {} : { input }),
    });
  }

  #open(): Promise<Opened> {
    this.#opened ??= (async () => ({ remote: await findRemote(this.#options.place, this.#options), cache: await createCache(this.#options) }))();
    // A failure to open is told to whoever waits now; the next one tries again.
    this.#opened.catch(() => {
      this.#opened = undefined;
    });
    return this.#opened;
  }

  #oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function cacheConfig(remote: Remote): readonly (readonly [string, string])[] {
  return [
    [`remote.${REMOTE}.url`, remote.url],
    // The user's hooks are about the user's work.
    ['core.hooksPath', '/dev/null'],
    // What our own writes and fetches leave unreachable is of no use to anybody.
    ['gc.auto', '500'],
    ['gc.autoDetach', 'false'],
    ['gc.pruneExpire', 'now'],
  ];
}

/** Somebody else has moved the ref, or is just about to. */
function isLostRace(pushed: GitRun): boolean {
  return /stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i.test(`${refusalIn(pushed)} ${pushed.words}`);
}

/** `! <from>:<to> [rejected] (why)`: the line of `--porcelain` that says why a ref was not updated. */
function refusalIn(pushed: GitRun): string {
  const line = pushed.stdout.split('\n').find((each) => each.startsWith('!\t'));
  return line === undefined ? '' : withoutUserinfo(line.split('\t').slice(2).join(' '));
}
