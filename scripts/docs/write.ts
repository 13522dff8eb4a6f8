// Writes the pages of docs/ that are made from the source: npm run docs
import { mkdirSync, writeFileSync } from 'node:fs';
import { renderPages } from './pages.js';

const docs = new URL('../../docs/', import.meta.url);
mkdirSync(new URL('sources/', docs), { recursive: true });
for (const [file, text] of renderPages()) writeFileSync(new URL(file, docs), text);
