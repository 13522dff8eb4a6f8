import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Attachments } from './attachments.js';
import { limits } from './limits.js';

/** What was read, by the name that messages use: relative to the working folder where it is below it, `/` between parts. */
export interface LoadedFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Load {
  readonly cwd: string;
  /** Real paths of everything that was asked for: links may lead below these and nowhere else. */
  readonly roots: readonly string[];
  readonly texts: Map<string, string>;
  /** Real paths already read or entered: two links to one file are one file, a link to a parent ends there. */
  readonly seen: Set<string>;
  readonly diagnostics: Diagnostic[];
  bytes: number;
  /** YAML files met so far, read or not. */
  met: number;
  full: boolean;
}

/** A `*.world.yaml` is a world of the simulator, not a document. */
const YAML_NAME = /(?<!\.world)\.ya?ml$/i;

/**
 * Reads the YAML files at the paths, folders recursively. The only file of `pipeline/` that touches the disk besides
 * the secret resolver's callbacks. Never throws for what it finds there: everything unreadable is a diagnostic.
 */
export async function readFiles(paths: readonly string[], cwd: string): Promise<LoadedFiles> {
  const real = await Promise.all(paths.map((path) => realpath(resolve(cwd, path)).catch(() => undefined)));
  const roots = real.filter((path) => path !== undefined);
  const load: Load = { cwd, roots, texts: new Map(), seen: new Set(), diagnostics: [], bytes: 0, met: 0, full: false };
  for (const [index, path] of paths.entries()) {
    const root = real[index];
    if (root === undefined) {
      load.diagnostics.push({
        code: 'CDC1001',
        severity: 'error',
        summary: `There is nothing at ${path}.`,
        fix: 'Check the path and the working folder. "reconcile init" writes first files.',
      });
    } else await readRoot(resolve(cwd, path), root, load);
  }
  const files = new Map([...load.texts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { files, diagnostics: load.diagnostics };
}

/**
 * Reads the files that documents name beside themselves. They may lie below the folders that were asked for (of a file: its
 * folder), links followed, and nowhere else. Never throws: what cannot be read says why.
 */
export async function readAttachments(names: readonly string[], paths: readonly string[], cwd: string): Promise<Attachments> {
  const roots = await Promise.all(paths.map(async (path) => {
    const real = await realpath(resolve(cwd, path)).catch(() => undefined);
    const info = real === undefined ? undefined : await stat(real).catch(() => undefined);
    return real === undefined || info?.isDirectory() === true ? real : dirname(real);
  }));
  const entries = await Promise.all([...new Set(names)].map(async (name) => [name, await readAttachment(resolve(cwd, name), roots.filter((root) => root !== undefined))] as const));
  return new Map(entries);
}

async function readAttachment(path: string, roots: readonly string[]): Promise<{ readonly text: string } | { readonly problem: string }> {
  const outside = { problem: 'it lies outside the folders that were given' };
  // Where it really lies decides, or would if it were there: so nobody learns what there is elsewhere.
  const real = await realpath(path).catch(() => undefined);
  if (!roots.some((root) => isBelow(real ?? path, root))) return outside;
  const info = real === undefined ? undefined : await stat(real).catch(() => undefined);
  if (real === undefined || info?.isFile() !== true) return { problem: 'there is no such file' };
  if (info.size > limits.fileBytes) return { problem: `it has ${info.size} bytes; a file may have ${limits.fileBytes}` };
  const bytes = await readFile(real).catch(() => undefined);
  if (bytes === undefined) return { problem: 'it cannot be read' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'it is not UTF-8 text' };
  }
}

async function readRoot(path: string, root: string, load: Load): Promise<void> {
  if (load.seen.has(root)) return;
  const before = load.met + load.diagnostics.length;
  const info = await stat(root);
  if (!info.isDirectory()) {
    await readOne(path, root, load);
    return;
  }
  await readFolder(path, root, 0, load);
  if (load.met + load.diagnostics.length > before) return;
  load.diagnostics.push({
    code: 'CDC1002',
    severity: 'error',
    summary: `There is no *.yaml or *.yml file in ${displayName(path, load.cwd)}.`,
    fix: 'Name the folder that holds the pipelines. Hidden folders and node_modules are not searched.',
  });
}

async function readFolder(path: string, real: string, depth: number, load: Load): Promise<void> {
  if (load.seen.has(real) || load.full) return;
  load.seen.add(real);
  if (depth > limits.folderDepth) {
    refuseLoad(`Folders are nested more than ${limits.folderDepth} deep below ${displayName(path, load.cwd)}.`, load);
    return;
  }
  const entries = await readdir(real, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    load.diagnostics.push(unreadable(path, load));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const child = join(path, entry.name);
    if (entry.isSymbolicLink()) await readLink(child, depth, load);
    else if (entry.isDirectory()) await readFolder(child, join(real, entry.name), depth + 1, load);
    else if (YAML_NAME.test(entry.name)) await readOne(child, join(real, entry.name), load);
  }
}

async function readLink(path: string, depth: number, load: Load): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  const info = real === undefined ? undefined : await stat(real).catch(() => undefined);
  if (real === undefined || !info) {
    if (YAML_NAME.test(path)) load.diagnostics.push(unreadable(path, load));
  } else if (!load.roots.some((root) => isBelow(real, root))) {
    if (!info.isDirectory() && !YAML_NAME.test(path)) return;
    load.diagnostics.push({
      code: 'CDC1007',
      severity: 'error',
      summary: `The link ${displayName(path, load.cwd)} leads out of the given folders.`,
      fix: 'Move the file there, or name its real folder as a path of its own.',
    });
  } else if (info.isDirectory()) await readFolder(path, real, depth + 1, load);
  else if (YAML_NAME.test(path)) await readOne(path, real, load);
}

