import { LEDGER_FORMAT_VERSION } from './document.js';
import type { LedgerDocument } from './document.js';
import { asRecord, shapeProblem } from './shape.js';
import type { JsonRecord } from './shape.js';

export type ParsedLedger =
  | { readonly parsed: true; readonly document: LedgerDocument }
  /** `reason` continues a sentence: "The ledger at … is not JSON". */
  | { readonly parsed: false; readonly reason: string };

/** Format version -> what makes a document of it one of the next version. A new format is one more line here. */
const migrations: Readonly<Record<number, (older: JsonRecord) => JsonRecord>> = {
  0: keyEntriesByAddress,
};

/** Reads the text of a stored ledger, of this format or an older one. Never throws. */
export function parseLedger(text: string, target: string): ParsedLedger {
  if (text.trim() === '') return unusable('is empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unusable('is not JSON: it was cut short or changed by hand');
  }
  const record = asRecord(value);
  if (record === undefined) return unusable('is not a JSON object');
  const migrated = migrate(record);
  if (typeof migrated === 'string') return unusable(migrated);
  const problem = shapeProblem(migrated);
  if (problem !== undefined) return unusable(`is damaged: ${problem}`);
  const document = migrated as unknown as LedgerDocument;
  if (document.target !== target) return unusable(`belongs to target "${document.target}", not to "${target}"`);
  return { parsed: true, document };
}

/** The document in today's format, or why that is not possible. */
function migrate(record: JsonRecord): JsonRecord | string {
  const version = record['formatVersion'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) return 'is damaged: it has no formatVersion';
  if (version > LEDGER_FORMAT_VERSION) {
    return `was written by a newer cdc-reconciler (format ${version}; this one knows up to ${LEDGER_FORMAT_VERSION})`;
  }
  let document = record;
  for (let from = version; from < LEDGER_FORMAT_VERSION; from += 1) {
    const step = migrations[from];
    if (step === undefined) return `has format ${version}, which this cdc-reconciler no longer reads`;
    document = { ...step(document), formatVersion: from + 1 };
  }
  return document;
}

/** Format 0 listed the entries; since 1 they are found by address. A list that is none is left for the shape check to tell. */
function keyEntriesByAddress({ entries, ...rest }: JsonRecord): JsonRecord {
  if (!Array.isArray(entries)) return { ...rest, resources: entries, writeModes: rest['writeModes'] ?? {} };
  const resources = Object.fromEntries(entries.map((entry: unknown, at) => [String(asRecord(entry)?.['address'] ?? at), entry]));
  return { ...rest, resources, writeModes: rest['writeModes'] ?? {} };
}

function unusable(reason: string): ParsedLedger {
  return { parsed: false, reason };
}
