import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { formatAddress } from '../../src/core/address.js';
import type { ResourceAddress } from '../../src/core/address.js';
import { noRelations } from '../../src/core/resource.js';
import type { LedgerEntry } from '../../src/ledger/document.js';
import type { Environment } from '../../src/git/command.js';

const made: string[] = [];
afterAll(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-test-'));
  made.push(folder);
  return folder;
}

export function addressOf(name: string, kind = 'connector'): ResourceAddress {
  return formatAddress({ kind, scope: 'lkc-1', name });
}

export function entryOf(name: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { kind: 'connector', address: addressOf(name), pipeline: 'shop', spec: { name }, relations: noRelations, protect: false, by: 'created', ...more };
}

/** Whatever a git of the machine's user is set up to do plays no part. */
export const env: Environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

export function git(cwd: string, ...args: readonly string[]): string {
  return gitFed('', cwd, ...args);
}

/** Git with something to read. */
export function gitFed(input: string, cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd, input, env: env as NodeJS.ProcessEnv, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }).trim();
}

export interface Racer {
  readonly process: ChildProcess;
  /** Settles when the first write is done. */
  readonly writing: Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Starts `fixtures/racer.ts` in a process of its own. */
export function startRacer(url: string, name: string, count: number | 'endless', cwd = temporaryFolder()): Racer {
  const root = resolve(import.meta.dirname, '../..');
  const loader = join(root, 'node_modules/tsx/dist/esm/index.mjs');
  const script = join(import.meta.dirname, 'fixtures/racer.ts');
  const child = spawn(process.execPath, ['--import', loader, script, url, name, String(count)], { cwd, env: env as NodeJS.ProcessEnv });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return {
    process: child,
    writing: new Promise((done) => child.stdout.once('data', () => done())),
    ended: new Promise((done) => child.once('close', (code) => done({ code, stderr }))),
  };
}
