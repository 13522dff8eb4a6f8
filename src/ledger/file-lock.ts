import { randomUUID } from 'node:crypto';
import { readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { hasCode } from './file-errors.js';
import { pause } from './pause.js';

/** A lock is held for milliseconds. A holder on this machine that has died loses it at once; any other after this long. */
const STALE_MS = 30_000;
/** Between making the lock file and writing its text a process can be killed: a text that makes no sense counts for this long. */
const HALF_WRITTEN_MS = 2_000;
const WAIT_MS = 45_000;

export interface LockOwner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface FileLock {
  /** False once another process has taken the lock for abandoned. To be asked right before the one act that counts. */
  isHeld(): Promise<boolean>;
}

/**
 * Runs `work` while this process alone holds the lock file. `clearLeftovers` removes what a process that died with the lock has
 * left half done.
 * @throws Error when the lock stays with another process for 45 s.
 */
export async function withFileLock<Result>(path: string, clearLeftovers: () => Promise<void>, work: (lock: FileLock) => Promise<Result>): Promise<Result> {
  const token = randomUUID();
  await acquire(path, token, clearLeftovers);
  try {
    return await work({ isHeld: async () => (await ownerOf(path))?.token === token });
  } finally {
    if ((await ownerOf(path))?.token === token) await remove(path);
  }
}

async function acquire(path: string, token: string, clearLeftovers: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await create(path, token))) {
    if (await isStale(path)) await breakLock(path, token, clearLeftovers);
    else if (Date.now() > deadline) throw new Error(await heldMessage(path));
    await pause(2 + Math.random() * 8);
  }
}

async function create(path: string, token: string): Promise<boolean> {
  const owner: LockOwner = { token, pid: process.pid, host: hostname(), at: Date.now() };
  try {
    await writeFile(path, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Removes an abandoned lock. Only whoever holds the guard beside it may, and looks again first: two processes that both found
 * the lock abandoned would otherwise remove each other's new one. The lock goes last, so that whoever dies here leaves it for the
 * next to find.
 */
async function breakLock(path: string, token: string, clearLeftovers: () => Promise<void>): Promise<void> {
  const guard = `${path}.break`;
  if (!(await create(guard, token))) {
    if (await isStale(guard)) await remove(guard);
    return;
  }
  try {
    if (!(await isStale(path))) return;
    await clearLeftovers();
    await remove(path);
  } finally {
    await remove(guard);
  }
}

async function isStale(path: string): Promise<boolean> {
  const owner = await ownerOf(path);
  if (owner === undefined) {
    const age = await ageOf(path);
    return age !== undefined && age > HALF_WRITTEN_MS;
  }
  if (Date.now() - owner.at > STALE_MS) return true;
  return owner.host === hostname() && !isAlive(owner.pid);
}

/** Whether a process of this machine is running; another user's counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

async function ownerOf(path: string): Promise<LockOwner | undefined> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as Partial<LockOwner> | null;
    const { token, pid, host, at } = owner ?? {};
    const complete = typeof token === 'string' && typeof pid === 'number' && typeof host === 'string' && typeof at === 'number';
    return complete ? { token, pid, host, at } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function ageOf(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function heldMessage(path: string): Promise<string> {
  const owner = await ownerOf(path);
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host} since ${new Date(owner.at).toISOString()}`;
  return `The lock ${path} stays with ${who}. When that process is gone, delete the file.`;
}
