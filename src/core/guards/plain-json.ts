import { desiredOf } from '../known-kinds.js';
import type { Guard } from './guard.js';

/** Where the five plugins say in which format they write: the value, and the key under its two names. */
const KEYS = ['output.data.format', 'output.key.format', 'output.data.key.format'] as const;
/** Formats that register a schema (semantics.md 2.3); the others are plain JSON, text and bytes. */
const REGISTERED: ReadonlySet<unknown> = new Set(['AVRO', 'JSON_SR', 'PROTOBUF']);

export const plainJson: Guard = {
  name: 'plain-json',
  codes: ['CDC5302'],
  check: ({ desired }) =>
    desiredOf('connector', desired).flatMap(({ resource, spec }) =>
      KEYS.filter((key) => spec.config[key] !== undefined && !REGISTERED.has(spec.config[key])).map((key) => ({
        code: 'CDC5302',
        severity: 'error',
        summary: `connector ${spec.name} would write ${key} ${String(spec.config[key])}, for which no schema is registered`,
        detail: 'Without a schema Flink sees bytes instead of columns, and Tableflow refuses the topic.',
        fix: 'Set "format" of the pipeline to AVRO, JSON_SR or PROTOBUF.',
        address: resource.address,
        range: resource.fieldOrigins?.()[`config.${key}`] ?? resource.origin,
      })),
    ),
};
