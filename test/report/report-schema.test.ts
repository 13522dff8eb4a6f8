import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/report/json.js';
import { printReportSchema, reportSchema } from '../../src/report/report-schema.js';
import { expectGolden } from '../support/golden.js';
import { reports } from '../support/reports.js';

const validate = new Ajv({ strict: true, allErrors: true }).compile(reportSchema);

describe('the schema of the JSON report', () => {
  it('is the published file', () => expectGolden(new URL('../../schema/', import.meta.url), 'report.schema.json', printReportSchema()));

  it.each(Object.entries(reports))('fits the report of %s', (_name, report) => {
    validate(JSON.parse(renderJson(report)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    { name: 'a key that nobody knows', change: { more: 1 } },
    { name: 'another version', change: { formatVersion: 2 } },
    { name: 'a missing sentence', change: { sentence: undefined } },
  ])('refuses $name', ({ change }) => {
    expect(validate(JSON.parse(JSON.stringify({ ...JSON.parse(renderJson(reports.mixed)) as object, ...change })))).toBe(false);
  });
});
