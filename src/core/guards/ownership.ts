import { actingOf } from '../change.js';
import type { Change, FieldChange } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Guard } from './guard.js';

const MAX_FIELDS = 5;

/** What exists and is not in the ledger: adoption is asked for, never assumed. */
export const ownership: Guard = {
  name: 'ownership',
  codes: ['CDC5401', 'CDC5402'],
  check: ({ plan }) => actingOf(plan.changes).flatMap(notOurs),
};

function notOurs(change: Change): Diagnostic[] {
  if (change.type === 'adopt' && !change.taken) {
    return [{
      code: 'CDC5401',
      severity: 'error',
      summary: `${change.address} exists already and is not ours`,
      detail: 'It is as the files say.',
      fix: 'Pass --adopt to manage it from here; nothing of it is changed by that.',
      address: change.address,
      range: change.after.origin,
    }];
  }
  if (change.type !== 'conflict') return [];
  const replaces = change.fields.filter((field) => field.effect === 'replace');
  return [{
    code: 'CDC5402',
    severity: 'error',
    summary: `${change.address} exists already, is not ours, and differs in ${pathsOf(change.fields)}`,
    detail: replaces.length > 0 ? `${pathsOf(replaces)} cannot be changed in place.` : 'All of it can be changed in place.',
    fix: replaces.length > 0
      ? `Use another name. With --adopt it would be taken over, and ${scopeWords(replaces)} deleted and made again.`
      : `Use another name, or pass --adopt: it is taken over, and ${pathsOf(change.fields)} ${change.fields.length === 1 ? 'is' : 'are'} changed in place.`,
    address: change.address,
    range: change.after.origin,
  }];
}

function pathsOf(fields: readonly FieldChange[]): string {
  const more = fields.length - MAX_FIELDS;
  return `${fields.slice(0, MAX_FIELDS).map((field) => field.path).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The widest that any of them asks for. */
function scopeWords(fields: readonly FieldChange[]): string {
  const scopes = new Set(fields.map((field) => field.scope));
  if (scopes.has('pipeline')) return 'all of its pipeline';
  return scopes.has('table') ? 'the whole chain of its table' : 'it';
}
