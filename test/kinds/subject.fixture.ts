import type { SubjectSpec } from '../../src/kinds/subject/spec.js';
import { none, set } from './fixture.js';
import type { KindFixture } from './fixture.js';

/** Registered by a connector or by CREATE TABLE: waited for and looked at, never compared. */
export const subjectFixture: KindFixture<SubjectSpec> = {
  address: 'subject/env-base01/orders-value',
  path: /^\/(schemas|subjects|config)/,
  fields: { subject: [set('subject', 'orders-value', none)] },
};
