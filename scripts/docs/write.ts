// Writes the pages of docs/ that are made from the source: npx tsx scripts/docs/write.ts
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderTroubleshooting } from './troubleshooting.js';

const docs = new URL('../../docs/', import.meta.url);
const pages = { 'troubleshooting.md': renderTroubleshooting } as const;
for (const [file, render] of Object.entries(pages)) writeFileSync(fileURLToPath(new URL(file, docs)), render());
