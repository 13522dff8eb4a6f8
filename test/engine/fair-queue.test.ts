import { expect, it } from 'vitest';
import { createFairQueue } from '../../src/engine/fair-queue.js';

function drain(queue: ReturnType<typeof createFairQueue<string>>): string[] {
  const taken: string[] = [];
  for (let item = queue.next(); item !== undefined; item = queue.next()) taken.push(item);
  return taken;
}

it('lines take turns, however long one of them is', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2']) queue.push(item[0]!, item);
  expect(queue.size).toBe(7);
  expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4']);
  expect(queue.size).toBe(0);
});

it('a line that ran dry joins at the end of the round', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'b1', 'b2']) queue.push(item[0]!, item);
  expect(queue.next()).toBe('a1');
  queue.push('a', 'a2');
  expect(drain(queue)).toEqual(['b1', 'a2', 'b2']);
});
