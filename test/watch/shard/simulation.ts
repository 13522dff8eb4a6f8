import { defaultElectionTimes } from '../../../src/watch/leader/time.js';
import type { ElectionClock } from '../../../src/watch/leader/time.js';
import type { LeaseGroupApi } from '../../../src/watch/shard/leases.js';
import { GROUP_LABEL, leaseOfReplica, leaseOfTarget } from '../../../src/watch/shard/leases.js';
import { parseLease } from '../../../src/watch/leader/lease.js';
import { createSharder } from '../../../src/watch/shard/sharder.js';
import type { Shards } from '../../../src/watch/shard/contract.js';
import type { Sharder } from '../../../src/watch/shard/sharder.js';
import { LeaseStores } from '../leader/fake-kubernetes.js';
import type { StoredLease } from '../leader/fake-kubernetes.js';
import { World } from '../leader/world.js';
import type { Trouble } from '../leader/world.js';

interface Replica extends Trouble {
  readonly name: string;
  readonly sharder: Sharder;
  readonly stop: AbortController;
  /** Runs under way, by target. */
  readonly running: Set<string>;
  shards: Shards | undefined;
  commit: string;
  /** It has no documents yet. */
  reads: boolean;
  /** When it was told that another replica has another commit. */
  readonly news: number[];
}

export interface SharingOptions {
  readonly seed: number;
  readonly targets: number;
  readonly replicas: number;
  readonly minutes?: number;
  /** False: every replica has target Leases of its own, so that only the shares keep two apart. */
  readonly oneLeaseEach?: boolean;
  /** Called each simulated second or so; may do things to the replicas. Absent: everything that can go wrong does, by chance. */
  readonly script?: (stage: SharingStage) => void;
}

export interface SharingStage {
  readonly now: number;
  /** Replicas that live, in the order in which they came. */
  readonly replicas: readonly Replica[];
  readonly stores: LeaseStores;
  /** `reads`: it has no documents yet. */
  join(reads?: boolean): void;
  /** As SIGKILL. */
  kill(replica: Replica): void;
  /** As SIGTERM. */
  end(replica: Replica): void;
}

export interface Write {
  readonly at: number;
  readonly target: string;
  readonly by: string;
}

export interface SharingResult {
  /** Moments at which two could write to one target. */
  readonly overlaps: readonly string[];
  readonly writes: readonly Write[];
  /** Hand-overs that were asked for while a run was under way, and those that were done then. */
  readonly midRun: readonly string[];
  /** Targets by live replica, after two quiet minutes. */
  readonly sharesAtEnd: readonly number[];
  readonly leasesAtEnd: readonly string[];
  /** Hand-overs in the last quiet minute. */
  readonly restless: number;
  readonly handovers: number;
  /** Requests to the API a second, in two quiet minutes. */
  readonly callsPerSecond: number;
}

const GROUP = 'cdc';

