import type { LedgerEntry } from './document.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Says what is wrong with a value, after the path to it from where the check stands; nothing when it is right. */
type Check = (value: unknown) => string | undefined;

/** What a document's JSON must look like to be a `LedgerDocument`. Members that are not named here are kept as they are. */
export function shapeProblem(document: JsonRecord): string | undefined {
  return ledger(document)?.replace(/^\./, '');
}

export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

const text: Check = (value) => (typeof value === 'string' ? undefined : ' is not a text');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : ' is not true or false');
const time: Check = (value) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? undefined : ' is not a time');
const anyRecord: Check = (value) => (asRecord(value) === undefined ? ' is not an object' : undefined);

function oneOf(...values: readonly unknown[]): Check {
  return (value) => (values.includes(value) ? undefined : ` is not ${values.map((each) => JSON.stringify(each)).join(' or ')}`);
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return ' is not a list';
    for (const [at, item] of value.entries()) {
      const problem = check(item);
      if (problem !== undefined) return `[${at}]${problem}`;
    }
    return undefined;
  };
}

function recordOf(check: Check): Check {
  return (value) => {
    const record = asRecord(value);
    if (record === undefined) return ' is not an object';
    for (const key of Object.keys(record)) {
      const problem = check(record[key]);
      if (problem !== undefined) return `["${key}"]${problem}`;
    }
    return undefined;
  };
}

function members(checks: Readonly<Record<string, Check>>): Check {
  const named = Object.entries(checks);
  return (value) => {
    const record = asRecord(value);
    if (record === undefined) return ' is not an object';
    for (const [key, check] of named) {
      const problem = check(record[key]);
      if (problem !== undefined) return `.${key}${problem}`;
    }
    return undefined;
  };
}

const texts = listOf(text);

const entryChecks = {
  kind: text,
  address: text,
  pipeline: optional(text),
  table: optional(text),
  chain: optional(text),
  remoteId: optional(text),
  spec: anyRecord,
  relations: members({ needs: texts, leftBy: texts }),
  protect: flag,
  digests: optional(recordOf(text)),
  by: oneOf('created', 'adopted', 'observed'),
  doomed: optional(oneOf(true)),
} as const satisfies Record<keyof LedgerEntry, Check>;

const ledger = members({
  target: text,
  account: optional(members({ organizationId: text, environmentId: text, clusterId: text })),
  resources: recordOf(members(entryChecks)),
  writeModes: recordOf(texts),
  run: optional(members({ id: text, fingerprint: text, startedAt: time, steps: texts, documents: optional(text), destroys: optional(texts) })),
  lease: optional(members({ holder: text, run: text, acquiredAt: time, expiresAt: time })),
  keyCheck: optional(text),
});
