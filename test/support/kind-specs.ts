import type { KindSpecs } from '../../src/core/kind.js';
import { computePoolSpec } from '../../src/kinds/compute-pool/spec.js';
import { connectorSpec } from '../../src/kinds/connector/spec.js';
import { decodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import { existingTopicSpec } from '../../src/kinds/existing-topic/spec.js';
import { registeredSchemaSpec } from '../../src/kinds/registered-schema/spec.js';
import { sourceTopicSpec } from '../../src/kinds/source-topic/spec.js';
import { subjectConfigSpec } from '../../src/kinds/subject-config/spec.js';
import { subjectSpec } from '../../src/kinds/subject/spec.js';
import { tableflowTopicSpec } from '../../src/kinds/tableflow-topic/spec.js';
import { targetTableSpec } from '../../src/kinds/target-table/spec.js';
import { targetTopicSpec } from '../../src/kinds/target-topic/spec.js';

/** The pure halves of the real kinds. */
export const kindSpecs = {
  'compute-pool': computePoolSpec,
  connector: connectorSpec,
  'source-topic': sourceTopicSpec,
  'existing-topic': existingTopicSpec,
  'registered-schema': registeredSchemaSpec,
  subject: subjectSpec,
  'subject-config': subjectConfigSpec,
  'target-table': targetTableSpec,
  'target-topic': targetTopicSpec,
  'decode-statement': decodeStatementSpec,
  'tableflow-topic': tableflowTopicSpec,
} as const;

export const realKinds: KindSpecs = kindSpecs;
