import { describe, expect, it, vi } from 'vitest';
import { createDesiredMemory, madeFrom } from '../../src/engine/desired-memory.js';
import type { MadeFrom } from '../../src/engine/desired-memory.js';
import type { PipelineDocument, TargetDocument } from '../../src/pipeline/documents.js';
import type { Expansion } from '../../src/pipeline/expand.js';
import { openBench } from './support/bench.js';
import { documentsOf, secretsOf } from './support/estate.js';
import type { Estate } from './support/estate.js';

vi.mock('../../src/confluent/transport.js', () => import('./support/in-process.js'));
vi.mock('../../src/simulator/server/http.js', async (original) => {
  const { listen, close } = await import('./support/in-process.js');
  return { ...(await original<object>()), listen, close };
});

const estate: Estate = [
  {
    source: 'postgres', format: 'AVRO', prefix: 0, paused: false, pool: 'made', password: 0, compatibility: 'BACKWARD', cleanup: 'compact',
    tables: [{ table: 0, columns: 2, variant: 0, wideKey: false, where: false, mode: 'upsert', tableflow: { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } }],
  },
];

describe('the desired state of the last look', () => {
  it('is taken when nothing has changed, and made anew for another commit', async () => {
    const bench = await openBench();
    try {
      const documents = documentsOf(estate);
      const flags = { secrets: secretsOf(estate) };
      expect((await bench.apply(documents, flags)).outcome).toBe('changed');
      expect((await bench.plan(documents, flags)).outcome).toBe('converged');
      const before = bench.recalled();
      expect((await bench.plan(documents, flags)).outcome).toBe('converged');
      expect(bench.recalled()).toBe(before + 1);
      // The same text, read again: another commit.
      expect((await bench.plan(documentsOf(estate), flags)).outcome).toBe('converged');
      expect(bench.recalled()).toBe(before + 1);
    } finally {
      await bench.stop();
    }
  });

  const target = {} as TargetDocument;
  const pipeline = {} as PipelineDocument;
  const base: MadeFrom = { target, pipelines: [pipeline], account: 'a', schemas: new Map([['s', 1], ['t', 2]]), statements: 'x' };
  const cases: readonly { name: string; from: MadeFrom | undefined; recalls: boolean }[] = [
    { name: 'the same, in other containers', from: { ...base, pipelines: [pipeline], schemas: new Map([['t', 2], ['s', 1]]) }, recalls: true },
    { name: 'another Target', from: { ...base, target: {} as TargetDocument }, recalls: false },
    { name: 'another document', from: { ...base, pipelines: [{} as PipelineDocument] }, recalls: false },
    { name: 'a document more', from: { ...base, pipelines: [pipeline, pipeline] }, recalls: false },
    { name: 'another pool', from: { ...base, account: 'b' }, recalls: false },
    { name: 'a newer schema', from: { ...base, schemas: new Map([['s', 1], ['t', 3]]) }, recalls: false },
    { name: 'a subject less', from: { ...base, schemas: new Map([['s', 1]]) }, recalls: false },
    { name: 'another subject', from: { ...base, schemas: new Map([['s', 1], ['u', 2]]) }, recalls: false },
    { name: 'a statement that remembers otherwise', from: { ...base, statements: 'y' }, recalls: false },
    { name: 'what cannot be compared', from: undefined, recalls: false },
  ];
  it.each(cases)('$name', async ({ from, recalls }) => {
    const memory = createDesiredMemory();
    const first = await memory.recall(base, expansion);
    expect((await memory.recall(from, expansion)) === first).toBe(recalls);
  });

  it('is never that of before what could not be compared', async () => {
    const memory = createDesiredMemory();
    const first = await memory.recall(base, expansion);
    await memory.recall(undefined, expansion);
    expect(await memory.recall(base, expansion)).not.toBe(first);
  });

  it('cannot be compared when the registry could not be read, or an older schema counts', () => {
    const discovery = { account: {} as never, computePools: [] };
    const reading = { versionsOf: () => undefined, remembered: '' };
    expect(madeFrom(base, discovery, { read: true, items: new Map() }, reading)).toBeDefined();
    expect(madeFrom(base, discovery, { read: false, error: 'no' }, reading)).toBeUndefined();
    expect(madeFrom(base, discovery, undefined, reading)).toBeUndefined();
    expect(madeFrom(base, discovery, { read: true, items: new Map() }, { versionsOf: () => undefined })).toBeUndefined();
  });
});

function expansion(): Promise<Expansion> {
  return Promise.resolve({ resources: [], diagnostics: [], deferred: [], evolutions: [], unplanned: [] });
}
