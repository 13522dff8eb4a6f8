import type { JsonSchema } from '../../core/source.js';
import { closedObject, text } from './common.js';

const locator = (what: string, example: string): JsonSchema => ({
  ...closedObject(`${what}, by id, by display name, or by both, which must then agree.`, {
    id: text('Its id.', { examples: [example] }),
    name: text('Its display name.', { examples: ['production'] }),
  }),
  minProperties: 1,
});

const planes: Readonly<Record<string, string>> = {
  cloud: 'Cloud API key: connectors, compute pools, environments.',
  kafka: 'Kafka API key of the cluster: topics.',
  schemaRegistry: 'Schema Registry API key of the environment.',
  flink: 'Flink API key of the environment and region.',
  tableflow: 'Tableflow API key.',
  metrics: 'Cloud API key of a principal that may read metrics; the cloud key when left out.',
};

const syncWindow: JsonSchema = closedObject('A time that comes back.', {
  kind: { type: 'string', enum: ['allow', 'deny'], description: 'Whether the account may be changed while it is open. Any open deny forbids; with an allow among the windows, one of these must be open.' },
  schedule: text('When it opens: cron with five fields.', { examples: ['0 22 * * 1-5'] }),
  duration: text('How long it stays open, at least 1m.', { examples: ['8h', '30m'] }),
  timeZone: text('IANA name of the zone that the schedule is meant in; UTC when left out.', { examples: ['Europe/Berlin'] }),
}, ['kind', 'schedule', 'duration']);

const endpoint = (what: string, example: string): JsonSchema =>
  text(`Base URL of ${what}, for private networking. Must be below confluent.cloud unless the machine that runs reconcile allows its host.`, {
    pattern: '^https://',
    examples: [example],
  });

export const targetSpecSchema: JsonSchema = closedObject('Where pipelines go.', {
  organization: locator('The organization; checked when given', '1111aaaa-11aa-11aa-11aa-111111aaaaaa'),
  environment: locator('The environment', 'env-abc123'),
  cluster: locator('The Kafka cluster', 'lkc-abc123'),
  computePool: { $ref: '#/$defs/computePool', description: 'The Flink compute pool that statements run in.' },
  principal: text('The service account or user that runs statements and, unless a pipeline says otherwise, connectors.', { examples: ['sa-abc123'] }),
  endpoints: closedObject('Regional endpoints; discovered unless given.', {
    kafka: endpoint('the Kafka REST API', 'https://pkc-abc12.us-east-1.aws.confluent.cloud:443'),
    schemaRegistry: endpoint('Schema Registry', 'https://psrc-abc12.us-east-1.aws.confluent.cloud'),
    flink: endpoint('the Flink SQL gateway', 'https://flink.us-east-1.aws.confluent.cloud'),
  }),
  credentials: closedObject(
    'API keys per plane. A plane that is left out takes the environment variables that the README lists.',
    Object.fromEntries(Object.entries(planes).map(([plane, description]) => [plane, { $ref: '#/$defs/credentialPair', description }])),
  ),
  variables: {
    type: 'object',
    description: 'Values that pipelines use as ${var:name}.',
    propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$' },
    additionalProperties: { type: ['string', 'number', 'boolean'], description: 'The value for this target.' },
    examples: [{ pg_host: 'pg-prod.example.com' }],
  },
  limits: closedObject('Safety thresholds and concurrency.', {
    maxDeletePercent: {
      type: 'number', minimum: 0, maximum: 100, default: 30, examples: [30],
      description: 'Largest share of owned resources, in percent, that one apply may delete or replace.',
    },
    minOwnedForPercent: {
      type: 'integer', minimum: 0, default: 10, examples: [10],
      description: 'The percentage counts from this many owned resources on.',
    },
    concurrency: { type: 'integer', minimum: 1, maximum: 100, default: 20, examples: [20], description: 'Steps in flight at once, for each kind of resource.' },
  }),
  suspend: { type: 'boolean', default: false, examples: [true], description: '"reconcile watch" leaves this target alone: it neither reads nor changes the account.' },
  syncWindows: {
    type: 'array', minItems: 1, maxItems: 50, items: syncWindow,
    description: 'When "reconcile watch" may change the account; always when left out. Outside it looks and reports. A command that a person runs is not held up.',
  },
  checks: closedObject('What is looked at before anything is applied, beside documents and account. The flags --preflight and --check-sql win.', {
    preflight: {
      type: 'boolean', default: false, examples: [true],
      description: 'Check the source databases of the pipelines that change; what keeps a pipeline from working refuses the plan.',
    },
    sql: {
      type: 'boolean', examples: [true],
      description: 'Let Flink plan new decode statements without running them, where their tables exist. Default: when applying, not in a dry run.',
    },
  }),
}, ['environment', 'cluster', 'computePool']);

export const approvalSpecSchema: JsonSchema = closedObject('Lets the destructive steps of exactly one plan run.', {
  plan: text('Fingerprint of the plan, as the report shows it.', { pattern: '^[0-9a-f]{6,64}$', examples: ['a41c9e'] }),
  reason: text('Why; kept with the run.', { examples: ['Column type change agreed with the analytics team'] }),
  expires: text('The approval is void from this instant on: ISO 8601 with a zone.', { examples: ['2026-03-31T18:00:00Z'] }),
  target: text('The Target that it is for; every Target when left out.', { examples: ['prod'] }),
}, ['plan', 'reason', 'expires']);