/** Replicas that share targets, runs that take a while, and an API between them. */
export async function simulateSharing({ seed, targets: count, replicas, minutes = 20, oneLeaseEach = true, script }: SharingOptions): Promise<SharingResult> {
  const world = new World(seed);
  world.calm = script !== undefined;
  const { random, time } = world;
  const stores = new LeaseStores();
  const targets = Array.from({ length: count }, (_, at) => `target-${at}`);
  const live: Replica[] = [];
  const overlaps: string[] = [];
  const midRun: string[] = [];
  const writes: Write[] = [];
  let born = 0;

  function join(reads = false): void {
    born += 1;
    const name = `r${born}_${String(born).padStart(8, '0')}`;
    const self: { replica?: Replica } = {};
    const process = (): Trouble => self.replica!;
    const clock = world.clockOf(() => self.replica);
    const own = leaseOfReplica(GROUP, String(born));
    const labels = { [GROUP_LABEL]: GROUP };
    const targetLeases = oneLeaseEach ? stores : new LeaseStores();
    const sharder = createSharder({
      group: GROUP, identity: name, clock, random,
      times: defaultElectionTimes,
      leases: groupApi(world, process, stores),
      own: { name: own, api: (annotations) => world.leaseApi(process, stores.of(own), own, () => ({ labels, annotations: annotations() })) },
      leaseOf: (target) => world.leaseApi(process, targetLeases.of(leaseOfTarget(GROUP, target)), leaseOfTarget(GROUP, target), () => ({ labels })),
    });
    const replica: Replica = { name, sharder, frozenUntil: 0, cutOff: false, stop: new AbortController(), running: new Set(), shards: undefined, commit: 'c1', reads, news: [] };
    self.replica = replica;
    live.push(replica);
    void sharder.run({
      targets: () => (replica.reads ? [] : targets),
      commit: () => replica.commit,
      onNews: () => void replica.news.push(time.now),
      publish: (shards) => (replica.shards = shards),
      lead: (target, lost, resign) => lead(replica, clock, target, lost, resign),
    }, replica.stop.signal).then(() => live.includes(replica) && live.splice(live.indexOf(replica), 1));
  }

  /** Runs of some seconds, each of many writes, with pauses between them. */
  async function lead(replica: Replica, clock: ElectionClock, target: string, lost: AbortSignal, resign: AbortSignal): Promise<void> {
    const fence = replica.sharder.fenceOf(target);
    while (!lost.aborted && !resign.aborted) {
      const end = time.now + 1_000 + random() * 15_000;
      replica.running.add(target);
      while (time.now < end && !lost.aborted && !replica.stop.signal.aborted) {
        if (replica.frozenUntil <= time.now && fence.mayWrite()) {
          writes.push({ at: time.now, target, by: replica.name });
          const other = live.find((one) => one !== replica && one.frozenUntil <= time.now && one.sharder.fenceOf(target).mayWrite());
          if (other !== undefined) overlaps.push(`${time.now}: ${replica.name} writes to ${target}, and ${other.name} may too`);
        }
        await clock.rest(200 + random() * 600, lost);
      }
      replica.running.delete(target);
      await clock.rest(2_000 + random() * 8_000, AbortSignal.any([lost, resign]));
    }
    if (replica.running.has(target)) midRun.push(`${replica.name} gave up ${target} in mid-run`);
  }

  const kill = (replica: Replica): void => {
    live.splice(live.indexOf(replica), 1);
    Object.assign(replica, { frozenUntil: 1e12, cutOff: true });
  };
  const end = (replica: Replica): void => replica.stop.abort();
  const stage = (): SharingStage => ({ now: time.now, replicas: live.filter(({ stop }) => !stop.signal.aborted), stores, join, kill, end });

  for (let at = 0; at < replicas; at += 1) join();
  const tick = (): void => {
    if (script !== undefined) script(stage());
    else if (!world.calm) trouble(stage(), random);
    time.at(time.now + (script === undefined ? 2_000 + random() * 20_000 : 1_000), tick);
  };
  time.at(500, tick);
  const quietFrom = minutes * 60_000;
  await world.until(quietFrom);
  world.calm = true;
  while (stage().replicas.length < 2) join();
  const askedBefore = world.asked;
  await world.until(quietFrom + 120_000, () => live.forEach((replica) => Object.assign(replica, { cutOff: false, frozenUntil: 0 })));

  const changes = (some: readonly Write[]): number => targets.reduce((sum, target) => {
    const own = some.filter((write) => write.target === target);
    return sum + own.filter(({ by }, at) => at > 0 && own[at - 1]!.by !== by).length;
  }, 0);
  return {
    overlaps, writes, midRun,
    sharesAtEnd: stage().replicas.map(({ sharder }) => targets.filter((target) => sharder.fenceOf(target).mayWrite()).length),
    leasesAtEnd: stores.names(),
    restless: changes(writes.filter(({ at }) => at > quietFrom + 60_000)),
    handovers: changes(writes),
    callsPerSecond: (world.asked - askedBefore) / 120,
  };
}

function trouble({ replicas, join, kill, end, now }: SharingStage, random: () => number): void {
  const victim = replicas[Math.floor(random() * replicas.length)];
  const kind = random();
  if (victim === undefined || (kind < 0.2 && replicas.length < 5)) join();
  else if (kind < 0.45) victim.frozenUntil = now + random() * 40_000;
  else if (kind < 0.7) victim.cutOff = !victim.cutOff;
  else if (kind < 0.8) kill(victim);
  else if (kind < 0.9) end(victim);
  else for (const replica of replicas) replica.cutOff = false;
}

function groupApi(world: World, process: () => Trouble, stores: LeaseStores): LeaseGroupApi {
  return {
    async list(timeoutMs) {
      const answer = await world.ask(process, timeoutMs, () => stores.list(`${GROUP_LABEL}=${GROUP}`));
      if (answer === undefined) return { type: 'failed', reason: 'no answer' };
      const { items } = answer.body as { readonly items: readonly StoredLease[] };
      return { type: 'leases', leases: items.map((item) => ({ name: item.metadata.name, lease: parseLease(item)!, annotations: item.metadata.annotations ?? {} })) };
    },
    async remove({ name, lease: { resourceVersion, uid } }, timeoutMs) {
      await world.ask(process, timeoutMs, () => stores.of(name).delete({ resourceVersion, ...(uid === undefined ? {} : { uid }) }));
    },
  };
}
