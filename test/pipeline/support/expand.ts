import { expect } from 'vitest';
import { expandPipelines } from '../../../src/pipeline/expand.js';
import type { ExpandContext, Expansion } from '../../../src/pipeline/expand.js';
import { readDocuments } from '../../../src/pipeline/read-documents.js';

/** An account with one pool. */
export const account: ExpandContext = {
  environment: { id: 'env-1' },
  cluster: { id: 'lkc-1', cloud: 'AWS', region: 'us-east-1' },
  poolId: () => 'lfcp-1',
};

/** Source blocks by a name for them. */
export const SOURCES = {
  postgres: 'postgres: { host: pg-prod.example.com, database: ecommerce, username: cdc_reader, password: "${env:PG}" }',
  forgetful: 'postgres: { host: pg-prod.example.com, database: ecommerce, username: cdc_reader, password: "${env:PG}", sourceTopics: { cleanupPolicy: delete, retention: 7d } }',
  keeping: 'postgres: { host: pg-prod.example.com, database: ecommerce, username: cdc_reader, password: "${env:PG}", sourceTopics: { cleanupPolicy: delete, retention: "0" } }',
  oracle: 'oracle: { host: ora-prod.example.com, database: ORCLCDB, service: ORCLCDB, username: "C##CDC", password: "${env:ORA}", outboundServer: XOUT, processorLicenses: 4 }',
  topic: 'topic: {}',
  dynamodb: 'dynamodb: { region: us-east-1, accessKeyId: "${env:ID}", secretAccessKey: "${env:KEY}" }',
} as const;

export interface Written {
  /** A name of `SOURCES`, or a block. */
  readonly source?: keyof typeof SOURCES | { readonly block: string };
  /** YAML of one table in flow style, without its braces. */
  readonly table?: string;
  /** Further lines of `spec`. */
  readonly more?: readonly string[];
  readonly target?: string;
}

export const CUSTOMERS = 'from: public.customers, to: customers';
export const COMPLETE = `${CUSTOMERS}, key: [id], columns: { id: INT, email: STRING }`;

/** Line 9 is the table, so that tests can tell where a diagnostic points. */
export function expand({ source = 'postgres', table = COMPLETE, more = [], target = 'principal: sa-1' }: Written, context: Partial<ExpandContext> = {}): Expansion {
  const targetText = `apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec:\n  environment: { id: env-1 }\n  cluster: { id: lkc-1 }\n  computePool: { name: cdc }\n  ${target}\n`;
  const block = typeof source === 'string' ? SOURCES[source] : source.block;
  const text = ['apiVersion: cdc-reconciler/v1', 'kind: Pipeline', 'metadata: { name: shop }', 'spec:', block.startsWith('topic:') ? '  # the format is that of the topic' : '  format: AVRO', '  source:', `    ${block}`, '  tables:', `    - { ${table} }`, ...more.map((line) => `  ${line}`), ''].join('\n');
  const { documents, diagnostics } = readDocuments(new Map([['target.yaml', targetText], ['shop.yaml', text]]));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return expandPipelines(documents.pipelines, documents.targets[0]!, { ...account, ...context });
}

/** The spec of the only resource of a kind. */
export function specOf<Spec>({ resources }: Expansion, kind: string): Spec {
  const [resource, ...others] = resources.filter((candidate) => candidate.kind === kind);
  expect(others).toEqual([]);
  return resource!.spec as Spec;
}
