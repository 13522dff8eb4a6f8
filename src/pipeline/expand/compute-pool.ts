import { formatAddress } from '../../core/address.js';
import { noRelations } from '../../core/resource.js';
import type { DesiredResource } from '../../core/resource.js';
import type { ComputePoolSpec } from '../../kinds/compute-pool/spec.js';
import type { PipelineDocument, TargetDocument } from '../documents.js';
import type { ExpandContext } from './context.js';

/** A pool with `maxCfu` is ours to create; one without is only referred to, and must exist. */
export function expandComputePool(pipeline: PipelineDocument, target: TargetDocument, context: ExpandContext): DesiredResource<ComputePoolSpec> {
  const own = pipeline.spec.flink?.computePool;
  const pool = own ?? target.spec.computePool;
  const document = own === undefined ? target : pipeline;
  const path = own === undefined ? ['spec', 'computePool'] : ['spec', 'flink', 'computePool'];
  const managed = pool.maxCfu !== undefined && pool.name !== undefined;
  return {
    kind: 'compute-pool',
    address: formatAddress({ kind: 'compute-pool', scope: context.environment.id, name: (pool.id ?? pool.name)! }),
    spec: {
      ...(pool.name === undefined ? {} : { displayName: pool.name }),
      cloud: context.cluster.cloud,
      region: context.cluster.region,
      ...(pool.maxCfu === undefined ? {} : { maxCfu: pool.maxCfu }),
    },
    management: managed ? 'managed' : 'observed',
    relations: noRelations,
    origin: document.origins.at(path),
    protect: false,
  };
}
