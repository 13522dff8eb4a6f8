import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { codes } from '../../src/core/codes/index.js';
import { hasErrors, sortDiagnostics } from '../../src/core/diagnostic.js';
import type { Diagnostic } from '../../src/core/diagnostic.js';

function a(summary: string, parts: Partial<Diagnostic> & { at?: [file: string, line: number, column: number] } = {}): Diagnostic {
  const { at, ...rest } = parts;
  const position = at === undefined ? undefined : { line: at[1], column: at[2] };
  return { code: 'CDC1001', severity: 'error', summary, ...(position === undefined ? {} : { range: { file: at![0], start: position, end: position } }), ...rest };
}

it('sorts by file, line, column, code; what has no place comes last, and equals keep their order', () => {
  const inOrder = [
    a('1', { at: ['a.yaml', 2, 1] }),
    a('2', { at: ['a.yaml', 10, 1] }),
    a('3', { at: ['a.yaml', 10, 5], code: 'CDC1002' }),
    a('4', { at: ['a.yaml', 10, 5], code: 'CDC1101' }),
    a('5', { at: ['b.yaml', 1, 1] }),
    a('6'),
    a('7'),
    a('8', { code: 'CDC5001' }),
  ];
  const shuffled = [7, 3, 5, 1, 4, 0, 6, 2].map((index) => inOrder[index]!);
  expect(sortDiagnostics(shuffled).map((diagnostic) => diagnostic.summary)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  expect(shuffled[0]!.summary).toBe('8');
});

it('only errors count as errors', () => {
  expect(hasErrors([])).toBe(false);
  expect(hasErrors([a('w', { severity: 'warning' }), a('i', { severity: 'info' })])).toBe(false);
  expect(hasErrors([a('w', { severity: 'warning' }), a('e')])).toBe(true);
});

it.each(Object.entries(codes))('%s is explained in whole sentences', (_code, { title, why, fix }) => {
  expect(title).toMatch(/^\S.*[^.]$/s);
  expect(why).toMatch(/^\S.*[.?!)]$/s);
  expect(fix).toMatch(/^\S.*[.?!)]$/s);
});

it('no code is explained that nothing raises', () => {
  const source = sourceTexts(fileURLToPath(new URL('../../src/', import.meta.url)));
  expect(Object.keys(codes).filter((code) => !source.some((text) => text.includes(code)))).toEqual([]);
});

/** All sources but the explanations themselves. */
function sourceTexts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.endsWith('core/codes'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
