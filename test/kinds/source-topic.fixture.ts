import type { SourceTopicSpec } from '../../src/kinds/source-topic/spec.js';
import { none, set } from './fixture.js';
import type { KindFixture } from './fixture.js';

/** Made by the connector: waited for and looked at, never compared. */
export const sourceTopicFixture: KindFixture<SourceTopicSpec> = {
  address: 'source-topic/lkc-base01/shop.public.orders',
  path: /^\/kafka\//,
  fields: { topic: [set('topic', 'shop.public.orders', none)], role: [set('role', 'history', none)] },
  noise: (control) => control.setTopicConfig('shop.public.orders', 'retention.ms', '1000000'),
};
