import type { RegisteredSchemaSpec } from '../../src/kinds/registered-schema/spec.js';
import { comparableSchema } from '../../src/kinds/registered-schema/spec.js';
import { none, set, update } from './fixture.js';
import type { KindFixture } from './fixture.js';

/** Narrower than the base's: under BACKWARD an open JSON Schema may lose a property, not gain one (semantics.md 2.9a). */
const text = '{"type":"object","properties":{"id":{"type":"string"}}}';

export const registeredSchemaFixture: KindFixture<RegisteredSchemaSpec> = {
  address: 'registered-schema/env-base01/web.clicks-value',
  path: /^\/(schemas|subjects|config)/,
  fields: {
    subject: [set('subject', 'web.clicks-value', none)],
    schema: [{ change: (spec) => ({ ...spec, schema: comparableSchema(text), text }), effect: update('schema') }],
    text: [set('text', '{ "properties": {"page":{"type":"string"},"id":{"type":"string"}}, "type":"object"}', none)],
  },
};
