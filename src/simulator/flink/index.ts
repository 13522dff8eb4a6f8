export { analyse } from './analyse.js';
export type { Analysis } from './analyse.js';
export { inferTable } from './catalog/infer.js';
export type { TopicView } from './catalog/infer.js';
export type { Session } from './query/session.js';
