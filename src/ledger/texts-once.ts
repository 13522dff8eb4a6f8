import type { LedgerDocument, LedgerEntry } from './document.js';

/**
 * Lets each text of the entries that repeats (addresses, names of pipelines and tables) be in memory once. JSON brings a copy of
 * it for every place: of ten thousand tables that is some 25 MB.
 */
export function holdTextsOnce({ resources }: LedgerDocument): void {
  const known = new Map<string, string>();
  const once = <Text extends string>(text: Text): Text => {
    const first = known.get(text);
    if (first !== undefined) return first as Text;
    known.set(text, text);
    return text;
  };
  for (const address of Object.keys(resources)) known.set(address, address);
  // Nobody has seen the document yet, so it may be changed.
  for (const entry of Object.values(resources) as Writable<LedgerEntry>[]) {
    for (const field of ['address', 'kind', 'by', 'pipeline', 'table', 'chain'] as const) {
      const text = entry[field];
      if (text !== undefined) Object.assign(entry, { [field]: once(text) });
    }
    const { needs, leftBy } = entry.relations;
    entry.relations = { needs: needs.map(once), leftBy: leftBy.map(once) };
  }
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };
