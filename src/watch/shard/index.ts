export { podOf } from './contract.js';
export type { Shards } from './contract.js';
export { createLeaseGroupApi, GROUP_LABEL, leaseOfReplica, leaseOfTarget } from './leases.js';
export { createSharder } from './sharder.js';
export type { SharedWork, Sharder } from './sharder.js';
