import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../src/pipeline/suggest.js';
import { parseDuration, parseSize } from '../../src/pipeline/units.js';

const DAY = 86_400_000;

describe('parseDuration', () => {
  it.each<[string, number | undefined]>([
    ['0', 0], ['7d', 7 * DAY], ['36h', 1.5 * DAY], ['1d12h', 1.5 * DAY], ['90m', 5_400_000], ['10s', 10_000], ['250ms', 250], ['2w', 14 * DAY], ['7D', 7 * DAY],
    ['P7D', 7 * DAY], ['PT36H', 1.5 * DAY], ['P1W', 7 * DAY], ['P1DT12H30M10S', 131_410_000], ['p1d', DAY],
    ['', undefined], ['7', undefined], ['d', undefined], ['7 d', undefined], ['-7d', undefined], ['1.5d', undefined], ['7y', undefined],
    ['P', undefined], ['PT', undefined], ['P1DT', undefined], ['P1M', undefined], ['P1Y', undefined], ['99999999999d', undefined],
  ])('%j', (given, want) => {
    expect(parseDuration(given)).toBe(want);
  });
});

describe('parseSize', () => {
  it.each<[string, number | undefined]>([
    ['8mb', 8_388_608], ['8MB', 8_388_608], ['512kb', 524_288], ['1gb', 1_073_741_824], ['1048576', 1_048_576], ['10b', 10], ['8 mb', 8_388_608],
    ['', undefined], ['mb', undefined], ['8m', undefined], ['1.5mb', undefined], ['-1mb', undefined],
  ])('%j', (given, want) => {
    expect(parseSize(given)).toBe(want);
  });
});

describe('suggest', () => {
  it.each([
    { given: 'databse', among: ['host', 'database'], want: 'database' },
    { given: 'tableFlow', among: ['tables', 'tableflow'], want: 'tableflow' },
    { given: 'JSONSR', among: ['AVRO', 'JSON_SR'], want: 'JSON_SR' },
    { given: 'hots', among: ['host', 'port'], want: 'host' },
    { given: 'zzz', among: ['host'], want: undefined },
    { given: 'x', among: [], want: undefined },
    { given: 'x'.repeat(101), among: ['x'.repeat(101)], want: undefined },
  ])('$given', ({ given, among, want }) => {
    expect(suggest(given, among)).toBe(want);
  });

  it('editDistance is a distance', () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }));
  });
});
