import type { SubjectConfigSpec } from '../../src/kinds/subject-config/spec.js';
import { none, set, update } from './fixture.js';
import type { KindFixture } from './fixture.js';

export const subjectConfigFixture: KindFixture<SubjectConfigSpec> = {
  address: 'subject-config/env-base01/shop.public.orders-value',
  path: /^\/(schemas|subjects|config)/,
  fields: {
    subject: [set('subject', 'shop.public.orders-value', none)],
    compatibility: [set('compatibility', 'BACKWARD', update('compatibility'))],
  },
};
