import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/core/verification.js';
import { renderVerifyText } from '../../src/report/verify-text.js';
import { examples, startEstate } from '../support/estate.js';
import type { Estate } from '../support/estate.js';
import { verify } from './support.js';

const text = (report: VerifyReport) => renderVerifyText(report, { color: false, files: new Map() });

describe('verify of the examples', () => {
  let estate: Estate;
  let report: VerifyReport;
  beforeAll(async () => {
    estate = await startEstate();
    await estate.apply(examples());
    await estate.clock.sleep(300_000);
    report = await verify(estate, examples());
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  it('proves every stage', () => {
    console.log(text(report));
    expect(report.proven).toBe(true);
  });
});
