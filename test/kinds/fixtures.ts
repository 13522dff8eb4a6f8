import type { KindName, kinds } from '../../src/kinds/index.js';
import { computePoolFixture } from './compute-pool.fixture.js';
import { connectorFixture } from './connector.fixture.js';
import { decodeStatementFixture } from './decode-statement.fixture.js';
import { existingTopicFixture } from './existing-topic.fixture.js';
import type { KindFixture } from './fixture.js';
import { registeredSchemaFixture } from './registered-schema.fixture.js';
import { sourceTopicFixture } from './source-topic.fixture.js';
import { subjectConfigFixture } from './subject-config.fixture.js';
import { subjectFixture } from './subject.fixture.js';
import { tableflowTopicFixture } from './tableflow-topic.fixture.js';
import { targetTableFixture } from './target-table.fixture.js';
import { targetTopicFixture } from './target-topic.fixture.js';

type SpecOf<Kind> = Kind extends { readonly update?: (input: infer Input, ...rest: never) => unknown } ? (Input extends { readonly desired: infer Spec } ? Spec : never) : never;

/** One fixture per registered kind: a kind without one does not compile. */
export const fixtures: { readonly [Name in KindName]: KindFixture<SpecOf<(typeof kinds)[Name]> & object> } = {
  'compute-pool': computePoolFixture,
  connector: connectorFixture,
  'source-topic': sourceTopicFixture,
  'existing-topic': existingTopicFixture,
  'registered-schema': registeredSchemaFixture,
  subject: subjectFixture,
  'subject-config': subjectConfigFixture,
  'target-table': targetTableFixture,
  'target-topic': targetTopicFixture,
  'decode-statement': decodeStatementFixture,
  'tableflow-topic': tableflowTopicFixture,
};

/** A fixture whose spec type is not known here: what the suite loops over. */
export type AnyFixture = KindFixture<Record<string, unknown>>;
export const anyFixtures = Object.entries(fixtures) as unknown as readonly (readonly [KindName, AnyFixture])[];
