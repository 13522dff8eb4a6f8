import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { hasCode } from './file-errors.js';
import { withFileLock } from './file-lock.js';
import type { FileLock } from './file-lock.js';
import { parseLedger, storedAs } from './migrate.js';
import { createSerializer } from './serialize.js';
import { unreadable } from './store.js';
import type { LedgerStore, StoredLedger } from './store.js';
import { encodeTargetName } from './target-name.js';

const ABSENT = 'absent';

export interface FileStoreOptions {
  /** Absolute. It is made by the first write. */
  readonly folder: string;
  readonly target: string;
  /** For paths in messages. */
  readonly cwd: string;
}

/**
 * One file per target in a folder, for one machine or a shared volume. A write goes to another file that then takes the
 * ledger's place, so whoever is killed leaves the old one or the new one, never half of one.
 */
export function createFileStore({ folder, target, cwd }: FileStoreOptions): LedgerStore {
  const path = join(folder, `${encodeTargetName(target)}.json`);
  const shown = relative(cwd, path);
  const serialize = createSerializer();
  /** What we wrote last: no damaged file. */
  let ours: Written | undefined;
  const location = `file:${shown === '' || shown.startsWith('..') ? path : shown}`;

  const read = async (): Promise<StoredLedger> => {
    const bytes = await readIfThere(path);
    if (bytes === undefined) return { state: 'absent', version: ABSENT };
    const version = hashOf([bytes]);
    return storedAs(parseLedger(bytes.toString('utf8'), target), version);
  };

  const whileLocked = async <Result>(work: (lock: FileLock) => Promise<Result>): Promise<Result> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return withFileLock(`${path}.lock`, () => clearLeftovers(path), work);
  };

  return {
    target,
    location,
    read,
    close: () => Promise.resolve(),
    write: (document, expected) =>
      whileLocked(async (lock) => {
        // What we have written ourselves need not be read again to see that it is still the same.
        if (ours?.version !== expected || (await identityOf(path)) !== ours.identity) {
          const current = await read();
          if (current.version !== expected) return { written: false };
          if (current.state === 'unreadable') throw unreadable(location, current.reason);
        }
        ours = undefined;
        const result = await replaceFile(path, serialize(document), lock);
        if (!result.written) return result;
        ours = result;
        return { written: true, version: result.version };
      }),
    replaceUnreadable: (document, expected) =>
      whileLocked(async (lock) => {
        const current = await read();
        if (current.version !== expected || current.state !== 'unreadable') return { written: false };
        const kept = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
        await rename(path, kept);
        const result = await replaceFile(path, serialize(document), lock);
        return result.written ? { written: true, version: result.version, kept } : result;
      }),
  };
}

interface Written {
  readonly version: string;
  readonly identity: string;
}

async function replaceFile(path: string, bytes: readonly Buffer[], lock: FileLock) {
  const temporary = `${path}.tmp-${randomUUID()}`;
  try {
    await writeDurably(temporary, bytes);
    if (!(await lock.isHeld())) return { written: false } as const;
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return { written: true, version: hashOf(bytes), identity: await identityOf(path) } as const;
}

async function writeDurably(path: string, bytes: readonly Buffer[]): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await writeFile(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * What tells a file from any other that takes its place, and from itself after a change; empty when there is none. It is opened
 * for that, because a shared volume may answer a mere look from memory.
 */
async function identityOf(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

/** Makes the rename last. Not every system lets a folder be opened or synced; the content itself is safe by then. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!hasCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error;
  }
}

/** Half-written files of a process that was killed while it held the lock, which nobody has taken since. */
async function clearLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `${path.slice(folder.length + 1)}.tmp-`;
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => rm(join(folder, name), { force: true })));
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hashOf(pieces: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
