import type { SourceTable } from './source-table.js';

/** Metadata columns of Tableflow under its PORTABLE naming (semantics.md 4.4 item 6). */
const RESERVED = /^cflt_metadata_/i;

/**
 * Source column -> name in the target table: the same where Avro takes it (semantics.md 2.2), else the nearest that it takes.
 * Left out are the value's copies of prefixed key columns, which hold the same, and the bytes of a key that has no schema.
 */
export function targetNames(table: SourceTable): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  const keys = table.key.map((name) => name.slice(table.keyPrefix.length));
  for (const column of table.columns) {
    const isKey = table.key.includes(column.name);
    if (column.inKey && !isKey) continue;
    if (!isKey && table.keyPrefix !== '' && keys.includes(column.name)) continue;
    const name = free(avroName(isKey ? column.name.slice(table.keyPrefix.length) : column.name), used);
    used.add(name);
    names.set(column.name, name);
  }
  return names;
}

function avroName(name: string): string {
  const plain = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(/[^A-Za-z0-9_]/g, '_');
  return /^[0-9]/.test(plain) || RESERVED.test(plain) || plain === '' ? `_${plain}` : plain;
}

function free(name: string, used: ReadonlySet<string>): string {
  if (!used.has(name)) return name;
  for (let n = 2; ; n += 1) {
    if (!used.has(`${name}_${n}`)) return `${name}_${n}`;
  }
}
