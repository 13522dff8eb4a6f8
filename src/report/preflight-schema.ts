import { count, flag, list, object, oneOf, printSchema, published, ref, string } from './schema-parts.js';

const definitions = {
  /** How a problem is mended. `destroys`: it throws away what somebody may still need, so a person decides. */
  remedy: {
    oneOf: [
      object({ type: oneOf('sql'), text: string, 'by?': string, 'restart?': flag, 'caution?': string, 'destroys?': flag }),
      object({ type: oneOf('setting'), text: string, 'restart?': flag }),
      object({ type: oneOf('command'), text: string, 'caution?': string }),
      object({ type: oneOf('policy'), text: string }),
      object({ type: oneOf('document'), text: string }),
    ],
  },
  finding: object({
    check: string,
    title: string,
    code: string,
    status: oneOf('ok', 'problem', 'unknown'),
    severity: oneOf('error', 'warning', 'info'),
    evidence: string,
    'subject?': string,
    remedies: list(ref('remedy')),
  }),
  pipeline: object({
    pipeline: string,
    target: string,
    source: string,
    database: string,
    'server?': object({ platform: oneOf('self-managed', 'rds', 'aurora', 'cloud-sql', 'azure'), product: string }),
    findings: list(ref('finding')),
  }),
};

/** What `reconcile preflight -o json` writes, as JSON Schema: published as `schema/preflight.schema.json`. */
export const preflightSchema: object = published(
  'What reconcile preflight found',
  object({
    formatVersion: { const: 1 },
    pipelines: list(ref('pipeline')),
    summary: object({ errors: count, warnings: count, notes: count, unknown: count, passed: count }),
  }),
  definitions,
);

/** The text of the published file. */
export function printPreflightSchema(): string {
  return printSchema(preflightSchema);
}
