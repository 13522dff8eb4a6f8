import { LEDGER_FORMAT_VERSION } from './document.js';
import type { LedgerDocument } from './document.js';
import { asRecord, shapeProblem } from './shape.js';
import type { JsonRecord } from './shape.js';
import type { StoredLedger, UnreadableCause } from './store.js';
import { holdTextsOnce } from './texts-once.js';

export type ParsedLedger =
  | { readonly parsed: true; readonly document: LedgerDocument }
  /** `reason` continues a sentence: "The ledger at … is not JSON". */
  | { readonly parsed: false; readonly reason: string; readonly cause: UnreadableCause };

/** By format version: what makes a document of it one of the next version. A new format is one more function here. */
const migrations: readonly ((older: JsonRecord) => JsonRecord)[] = [keyEntriesByAddress];

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
  const version = record['formatVersion'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) return unusable('is damaged: it has no formatVersion');
  if (version > LEDGER_FORMAT_VERSION) {
    return unusable(`was written by a newer cdc-reconciler (format ${version}; this one knows up to ${LEDGER_FORMAT_VERSION})`, 'newer');
  }
  const migrated = migrate(record, version);
  const problem = shapeProblem(migrated);
  if (problem !== undefined) return unusable(`is damaged: ${problem}`);
  const document = migrated as unknown as LedgerDocument;
  if (document.target !== target) return unusable(`belongs to target "${document.target}", not to "${target}"`, 'foreign');
  holdTextsOnce(document);
  return { parsed: true, document };
}

/** What a store found, of a text that it holds at a version. */
export function storedAs(result: ParsedLedger, version: string): StoredLedger {
  if (result.parsed) return { state: 'present', document: result.document, version };
  return { state: 'unreadable', reason: result.reason, cause: result.cause, version };
}

/** The document in today's format. Each version that there ever was has its line in the table. */
function migrate(record: JsonRecord, version: number): JsonRecord {
  let document = record;
  for (let from = version; from < LEDGER_FORMAT_VERSION; from += 1) document = { ...migrations[from]!(document), formatVersion: from + 1 };
  return document;
}

/** Format 0 listed the entries; since 1 they are found by address. A list that is none is left for the shape check to tell. */
function keyEntriesByAddress({ entries, ...rest }: JsonRecord): JsonRecord {
  if (!Array.isArray(entries)) return { ...rest, resources: entries, writeModes: rest['writeModes'] ?? {} };
  const resources = Object.fromEntries(entries.map((entry: unknown, at) => [String(asRecord(entry)?.['address'] ?? at), entry]));
  return { ...rest, resources, writeModes: rest['writeModes'] ?? {} };
}

function unusable(reason: string, cause: UnreadableCause = 'damaged'): ParsedLedger {
  return { parsed: false, reason, cause };
}
