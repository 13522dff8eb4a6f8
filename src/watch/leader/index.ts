export { createElector } from './elector.js';
export type { Elector, ElectorOptions, Leadership, Term } from './elector.js';
export { createLeaseApi, newIdentity, podAccess } from './kubernetes.js';
export type { KubernetesAccess, KubernetesLease, PodOptions } from './kubernetes.js';
export { badTimes, defaultElectionTimes, systemElectionClock } from './time.js';
export type { ElectionClock, ElectionTimes } from './time.js';
