import { stageNames, VERIFY_FORMAT_VERSION } from '../core/verification.js';
import { account, calls, count, diagnosticDefinitions, flag, list, object, oneOf, printSchema, published, ref, string } from './schema-parts.js';

const definitions = {
  ...diagnosticDefinitions,
  /** A known failure; `reconcile explain CODE` prints the same. `safeStep`: what may be done without a loss of data. */
  signature: object({
    code: string,
    title: string,
    explanation: string,
    fix: list(string),
    captures: { type: 'object', additionalProperties: string },
    'safeStep?': oneOf('wait', 'restartConnector', 'resumeConnector', 'replaceStatement', 'resumeTableflow'),
  }),
  stage: object({
    stage: oneOf(...stageNames),
    verdict: oneOf('proven', 'warning', 'waiting', 'broken', 'unknown', 'notReached'),
    saw: string,
    signatures: list(ref('signature')),
  }),
  /** What --probe wrote into the source database; `afterMs` are upper limits. */
  probe: object({
    wrote: string,
    arrivals: list(object({ at: oneOf('sourceTopic', 'targetTable', 'lakeTable'), name: string, afterMs: { type: 'number' } })),
    undone: string,
    isClean: flag,
  }),
  table: object({ from: string, 'target?': string, 'stopsAt?': oneOf(...stageNames), stages: list(ref('stage')), 'probe?': ref('probe') }),
  target: object({
    target: string,
    'account?': account,
    durationMs: { type: 'number' },
    pipelines: list(object({ pipeline: string, tables: list(ref('table')) })),
    statements: object({ created: count, left: list(string) }),
    diagnostics: list(ref('diagnostic')),
    calls,
  }),
};

/** What `reconcile verify -o json` writes, as JSON Schema: published as `schema/verify.schema.json`. */
export const verifySchema: object = published(
  'What reconcile verify saw',
  object({
    formatVersion: { const: VERIFY_FORMAT_VERSION },
    command: oneOf('verify'),
    'simulated?': object({ baseUrl: string }),
    proven: flag,
    sentence: string,
    diagnostics: list(ref('diagnostic')),
    targets: list(ref('target')),
  }),
  definitions,
);

/** The text of the published file. */
export function printVerifySchema(): string {
  return printSchema(verifySchema);
}
