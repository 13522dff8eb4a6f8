import type { TargetTopicSpec } from '../../src/kinds/target-topic/spec.js';
import { none, set } from './fixture.js';
import type { KindFixture } from './fixture.js';

/** Made by CREATE TABLE: waited for and looked at, never compared. */
export const targetTopicFixture: KindFixture<TargetTopicSpec> = {
  address: 'target-topic/lkc-base01/orders',
  path: /^\/kafka\//,
  fields: { topic: [set('topic', 'orders', none)] },
  noise: (control) => control.setTopicConfig('orders', 'segment.bytes', '52428800'),
};
