import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderPages } from '../../scripts/docs/pages.js';
import type { JsonSchema } from '../../src/core/source.js';
import { preflights } from '../../src/preflight/registry.js';
import { sources } from '../../src/sources/index.js';
import { typesOf } from '../../src/sources/types.js';
import { expectGolden } from '../support/golden.js';

const docs = new URL('../../docs/', import.meta.url);
const pages = renderPages();
const names = Object.keys(sources) as (keyof typeof sources)[];
const pageOf = (name: string): string => pages.get(`sources/${name}.md`) ?? '';

describe('docs/', () => {
  it.each([...pages])('%s is what the source says (npm run docs)', (file, text) => expectGolden(docs, file, text));

  it('has no page of a source that is gone', () => {
    expect(readdirSync(new URL('sources/', docs)).sort()).toEqual(names.map((name) => `${name}.md`).sort());
  });

  it('leads nowhere that is not there', () => {
    // Beside the generated pages there are some that people write.
    for (const [file, text] of pages) {
      for (const [, link] of text.matchAll(/\]\(([^)#]+)\)/g)) expect(existsSync(new URL(link!, new URL(file, docs))), `${file}: ${link}`).toBe(true);
    }
  });

  it('makes no table with a row of another width', () => {
    const width = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const [file, text] of pages) {
      let head = 0;
      for (const line of text.split('\n')) {
        if (line.startsWith('|') && head === 0) head = width(line);
        else if (line.startsWith('|')) expect(width(line), `${file}: ${line}`).toBe(head);
        else head = 0;
      }
    }
  });
});

describe.each(names)('docs/sources/%s.md', (name) => {
  it('has the chapters of a source', () => {
    const chapters = [...pageOf(name).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(chapters).toEqual(expect.arrayContaining(['YAML', 'What is created', 'Limits']));
  });

  it('tells every key of the block', () => {
    for (const path of pathsOf(sources[name].blockSchema)) expect(pageOf(name)).toContain(`\n| \`${path}\` |`);
  });

  it('tells every check of preflight', () => {
    const { checks } = (preflights as Partial<Record<string, { readonly checks: readonly { readonly id: string }[] }>>)[name] ?? { checks: [] };
    for (const { id } of checks) expect(pageOf(name)).toContain(`\`${id}\``);
  });

  it('tells every type', () => {
    const types = (typesOf as Partial<Record<string, { readonly names: readonly string[] }>>)[name]?.names ?? [];
    for (const type of types) expect(pageOf(name)).toContain(`\`${type}\``);
  });
});

function pathsOf(schema: JsonSchema, prefix = ''): string[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(properties).flatMap(([key, property]) => [`${prefix}${key}`, ...pathsOf(property, `${prefix}${key}.`)]);
}
