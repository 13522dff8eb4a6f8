import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The bundled command line; built anew when a source file is younger. */
export function builtBinary(): string {
  const binary = join(ROOT, 'dist', 'reconcile.js');
  if (!existsSync(binary) || youngest(join(ROOT, 'src')) > statSync(binary).mtimeMs) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT });
  return binary;
}

function youngest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
