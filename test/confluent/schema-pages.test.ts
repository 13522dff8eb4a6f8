import { describe, expect, it } from 'vitest';
import type { ApiCall, Caller } from '../../src/confluent/caller.js';
import { createSchemaRegistryClient } from '../../src/confluent/schema-registry.js';

/** A registry of so many rows with a cap of its own; `shrinksAt`: from that page on, one row is gone. */
function registryOf(total: number, { cap = 1000, shrinksAt = Number.POSITIVE_INFINITY } = {}) {
  const offsets: number[] = [];
  const continued: boolean[] = [];
  let open = 0;
  let mostOpen = 0;
  const call = async ({ query, continues }: ApiCall): Promise<unknown> => {
    const offset = Number(query?.['offset']);
    offsets.push(offset);
    continued.push(continues === true);
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    const end = offset >= shrinksAt * cap ? total - 1 : total;
    return Array.from({ length: Math.max(0, Math.min(cap, end - offset)) }, (_, index) => ({ subject: `s${offset + index}` }));
  };
  const client = createSchemaRegistryClient(Object.assign(call, { plane: 'schema-registry' }) as unknown as Caller);
  return { client, offsets, continued, mostOpen: () => mostOpen };
}

const names = (total: number): string[] => Array.from({ length: total }, (_, index) => `s${index}`);

describe('the pages of a registry', () => {
  it.each([
    { name: 'one page, that is not full', total: 7, calls: 1, atOnce: 1 },
    { name: 'four pages: one after the other', total: 3_501, calls: 4, atOnce: 1 },
    { name: 'forty pages: the later ones together, few beyond the end', total: 39_999, calls: 41, atOnce: 8 },
    { name: 'a last page that is full', total: 12_000, calls: 15, atOnce: 3 },
    { name: 'a cap of the server', total: 2_050, cap: 100, calls: 22, atOnce: 4 },
  ])('$name', async ({ total, cap, calls, atOnce }) => {
    const { client, offsets, mostOpen } = registryOf(total, cap === undefined ? {} : { cap });
    expect((await client.listLatestSchemas()).map(({ subject }) => subject)).toEqual(names(total));
    expect(offsets.length).toBe(calls);
    expect(mostOpen()).toBe(atOnce);
  });

  it('the pages after the first keep the place that it had in line', async () => {
    const { client, continued } = registryOf(2_501);
    await client.listLatestSchemas();
    expect(continued).toEqual([false, true, true]);
  });

  it('a page that is short in the middle of a round: what was read after it is read again', async () => {
    const { client } = registryOf(10_000, { shrinksAt: 9 });
    expect((await client.listLatestSchemas()).map(({ subject }) => subject)).toEqual(names(9_999));
  });
});
