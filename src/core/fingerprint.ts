import { createHash } from 'node:crypto';
import { actingOf } from './change.js';
import type { Change } from './change.js';
import type { Step } from './step.js';

export type Fingerprint = string & { readonly __brand: 'Fingerprint' };

/**
 * Twelve hex characters that change when anything about what would be done changes, and not when only the time, the
 * order of files or a line number does. A secret takes part by its reference, never by its value.
 */
export function fingerprintOf(target: string, changes: readonly Change[], steps: readonly Step[]): Fingerprint {
  const acts = actingOf(changes).map(actOf);
  const order = steps.map((step) => [step.id, step.waitsFor]);
  return shortHash({ target, acts, order }) as Fingerprint;
}

/** Twelve hex characters that are the same for the same value, whatever the order of its keys. */
export function shortHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12);
}

function actOf(change: Change): unknown {
  const base = { type: change.type, address: change.address };
  switch (change.type) {
    case 'create':
    case 'appear':
      return { ...base, spec: change.after.spec };
    case 'adopt':
      return { ...base, taken: change.taken };
    case 'update':
    case 'conflict':
    case 'replace': {
      const { before, after } = change;
      const way = change.type === 'replace' ? change.handover.way : undefined;
      return { ...base, way, spec: after.spec, fields: change.fields.map(({ origin: _origin, ...field }) => field), remoteId: before.remoteId };
    }
    case 'delete':
      return { ...base, remoteId: change.before.remoteId };
    // Why is an error's text, which may hold a request's id.
    case 'blocked':
    case 'noop':
      return base;
  }
}

/** JSON with sorted object keys and without `undefined`: the same text for the same value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>;
    const members = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
