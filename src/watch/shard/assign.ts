import { createHash } from 'node:crypto';

/** Who is there, and who has what, as one look at the Leases found it. */
export interface Standing {
  readonly targets: readonly string[];
  /** Replicas that live. */
  readonly members: readonly string[];
  /** By target; absent: nobody. A holder that is no member counts as nobody. */
  readonly owners: ReadonlyMap<string, string>;
}

/**
 * Which member each target belongs to. Every member gets its share, rounded up or down, and keeps what it has as far as its share goes: so when one
 * leaves, only its targets move, and one that joins gets its share and nothing else moves. What is free goes to whom rendezvous hashing prefers among
 * those with room. Everybody who sees the same comes to the same; when it is so, asking again changes nothing. Nobody's safety depends on it.
 */
export function assignTargets({ targets, members, owners }: Standing): ReadonlyMap<string, string> {
  const assigned = new Map<string, string>();
  if (members.length === 0) return assigned;
  const had = new Map(members.map((member) => [member, preferred(member, targets.filter((target) => owners.get(target) === member))]));
  const room = sharesOf(targets.length, had);
  const give = (target: string, member: string): void => {
    assigned.set(target, member);
    room.set(member, room.get(member)! - 1);
  };
  for (const [member, own] of had) for (const target of own.slice(0, room.get(member))) give(target, member);
  for (const target of [...targets].sort()) {
    if (assigned.has(target)) continue;
    const [best] = members.filter((member) => room.get(member)! > 0).sort((a, b) => score(b, target) - score(a, target) || (a < b ? -1 : 1));
    give(target, best!);
  }
  return assigned;
}

/** How many targets each may have: they differ by one at most, and whoever has more already gets the larger share. */
function sharesOf(targets: number, had: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const least = Math.floor(targets / had.size);
  const larger = targets % had.size;
  const ranked = [...had].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return new Map(ranked.map(([member], rank) => [member, least + (rank < larger ? 1 : 0)]));
}

/** What a member would give up last stands first. */
function preferred(member: string, targets: readonly string[]): readonly string[] {
  return [...targets].sort((a, b) => score(member, b) - score(member, a) || (a < b ? -1 : 1));
}

/** Rendezvous hashing: how much a member wants a target, the same everywhere. */
function score(member: string, target: string): number {
  return createHash('sha256').update(`${member}\n${target}`).digest().readUInt32BE();
}
