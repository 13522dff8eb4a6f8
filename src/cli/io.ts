import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** What a command may touch of the outside. Commands take it as a parameter, so tests hand in their own. */
export interface CommandIo {
  /** The report, and nothing else. */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly cwd: string;
  readonly isTty: boolean;
  readonly color: boolean;
  /** The text of a file, or nothing when there is none. Paths are relative to `cwd`. @throws for any other failure. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  /** Writes a file, with its folders. `createOnly`: false is returned and nothing is written when the file exists. */
  readonly writeFile: (path: string, text: string, options?: { readonly createOnly?: boolean }) => Promise<boolean>;
}

export const exitCodes = { ok: 0, usage: 64, invalid: 65 } as const;

/** The file operations of `CommandIo` on the disk. */
export function diskFiles(cwd: string): Pick<CommandIo, 'readFile' | 'writeFile'> {
  return {
    readFile: async (path) => {
      try {
        return await readFile(resolve(cwd, path), 'utf8');
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    writeFile: async (path, text, options) => {
      const full = resolve(cwd, path);
      await mkdir(dirname(full), { recursive: true });
      try {
        await writeFile(full, text, { flag: options?.createOnly ? 'wx' : 'w' });
        return true;
      } catch (error) {
        if (hasCode(error, 'EEXIST')) return false;
        throw error;
      }
    },
  };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
