import { readFile, rename, writeFile } from 'node:fs/promises';

const FORMAT_VERSION = 1;

/** What was told before, by subject; nothing when the file is not there or not ours. */
export async function readTold(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { formatVersion, told } = JSON.parse(await readFile(file, 'utf8')) as { readonly formatVersion?: unknown; readonly told?: unknown };
    if (formatVersion !== FORMAT_VERSION || typeof told !== 'object' || told === null) return new Map();
    return new Map(Object.entries(told).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}

/** Whole or not at all. @throws Error when the file cannot be written. */
export async function saveTold(file: string, told: ReadonlyMap<string, string>): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, `${JSON.stringify({ formatVersion: FORMAT_VERSION, told: Object.fromEntries(told) }, null, 2)}\n`);
  await rename(next, file);
}
