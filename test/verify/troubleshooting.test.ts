import { describe, expect, it } from 'vitest';
import { renderTroubleshooting } from '../../scripts/docs/troubleshooting.js';
import { signatures } from '../../src/core/signatures/index.js';
import { expectGolden } from '../support/golden.js';

describe('docs/troubleshooting.md', () => {
  it('is what the signatures say', () => expectGolden(new URL('../../docs/', import.meta.url), 'troubleshooting.md', renderTroubleshooting()));

  it('has a section for every signature', () => {
    const headings = [...renderTroubleshooting().matchAll(/^### (CDC\d+): /gm)].map(([, code]) => code);
    expect(headings.sort()).toEqual(Object.keys(signatures).sort());
  });
});
