import type { LedgerEntry } from './document.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Says what is wrong with a value, with the path to it; nothing when it is right. */
type Check = (value: unknown, path: string) => string | undefined;

/** What a document's JSON must look like to be a `LedgerDocument`. Members that are not named here are kept as they are. */
export function shapeProblem(document: JsonRecord): string | undefined {
  return ledger(document, '');
}

export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

const text: Check = (value, path) => (typeof value === 'string' ? undefined : `${path} is not a text`);
const flag: Check = (value, path) => (typeof value === 'boolean' ? undefined : `${path} is not true or false`);
const time: Check = (value, path) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? undefined : `${path} is not a time`);
const anyRecord: Check = (value, path) => (asRecord(value) === undefined ? `${path} is not an object` : undefined);

function oneOf(...values: readonly unknown[]): Check {
  return (value, path) => (values.includes(value) ? undefined : `${path} is not ${values.map((each) => JSON.stringify(each)).join(' or ')}`);
}

function optional(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

function listOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} is not a list`;
    return firstProblem(value.map((item: unknown, at) => [check, item, `${path}[${at}]`]));
  };
}

function recordOf(check: Check): Check {
  return (value, path) => {
    const record = asRecord(value);
    if (record === undefined) return `${path} is not an object`;
    return firstProblem(Object.entries(record).map(([key, item]) => [check, item, `${path}["${key}"]`]));
  };
}

function members(checks: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    const record = asRecord(value);
    if (record === undefined) return `${path} is not an object`;
    return firstProblem(Object.entries(checks).map(([key, check]) => [check, record[key], path === '' ? key : `${path}.${key}`]));
  };
}

function firstProblem(checks: readonly (readonly [Check, unknown, string])[]): string | undefined {
  for (const [check, value, path] of checks) {
    const problem = check(value, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
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
