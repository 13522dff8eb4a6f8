import type { ExistingTopicSpec } from '../../src/kinds/existing-topic/spec.js';
import { none, set } from './fixture.js';
import type { KindFixture } from './fixture.js';

/** Somebody else's: looked at, and nothing else. */
export const existingTopicFixture: KindFixture<ExistingTopicSpec> = {
  address: 'existing-topic/lkc-base01/web.clicks',
  isThere: true,
  path: /^\/kafka\//,
  fields: { topic: [set('topic', 'web.clicks', none)] },
  noise: (control) => control.setTopicConfig('web.clicks', 'retention.ms', '1000000'),
};
