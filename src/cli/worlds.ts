import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** World files are told from documents by their name. */
const WORLD_FILE = /\.world\.ya?ml$/;

/** The world files at or directly below the given paths, relative to the working folder. */
export async function findWorlds(paths: readonly string[], cwd: string): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const full = resolve(cwd, path);
      const info = await stat(full).catch(() => undefined);
      if (info?.isDirectory() !== true) return [];
      return (await readdir(full)).filter((name) => WORLD_FILE.test(name)).map((name) => relative(cwd, join(full, name)));
    }),
  );
  return [...new Set(found.flat())].sort();
}
