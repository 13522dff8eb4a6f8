/**
 * Payloads as the services send them: only the fields that are used, open enums as string, every field that fixtures have
 * shown to be missing as optional. The simulator may import these types.
 */
export type * from './wire/compute-pools.js';
export type * from './wire/connect.js';
export type * from './wire/flink.js';
export type * from './wire/kafka.js';
export type * from './wire/management.js';
export type * from './wire/metrics.js';
export type * from './wire/schema-registry.js';
export type * from './wire/shared.js';
export type * from './wire/tableflow.js';
