import { describe, expect, it } from 'vitest';
import type { Impact } from '../../src/core/impact.js';
import { impactSection, impactTable } from '../../src/report/impact-markdown.js';
import { impactLines } from '../../src/report/impact-text.js';
import { paletteOf } from '../../src/report/palette.js';
import { addressOf, rangeAt } from '../support/resources.js';

const plain = { palette: paletteOf(false) };

function anImpact(parts: Partial<Impact> = {}): Impact {
  return {
    pipeline: 'shop',
    table: 'public.orders',
    target: 'orders',
    severity: 'rebuild',
    effects: ['dropped', 'recreated', 'reread'],
    because: { path: 'primaryKey', address: addressOf('target-table', 'orders'), origin: rangeAt('pipelines/shop.yaml', 22) },
    reversible: true,
    ...parts,
  };
}

const paused = { severity: 'pause', effects: ['paused'], because: { path: 'health', address: addressOf('connector', 'shop') } } as const;

describe('text', () => {
  it('says what happens, whether it can be undone, and why', () => {
    expect(impactLines([anImpact({ bytes: 3_650_722_202 }), anImpact({ ...paused, table: 'public.items' })], plain)).toEqual([
      'What happens to data',
      '  rebuild     shop: public.orders → orders (3.4 GB)',
      '              dropped, made again, read again from the source topic',
      '              because primaryKey of target-table/orders changes (pipelines/shop.yaml:22)',
      '  pause       shop: public.items → orders',
      '              no new rows meanwhile',
      '              because connector/shop: it is broken, and is mended',
    ]);
  });

  it('says when it cannot be undone', () => {
    expect(impactLines([anImpact({ reversible: false })], plain)[2]).toBe('              dropped, made again, read again from the source topic; cannot be undone');
  });

  it('says once what happens to many tables for one reason, and adds up what is known of all', () => {
    const many = Array.from({ length: 7 }, (_, index) => anImpact({ table: `public.t${index}`, target: `t${index}`, bytes: 10 }));
    expect(impactLines(many, plain)[1]).toBe('  rebuild     shop: 7 tables: public.t0 → t0, public.t1 → t1, public.t2 → t2, public.t3 → t3, public.t4 → t4 and 2 more (70 B)');
    expect(impactLines([...many, anImpact({ pipeline: 'billing' })], plain)).toHaveLength(7);
    const { bytes: _unknown, ...other } = many[0]!;
    expect(impactLines([other, ...many.slice(1)], plain)[1]).toMatch(/and 2 more$/);
  });

  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1_023, '1023 B'],
    [1_024, '1 kB'],
    [1_536, '1.5 kB'],
    [500 * 1_024 ** 3, '500 GB'],
  ])('%s bytes are %s', (bytes, want) => {
    expect(impactLines([anImpact({ bytes })], plain)[1]).toContain(`(${want})`);
  });

  it('says that nothing happens', () => {
    expect(impactLines([], plain)).toEqual(['No existing data is touched.']);
  });

  it('colours change nothing but colour, and control characters do not reach the terminal', () => {
    const impacts = [anImpact({ table: 'public.\u001b[31mx', severity: 'loss', reversible: false })];
    const colored = impactLines(impacts, { palette: paletteOf(true) }).join('\n');
    expect(colored).not.toBe(impactLines(impacts, plain).join('\n'));
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(impactLines(impacts, plain).join('\n'));
    expect(impactLines(impacts, plain)[1]).toContain('\\u001b[31mx');
  });
});

describe('Markdown', () => {
  it('is a table', () => {
    expect(impactTable([anImpact({ bytes: 1, reversible: false })])).toEqual([
      '',
      '**What happens to data**',
      '',
      '| | tables | what happens | why | undone? |',
      '| --- | --- | --- | --- | --- |',
      '| 🟠 rebuild | `shop`: `public.orders → orders` (1 B) | dropped, made again, read again from the source topic | primaryKey of target-table/orders changes, `pipelines/shop.yaml:22` | **no** |',
    ]);
  });

  it('shows names of strangers as text: no cell ends early, nothing is marked up', () => {
    const [, , , , , row] = impactTable([anImpact({ pipeline: 'a|b', table: '`x` | <img>', because: { path: 'columns.@team|*x*', address: addressOf('target-table', 'a_b_c') } })]);
    expect(row!.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(row).not.toContain('@team');
    expect(row).toContain('\\*x\\*');
  });

  it('can be cut between its rows', () => {
    const { lines, cutLine } = impactSection([anImpact(), anImpact({ pipeline: 'billing' })]);
    expect(lines).toHaveLength(2);
    expect(cutLine(2).match(/\|/g)).toHaveLength(6);
  });

  it('says that nothing happens', () => {
    expect(impactTable([])).toEqual(['', 'No existing data is touched.']);
  });
});
