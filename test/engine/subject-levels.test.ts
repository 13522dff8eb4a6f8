import { describe, expect, it } from 'vitest';
import type { SchemaRegistryClient } from '../../src/confluent/schema-registry.js';
import { createSubjectLevels, rememberingLevels } from '../../src/engine/subject-levels.js';
import type { SubjectLevels } from '../../src/engine/subject-levels.js';

const HOUR = 3_600_000;

function aMemory(): { readonly levels: SubjectLevels; pass(ms: number): void } {
  let now = 0;
  return { levels: createSubjectLevels({ now: () => now }), pass: (ms) => void (now += ms) };
}

describe('what is remembered of a subject\'s level', () => {
  const cases: readonly { name: string; act: (memory: ReturnType<typeof aMemory>) => void; schemaId: number | undefined; want: string | null | undefined }[] = [
    { name: 'its level', act: ({ levels }) => levels.set('r', 's', 'FULL', 7), schemaId: 7, want: 'FULL' },
    { name: 'that it has none', act: ({ levels }) => levels.set('r', 's', null, 7), schemaId: 7, want: null },
    { name: 'nothing that was never asked', act: () => undefined, schemaId: 7, want: undefined },
    { name: 'nothing of another registry', act: ({ levels }) => levels.set('other', 's', 'FULL', 7), schemaId: 7, want: undefined },
    { name: 'nothing when it has another schema since', act: ({ levels }) => levels.set('r', 's', 'FULL', 7), schemaId: 8, want: undefined },
    { name: 'nothing when it has lost its schema', act: ({ levels }) => levels.set('r', 's', 'FULL', 7), schemaId: undefined, want: undefined },
    { name: 'a level set before the first schema', act: ({ levels }) => levels.set('r', 's', 'FULL'), schemaId: 7, want: 'FULL' },
    { name: 'nothing after an hour', act: ({ levels, pass }) => (levels.set('r', 's', 'FULL', 7), pass(HOUR)), schemaId: 7, want: undefined },
    { name: 'all within it', act: ({ levels, pass }) => (levels.set('r', 's', 'FULL', 7), pass(HOUR - 1)), schemaId: 7, want: 'FULL' },
    { name: 'nothing that was forgotten', act: ({ levels }) => (levels.set('r', 's', 'FULL', 7), levels.forget('r', 's')), schemaId: 7, want: undefined },
  ];
  for (const { name, act, schemaId, want } of cases) {
    it(name, () => {
      const memory = aMemory();
      act(memory);
      expect(memory.levels.get('r', 's', schemaId)).toBe(want);
    });
  }

  it('the first schema after the level is taken for its own; the next one is news', () => {
    const { levels } = aMemory();
    levels.set('r', 's', 'FULL');
    expect([levels.get('r', 's', 7), levels.get('r', 's', 8)]).toEqual(['FULL', undefined]);
  });

  it('outlives the object as entries, which hold nothing that is over', () => {
    const { levels, pass } = aMemory();
    levels.set('r', 'old', 'NONE', 1);
    pass(HOUR);
    levels.set('r', 's', 'FULL', 7);
    const next = createSubjectLevels({ now: () => HOUR, known: levels.entries() });
    expect([next.get('r', 's', 7), Object.keys(next.entries()['r'] ?? {})]).toEqual(['FULL', ['s']]);
  });
});

describe('a client that remembers', () => {
  const failing = (): Promise<never> => Promise.reject(new Error('lost'));
  const client = { putSubjectConfig: () => Promise.resolve(), deleteSubject: () => Promise.resolve('deleted'), deleteSubjectConfig: failing } as unknown as SchemaRegistryClient;

  it('knows what it set', async () => {
    const { levels } = aMemory();
    await rememberingLevels(client, 'r', levels).putSubjectConfig('s', { compatibility: 'FULL' });
    expect(levels.get('r', 's', 7)).toBe('FULL');
  });

  it('knows nothing after a write whose answer got lost', async () => {
    const { levels } = aMemory();
    levels.set('r', 's', 'NONE', 7);
    await expect(rememberingLevels({ ...client, putSubjectConfig: failing }, 'r', levels).putSubjectConfig('s', { compatibility: 'FULL' })).rejects.toThrow('lost');
    expect(levels.get('r', 's', 7)).toBeUndefined();
  });

  it('a deleted subject takes its level along', async () => {
    const { levels } = aMemory();
    levels.set('r', 's', 'FULL', 7);
    await rememberingLevels(client, 'r', levels).deleteSubject('s', { permanent: false });
    expect(levels.get('r', 's', 7)).toBeUndefined();
  });
});
