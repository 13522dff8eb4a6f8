import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtBinary } from './binary.js';
import { parseScript, renderScript, runScript } from './script.js';

const FOLDER = fileURLToPath(new URL('scripts/', import.meta.url));

/** Each script runs the real program in an empty folder; UPDATE_GOLDEN=1 writes what was seen into it. */
describe('the command line', () => {
  let binary = '';
  beforeAll(() => {
    binary = builtBinary();
  });

  it.concurrent.each(readdirSync(FOLDER).filter((file) => file.endsWith('.txt')))('%s', { timeout: 120_000 }, async (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const script = parseScript(text);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'script-')));
    try {
      const seen = renderScript(script, await runScript(script, folder, binary));
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(FOLDER, file), seen);
      else expect(seen).toBe(text);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
