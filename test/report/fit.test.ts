import { describe, expect, it } from 'vitest';
import { fit, lengthOf } from '../../src/report/fit.js';
import type { Section } from '../../src/report/markdown-sections.js';

function section(name: string, lines: number, essential = false): Section {
  return { name, head: [`# ${name}`], lines: Array.from({ length: lines }, (_, at) => `${name} ${at}`.padEnd(99, '.')), tail: ['end'], cutLine: (left) => `${left} more`, ...(essential ? { essential: true as const } : {}) };
}

describe('what does not fit', () => {
  it.each([
    { name: 'nothing', sections: [section('a', 5), section('b', 5)], room: 10_000, want: [] },
    { name: 'what is essential stays, though it comes last', sections: [section('huge', 500), section('impact', 20, true)], room: 5_000, want: ['huge'] },
    { name: 'one huge section leaves the small ones whole', sections: [section('huge', 500), section('b', 5), section('c', 5)], room: 5_000, want: ['huge'] },
    { name: 'two huge ones share', sections: [section('a', 500), section('b', 500), section('c', 5)], room: 9_000, want: ['a', 'b'] },
    { name: 'one line less counts', sections: [section('a', 50)], room: 5_000, want: ['a'] },
  ])('$name', ({ sections, room, want }) => {
    const { lines, shortened } = fit(sections, room);
    expect(shortened).toEqual(want);
    expect(lengthOf(lines)).toBeLessThanOrEqual(room);
    // Whatever is cut stays readable: its head, its end, and something between.
    for (const { name } of sections) expect(lines).toContain(`# ${name}`);
    expect(lines.filter((line) => line === 'end')).toHaveLength(sections.length);
  });

  it('shares evenly', () => {
    const { lines } = fit([section('a', 500), section('b', 500)], 20_000);
    const count = (name: string): number => lines.filter((line) => line.startsWith(`${name} `)).length;
    expect(Math.abs(count('a') - count('b'))).toBeLessThanOrEqual(1);
    expect(count('a')).toBeGreaterThan(90);
  });

  it('leaves out whole what would get too little, the later ones first', () => {
    const { lines, shortened } = fit(Array.from({ length: 100 }, (_, at) => section(`s${at}`, 20)), 4_000);
    expect(lines).toContain('# s0');
    expect(lines).not.toContain('# s99');
    expect(shortened).toHaveLength(100);
  });
});