async function readOne(path: string, real: string, load: Load): Promise<void> {
  load.met += 1;
  if (load.seen.has(real) || load.full) return;
  load.seen.add(real);
  const name = displayName(path, load.cwd);
  const info = await stat(real).catch(() => undefined);
  // A pipe or device would be waited for, for ever.
  if (!info?.isFile()) {
    load.diagnostics.push(unreadable(path, load));
    return;
  }
  if (info.size > limits.fileBytes) {
    load.diagnostics.push({
      code: 'CDC1003',
      severity: 'error',
      summary: `${name} has ${info.size} bytes; a file may have ${limits.fileBytes}.`,
      fix: 'Split it: one pipeline per file.',
    });
    return;
  }
  load.bytes += info.size;
  if (load.bytes > limits.totalBytes) refuseLoad(`The files hold more than ${limits.totalBytes} bytes together.`, load);
  else if (load.texts.size >= limits.files) refuseLoad(`There are more than ${limits.files} files.`, load);
  else await decode(real, name, load);
}

async function decode(real: string, name: string, load: Load): Promise<void> {
  const bytes = await readFile(real).catch(() => undefined);
  if (!bytes) {
    load.diagnostics.push(unreadable(name, load));
    return;
  }
  try {
    load.texts.set(name, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    load.diagnostics.push({
      code: 'CDC1005',
      severity: 'error',
      summary: `${name} is not UTF-8 text.`,
      fix: 'Save it as UTF-8.',
    });
  }
}

function refuseLoad(summary: string, load: Load): void {
  load.full = true;
  load.diagnostics.push({ code: 'CDC1004', severity: 'error', summary, fix: 'Name the folder that holds the pipelines and nothing else.' });
}

function unreadable(path: string, load: Load): Diagnostic {
  return {
    code: 'CDC1006',
    severity: 'error',
    summary: `${displayName(path, load.cwd)} cannot be read as a file.`,
    fix: 'Check that it is a regular file and that you may read it.',
  };
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function displayName(path: string, cwd: string): string {
  const way = relative(cwd, resolve(cwd, path));
  const name = way === '' ? '.' : way.startsWith('..') || isAbsolute(way) ? path : way;
  return name.split(sep).join('/');
}
