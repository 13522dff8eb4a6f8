import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summarizePreflight } from '../../src/core/preflight.js';
import type { Finding, PipelinePreflight, Remedy } from '../../src/core/preflight.js';
import { signatures } from '../../src/core/signatures/index.js';
import type { SafeStep, Signature } from '../../src/core/signatures/index.js';
import { renderPreflightJson } from '../../src/report/preflight-json.js';
import { preflightSchema, printPreflightSchema } from '../../src/report/preflight-schema.js';
import { printVerifySchema, verifySchema } from '../../src/report/verify-schema.js';
import { expectGolden } from '../support/golden.js';

const published = new URL('../../schema/', import.meta.url);
const compile = (schema: object) => new Ajv({ strict: true, allErrors: true }).compile(schema);
const example = JSON.parse(readFileSync(new URL('../verify/golden/examples.json', import.meta.url), 'utf8')) as Record<string, unknown>;

describe('the schema of what verify saw', () => {
  const validate = compile(verifySchema);

  it('is the published file', () => expectGolden(published, 'verify.schema.json', printVerifySchema()));

  it('fits what verify says of the examples', () => {
    validate(example);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('knows every safe step that a signature proposes', () => {
    const steps = new Set(Object.values<Signature>(signatures).flatMap(({ safeStep }) => safeStep ?? []));
    for (const step of steps satisfies Set<SafeStep>) expect(printVerifySchema()).toContain(`"${step}"`);
  });

  it.each([
    { name: 'a key that nobody knows', change: { more: 1 } },
    { name: 'another version', change: { formatVersion: 99 } },
    { name: 'no verdict', change: { proven: undefined } },
  ])('refuses $name', ({ change }) => expect(validate(JSON.parse(JSON.stringify({ ...example, ...change })))).toBe(false));
});

describe('the schema of what preflight found', () => {
  const validate = compile(preflightSchema);
  const remedies: readonly Remedy[] = [
    { type: 'sql', text: 'GRANT x;', by: 'somebody', restart: true, caution: 'mind', destroys: true },
    { type: 'setting', text: 'a = b', restart: true },
    { type: 'command', text: 'do', caution: 'mind' },
    { type: 'policy', text: '{}' },
    { type: 'document', text: 'a: b' },
  ];
  const finding: Finding = { check: 'c', title: 't', code: 'CDC8001', status: 'problem', severity: 'error', evidence: 'e', subject: 's', remedies };
  const pipeline: PipelinePreflight = { pipeline: 'p', target: 't', source: 'PostgreSQL', database: 'postgres://h/d', server: { platform: 'rds', product: 'PostgreSQL 17' }, findings: [finding, { ...finding, status: 'ok', remedies: [] }] };
  const json = (pipelines: readonly PipelinePreflight[]): unknown => JSON.parse(renderPreflightJson({ formatVersion: 1, pipelines, summary: summarizePreflight(pipelines) }));

  it('is the published file', () => expectGolden(published, 'preflight.schema.json', printPreflightSchema()));

  it.each([{ name: 'nothing', pipelines: [] }, { name: 'every kind of finding and remedy', pipelines: [pipeline] }])('fits a report of $name', ({ pipelines }) => {
    validate(json(pipelines));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    { name: 'a remedy of no kind', report: json([{ ...pipeline, findings: [{ ...finding, remedies: [{ type: 'magic', text: '' } as unknown as Remedy] }] }]) },
    { name: 'a key that nobody knows', report: json([{ ...pipeline, password: 'x' } as PipelinePreflight]) },
  ])('refuses $name', ({ report }) => expect(validate(report)).toBe(false));
});
