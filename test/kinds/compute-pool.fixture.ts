import type { ComputePoolSpec } from '../../src/kinds/compute-pool/spec.js';
import { replace, set, update } from './fixture.js';
import type { KindFixture } from './fixture.js';

export const computePoolFixture: KindFixture<ComputePoolSpec> = {
  address: 'compute-pool/env-base01/decode',
  path: /^\/fcpm\//,
  fields: {
    // The address of a pool that is found by its name cannot move; one that is found by its id can be renamed.
    displayName: [],
    cloud: [set('cloud', 'GCP', replace('cloud', 'resource'))],
    region: [set('region', 'eu-central-1', replace('region', 'resource'))],
    maxCfu: [set('maxCfu', 20, update('maxCfu'))],
  },
};
