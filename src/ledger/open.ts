import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFileStore } from './file.js';
import type { Environment } from '../git/command.js';
import { createGitStore } from './git.js';
import { withoutUserinfo } from '../git/command.js';
import type { LedgerStore } from './store.js';

const DEFAULT_URL = 'file:.reconcile';
const DEFAULT_REF_PREFIX = 'refs/cdc-reconciler';

export interface OpenStoreOptions {
  readonly cwd: string;
  /** For git, which finds its own credentials with it. */
  readonly env: Environment;
}

/**
 * The store that a ledger URL names: `file:FOLDER`, or `git:URL-or-path#refs/where`, both parts of the latter may be left out.
 * Nothing is read yet.
 * @throws Error for a URL that is none of these.
 */
export function openStore(url: string | undefined, target: string, options: OpenStoreOptions): LedgerStore {
  const text = url === undefined || url === '' ? DEFAULT_URL : url;
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(text)?.[0].toLowerCase();
  switch (scheme) {
    case 'file':
      return createFileStore({ folder: folderOf(text, options.cwd), target, cwd: options.cwd });
    case 'git':
      return createGitStore({ ...gitPlace(text), target, ...options });
    default:
      throw new Error(`"${withoutUserinfo(text)}" is no place for a ledger: write file:FOLDER, or git:URL for a ref in a git repository.`);
  }
}

function folderOf(url: string, cwd: string): string {
  const path = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
  return resolve(cwd, path === '' ? DEFAULT_URL.slice('file:'.length) : path);
}

function gitPlace(url: string): { readonly place: string; readonly refPrefix: string } {
  // `git://host/path` is a URL of git's own.
  const rest = url.startsWith('git://') ? url : url.slice('git:'.length);
  const at = rest.lastIndexOf('#');
  if (at < 0) return { place: rest, refPrefix: DEFAULT_REF_PREFIX };
  const refPrefix = rest.slice(at + 1).replace(/\/+$/, '');
  if (!isRefPrefix(refPrefix)) throw new Error(`"#${refPrefix}" does not say where the ledger's refs go: write, for example, #${DEFAULT_REF_PREFIX}.`);
  return { place: rest.slice(0, at), refPrefix };
}

/** Git's own rules for names of refs (git-check-ref-format), as far as a prefix can break them. */
function isRefPrefix(text: string): boolean {
  const parts = text.split('/');
  const sound = (part: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part) && !part.includes('..') && !part.endsWith('.') && !part.endsWith('.lock');
  return parts[0] === 'refs' && parts.length > 1 && parts.every(sound);
}
