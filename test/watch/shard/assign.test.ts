import { describe, expect, it } from 'vitest';
import { assignTargets } from '../../../src/watch/shard/assign.js';
import { chance } from '../leader/world.js';

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const assign = (targets: readonly string[], members: readonly string[], owners: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(assignTargets({ targets, members, owners: new Map(Object.entries(owners)) }));
const loads = (assigned: Readonly<Record<string, string>>, members: readonly string[]): number[] => members.map((member) => Object.values(assigned).filter((owner) => owner === member).length);
const moved = (from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): string[] => Object.keys(to).filter((target) => from[target] !== to[target]);

describe('the shares of replicas', () => {
  it.each<{ name: string; targets: readonly string[]; members: readonly string[]; owners?: Readonly<Record<string, string>>; want: Readonly<Record<string, string>> }>([
    { name: 'nobody is there', targets: ['t'], members: [], want: {} },
    { name: 'there is nothing to do', targets: [], members: ['a'], want: {} },
    { name: 'one replica has everything', targets: ['t', 'u'], members: ['a'], want: { t: 'a', u: 'a' } },
    { name: 'a fair share is kept, whoever hashing would prefer', targets: ['t', 'u'], members: ['a', 'b'], owners: { t: 'b', u: 'a' }, want: { t: 'b', u: 'a' } },
    { name: 'what a replica had that is gone goes to the others', targets: ['t', 'u'], members: ['a'], owners: { t: 'gone', u: 'a' }, want: { t: 'a', u: 'a' } },
    { name: 'one too many: it goes to who has none, and nothing else moves', targets: ['t', 'u', 'v'], members: ['a', 'b', 'c'], owners: { t: 'a', v: 'b', u: 'a' }, want: expect.objectContaining({ v: 'b' }) as Record<string, string> },
    { name: 'a larger share stays with who has it', targets: ['t', 'u', 'v'], members: ['a', 'b'], owners: { t: 'b', u: 'b', v: 'a' }, want: { t: 'b', u: 'b', v: 'a' } },
    { name: 'owners of targets that are in no file do not count', targets: ['t'], members: ['a', 'b'], owners: { t: 'a', old: 'a', older: 'a' }, want: { t: 'a' } },
  ])('$name', ({ targets, members, owners, want }) => expect(assign(targets, members, owners)).toEqual(want));

  const sizes = [1, 2, 3, 5, 10, 31].flatMap((targets) => [1, 2, 3, 4, 7].map((members) => [names('target-', targets), names('replica-', members)] as const));

  it.each(sizes)('differ by one at most: %#', (targets, members) => {
    const assigned = assign(targets, members);
    const shares = loads(assigned, members);
    expect(Math.max(...shares)).toBe(Math.ceil(targets.length / members.length));
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });

  it.each(sizes)('do not change when they are asked for again, in whatever order things are named: %#', (targets, members) => {
    const assigned = assign(targets, members);
    expect(assign(targets, members, assigned)).toEqual(assigned);
    expect(assign([...targets].reverse(), [...members].reverse(), assigned)).toEqual(assigned);
  });

  it.each(sizes)('one that leaves moves its own targets and no other: %#', (targets, members) => {
    const assigned = assign(targets, members);
    for (const leaver of members.length > 1 ? members : []) {
      const after = assign(targets, members.filter((member) => member !== leaver), assigned);
      expect(moved(assigned, after).every((target) => assigned[target] === leaver)).toBe(true);
    }
  });

  it.each(sizes)('one that joins gets its share, and nothing moves between the others: %#', (targets, members) => {
    const assigned = assign(targets, members);
    const after = assign(targets, [...members, 'joiner'], assigned);
    expect(moved(assigned, after).every((target) => after[target] === 'joiner')).toBe(true);
    expect(loads(after, ['joiner'])[0]).toBeGreaterThanOrEqual(Math.floor(targets.length / (members.length + 1)));
  });

  it('whatever comes and goes, all are placed, the shares are fair, and no more moves than must', () => {
    const random = chance(7);
    let owners: Readonly<Record<string, string>> = {};
    for (let round = 0; round < 500; round += 1) {
      const members = names('replica-', 12).filter(() => random() < 0.5);
      const targets = names('target-', 40).filter(() => random() < 0.8);
      const after = assign(targets, members, owners);
      expect(Object.keys(after).sort()).toEqual(members.length === 0 ? [] : [...targets].sort());
      const shares = loads(after, members);
      const least = Math.floor(targets.length / Math.max(1, members.length));
      expect(shares.every((share) => share === least || share === least + 1)).toBe(true);
      const had = members.map((member) => targets.filter((target) => owners[target] === member).length);
      const tooMany = had.reduce((sum, own, at) => sum + Math.max(0, own - shares[at]!), 0);
      const free = targets.filter((target) => !members.includes(owners[target] ?? '')).length;
      if (members.length > 0) expect(moved(owners, after).length).toBe(tooMany + free);
      owners = after;
    }
  });
});
