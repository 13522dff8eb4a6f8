import { computePool } from './compute-pool/index.js';
import { connector } from './connector/index.js';
import type { AnyResourceKind } from './contract.js';
import { decodeStatement } from './decode-statement/index.js';
import { existingTopic } from './existing-topic/index.js';
import { registeredSchema } from './registered-schema/index.js';
import { sourceTopic } from './source-topic/index.js';
import { subjectConfig } from './subject-config/index.js';
import { subject } from './subject/index.js';
import { tableflowTopic } from './tableflow-topic/index.js';
import { targetTable } from './target-table/index.js';
import { targetTopic } from './target-topic/index.js';

/** Every kind of resource, by name. The one place where a kind is registered. */
export const kinds = {
  'compute-pool': computePool,
  connector,
  'source-topic': sourceTopic,
  'existing-topic': existingTopic,
  'registered-schema': registeredSchema,
  subject,
  'subject-config': subjectConfig,
  'target-table': targetTable,
  'target-topic': targetTopic,
  'decode-statement': decodeStatement,
  'tableflow-topic': tableflowTopic,
} as const;

export type KindName = keyof typeof kinds;
export type Kinds = Readonly<Record<string, AnyResourceKind>>;

/**
 * The registry for code that dispatches by kind at run time. The one cast of the house: a resource only ever meets the kind
 * that its `kind` names, so that kind's spec type is the right one.
 */
export const kindsByName = kinds as unknown as Kinds;
