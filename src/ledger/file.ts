import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { hasCode } from './file-errors.js';
import { withFileLock } from './file-lock.js';
import type { FileLock } from './file-lock.js';
import { parseLedger, storedAs } from './migrate.js';
import { serializeLedger } from './serialize.js';
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
  /** The version of which we know that it is no damaged file. */
  const sound = new Set<string>();
  const location = `file:${shown === '' || shown.startsWith('..') ? path : shown}`;

  const read = async (): Promise<StoredLedger> => {
    const bytes = await readIfThere(path);
    if (bytes === undefined) return { state: 'absent', version: ABSENT };
    const version = hashOf(bytes);
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
        // What we have found sound, or written, need not be read as JSON again to see that it is still the same.
        if (!sound.has(expected)) {
          const current = await read();
          if (current.version !== expected) return { written: false };
          if (current.state === 'unreadable') throw unreadable(location, current.reason);
        } else if ((await versionOf(path)) !== expected) return { written: false };
        const result = await replaceFile(path, serializeLedger(document), lock);
        sound.clear();
        if (result.written) sound.add(result.version);
        return result;
      }),
    replaceUnreadable: (document, expected) =>
      whileLocked(async (lock) => {
        const current = await read();
        if (current.version !== expected || current.state !== 'unreadable') return { written: false };
        const kept = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
        await rename(path, kept);
        const result = await replaceFile(path, serializeLedger(document), lock);
        return result.written ? { ...result, kept } : result;
      }),
  };
}

async function replaceFile(path: string, text: string, lock: FileLock) {
  const temporary = `${path}.tmp-${randomUUID()}`;
  try {
    await writeDurably(temporary, text);
    if (!(await lock.isHeld())) return { written: false } as const;
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return { written: true, version: hashOf(Buffer.from(text, 'utf8')) } as const;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
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

async function versionOf(path: string): Promise<string> {
  const bytes = await readIfThere(path);
  return bytes === undefined ? ABSENT : hashOf(bytes);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
