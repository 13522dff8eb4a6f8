import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Compares with a committed file; UPDATE_GOLDEN=1 writes it. A missing file is a failure. */
export function expectGolden(folder: URL, file: string, actual: string): void {
  const path = fileURLToPath(new URL(file, folder));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and commit it`).toBe(true);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}
