import { describe, expect, it } from 'vitest';
import { cases } from '../../sources/type-cases.js';
import { expectGolden } from '../golden.js';
import { FORMATS, SOURCES, goldenText, inferredCases } from './inferred-cases.js';

const folder = new URL('./golden/', import.meta.url);

describe.each(SOURCES)('DDL and INSERT inferred from what %s registers', (source) => {
  it.each(FORMATS)('in %s', (format) => {
    expectGolden(folder, `${source}.${format.toLowerCase()}.inferred`, inferredCases(source, format).map(goldenText).join('\n'));
  });

  it('has every row of the type tables', () => {
    const asked = inferredCases(source, 'AVRO').flatMap(({ types }) => Object.values(types));
    if (source !== 'dynamodb') for (const [type] of cases[source]) expect(asked).toContain(type);
    expect(asked.length).toBeGreaterThan(10);
  });
});
