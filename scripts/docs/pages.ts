import { sources } from '../../src/sources/index.js';
import { readExamples } from './example.js';
import { renderIndex } from './index-page.js';
import { renderSourcePage } from './source-page.js';
import { renderTroubleshooting } from './troubleshooting.js';

/** Every page of `docs/` that is made from the source, by its path there. */
export function renderPages(): ReadonlyMap<string, string> {
  const names = Object.keys(sources);
  const examples = readExamples();
  return new Map([
    ['README.md', renderIndex(names)],
    ['troubleshooting.md', renderTroubleshooting()],
    ...names.map((name) => [`sources/${name}.md`, renderSourcePage(name, examples.get(name))] as const),
  ]);
}
