import { expect, expectTypeOf, it } from 'vitest';
import { actualSpec, desiredOf } from '../../src/core/known-kinds.js';
import type { KnownKind, KnownSpecs } from '../../src/core/known-kinds.js';
import type { ConnectorSpec } from '../../src/kinds/connector/spec.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { SourceTopicSpec } from '../../src/kinds/source-topic/spec.js';
import type { SubjectConfigSpec } from '../../src/kinds/subject-config/spec.js';
import type { TableflowTopicSpec } from '../../src/kinds/tableflow-topic/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import type { TargetTopicSpec } from '../../src/kinds/target-topic/spec.js';
import type { kindSpecs } from '../support/kind-specs.js';
import { thereOf, wantedOf } from './guards/support.js';

interface RealSpecs {
  readonly connector: ConnectorSpec;
  readonly 'source-topic': SourceTopicSpec;
  readonly 'subject-config': SubjectConfigSpec;
  readonly 'target-table': TargetTableSpec;
  readonly 'target-topic': TargetTopicSpec;
  readonly 'decode-statement': DecodeStatementSpec;
  readonly 'tableflow-topic': TableflowTopicSpec;
}

it('the specs of the kinds are what core takes them for', () => {
  expectTypeOf<RealSpecs>().toExtend<KnownSpecs>();
  expectTypeOf<KnownKind>().toExtend<keyof typeof kindSpecs>();
});

it('finds the resources of one kind', () => {
  const desired = wantedOf();
  expect(desiredOf('connector', desired).map(({ spec }) => spec.name)).toEqual(['shop']);
  expect(desiredOf('connector', [])).toEqual([]);
  const [pool, connector] = thereOf(desired);
  expect(actualSpec('connector', pool!)).toBeUndefined();
  expect(actualSpec('connector', connector!)?.name).toBe('shop');
});
