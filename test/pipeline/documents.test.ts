import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../src/core/diagnostic.js';
import { loadDocuments, readDocuments } from '../../src/pipeline/read-documents.js';
import { renderDiagnostics } from '../../src/report/diagnostics.js';

const here = import.meta.dirname;
const sharedTarget = readFileSync(join(here, 'support/target.yaml'), 'utf8');

/** A single file without a Target is read together with `support/target.yaml`; a folder is read as it is. */
async function read(folder: string, name: string): ReturnType<typeof loadDocuments> {
  const cwd = join(here, folder);
  if (!name.endsWith('.yaml')) return loadDocuments([name], { cwd });
  const text = readFileSync(join(cwd, name), 'utf8');
  const files = new Map([[name, text], ...(text.includes('kind: Target') ? [] : [['target.yaml', sharedTarget] as const])]);
  return { ...readDocuments(files), files };
}

const casesIn = (folder: string): string[] => readdirSync(join(here, folder)).filter((name) => !name.endsWith('.expected')).sort();

describe('valid documents', () => {
  it.each(casesIn('valid'))('%s', async (name) => {
    const { documents, diagnostics } = await read('valid', name);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(documents.pipelines.length).toBeGreaterThan(0);
  });
});

describe('invalid documents', () => {
  const cases = casesIn('invalid');

  it('are many', () => {
    expect(cases.length).toBeGreaterThanOrEqual(45);
  });

  it.each(cases)('%s', async (name) => {
    const { diagnostics, files } = await read('invalid', name);
    expect(hasErrors(diagnostics)).toBe(true);
    const rendered = renderDiagnostics(diagnostics, files, { color: false });
    const golden = join(here, 'invalid', `${name.replace(/\.yaml$/, '')}.expected`);
    if (process.env['UPDATE_GOLDEN'] || (!existsSync(golden) && !process.env['CI'])) writeFileSync(golden, rendered);
    expect(existsSync(golden), `${golden} is missing: run with UPDATE_GOLDEN=1 and commit it`).toBe(true);
    expect(rendered).toBe(readFileSync(golden, 'utf8'));
    expect(rendered).not.toContain('hunter2');
    expect(rendered).not.toContain('12345678');
    expect(rendered).not.toContain('c2VjcmV0');
  });
});
