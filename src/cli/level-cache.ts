import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSubjectLevels } from '../engine/subject-levels.js';
import type { KnownLevel, SubjectLevelEntries, SubjectLevels } from '../engine/subject-levels.js';

/** Levels that outlive the process, in one file of a folder that the user names (`RECONCILE_CACHE`). */
export interface LevelCache {
  readonly levels: SubjectLevels;
  /** Writes what is known. A failure is told to nobody: the next run asks again. */
  save(): Promise<void>;
}

const FORMAT = 1;

/** Reads the cache. A file that is missing, damaged or of another version is an empty one: all in it can be asked anew. */
export async function openLevelCache(folder: string, now: () => number): Promise<LevelCache> {
  const path = join(folder, 'subject-levels.json');
  const levels = createSubjectLevels({ now, known: await readEntries(path) });
  return {
    levels,
    save: async () => {
      const draft = `${path}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, JSON.stringify({ format: FORMAT, registries: levels.entries() }));
        await rename(draft, path);
      } catch {
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function readEntries(path: string): Promise<SubjectLevelEntries> {
  try {
    const { format, registries } = JSON.parse(await readFile(path, 'utf8')) as { readonly format?: unknown; readonly registries?: unknown };
    if (format !== FORMAT || !isRecord(registries)) return {};
    const sound = Object.entries(registries).map(([registry, known]) => [registry, Object.fromEntries(Object.entries(isRecord(known) ? known : {}).filter(isKnown))]);
    return Object.fromEntries(sound) as SubjectLevelEntries;
  } catch {
    return {};
  }
}

function isKnown(entry: [string, unknown]): entry is [string, KnownLevel] {
  const known = entry[1];
  return isRecord(known) && typeof known['at'] === 'number' && (known['level'] === null || typeof known['level'] === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
