import type { Config } from '../config.js';
import type { WatchLog } from '../watch/events.js';
import { badTimes, createElector, createLeaseApi, newIdentity, podAccess, systemElectionClock } from '../watch/leader/index.js';
import type { ElectionTimes, KubernetesAccess, Leadership } from '../watch/leader/index.js';
import { createLeaseGroupApi, createSharder, GROUP_LABEL, leaseOfReplica, leaseOfTarget } from '../watch/shard/index.js';
import type { Shards } from '../watch/shard/index.js';
import type { Watch } from '../watch/watch.js';
import { UsageError } from './select.js';
import type { Fence } from './watch-fence.js';

export interface ReplicaCommand {
  /** Name of the Kubernetes Lease; absent: this is the only replica. */
  readonly leaderElection?: string;
  /** A Lease for each Target, spread over the replicas, in the place of one for all. */
  readonly shardTargets?: boolean;
  readonly electionTimes: ElectionTimes;
  /** Folder with the service account; absent: where Kubernetes mounts it. */
  readonly serviceAccount?: string;
}

/** This replica among the others. */
export interface Replica {
  readonly fenceOf: (target: string) => Fence;
  /** Absent when targets are spread. */
  readonly leadership?: () => Leadership;
  /** Runs the controller while and where this replica may write. */
  run(controller: Watch, stopping: AbortSignal): ReturnType<Watch['run']>;
}

/** The name is the value of a label, too. */
const GROUP_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/;

/** This replica by the service account of its pod; none without `--leader-election`. @throws UsageError for times that keep nobody apart; Error outside of Kubernetes. */
export async function openReplica(command: ReplicaCommand, config: Config, log: WatchLog): Promise<Replica | undefined> {
  const { leaderElection: name, shardTargets = false, electionTimes: times, serviceAccount: folder } = command;
  if (name === undefined) {
    if (shardTargets) throw new UsageError('--shard-targets needs --leader-election NAME: the Leases of the Targets are called NAME.target.TARGET');
    return undefined;
  }
  const wrong = badTimes(times);
  if (wrong !== undefined) throw new UsageError(`--leader-election: ${wrong}`);
  if (shardTargets && !GROUP_NAME.test(name)) throw new UsageError(`--leader-election ${name}: with --shard-targets the name is a label too: at most 63 lower case letters, digits, "-" and "."`);
  const access = await podAccess({ env: config.env, ...(folder === undefined ? {} : { folder }) });
  return shardTargets ? sharingReplica(name, access, times, log) : leadingReplica(name, access, times, log);
}

function leadingReplica(name: string, access: KubernetesAccess, times: ElectionTimes, log: WatchLog): Replica {
  const elector = createElector({
    api: createLeaseApi({ ...access, name }),
    identity: newIdentity(),
    clock: systemElectionClock,
    times,
    random: Math.random,
    onChange: (leadership) => log(leadershipEvent(leadership)),
  });
  return {
    fenceOf: () => elector,
    leadership: () => elector.leadership(),
    run: (controller, stopping) => controller.run((term) => elector.run(term, stopping)),
  };
}

function sharingReplica(group: string, access: KubernetesAccess, times: ElectionTimes, log: WatchLog): Replica {
  const identity = newIdentity();
  const labels = { [GROUP_LABEL]: group };
  const own = leaseOfReplica(group, identity.slice(identity.lastIndexOf('_') + 1));
  const sharder = createSharder({
    group, identity, times,
    leases: createLeaseGroupApi(access, group),
    own: { name: own, api: (annotations) => createLeaseApi({ ...access, name: own, labels, annotations }) },
    leaseOf: (target) => createLeaseApi({ ...access, name: leaseOfTarget(group, target), labels }),
    clock: systemElectionClock,
    random: Math.random,
    onTarget: targetLog(log),
    onMembers: (shards) => log(membersEvent(shards)),
  });
  const work = (controller: Watch) => ({
    targets: () => controller.state().targets.map(({ name }) => name),
    commit: () => controller.state().repository.commit?.id,
    onNews: () => controller.ask(),
    publish: (shards: Shards) => controller.seeShards(shards),
  });
  return {
    fenceOf: (target) => sharder.fenceOf(target),
    run: (controller, stopping) => controller.run((term) => sharder.run({ ...work(controller), lead: (target, lost, resign) => term(lost, { target, resign }) }, stopping)),
  };
}

function leadershipEvent({ leading, holder, problem }: Leadership): Parameters<WatchLog>[0] & { readonly event: 'leadership' } {
  return { event: 'leadership', leading, ...(holder === undefined ? {} : { holder }), ...(problem === undefined ? {} : { problem }) };
}

/** Who else has a target is told by whoever has it. */
function targetLog(log: WatchLog): (target: string, leadership: Leadership) => void {
  const told = new Map<string, string>();
  return (target, leadership) => {
    const news = `${leadership.leading} ${leadership.problem ?? ''}`;
    if (news === (told.get(target) ?? 'false ')) return;
    told.set(target, news);
    log({ ...leadershipEvent(leadership), target });
  };
}

function membersEvent({ members, identity, problem }: Shards): Parameters<WatchLog>[0] {
  return { event: 'replicas', identity, replicas: members, ...(problem === undefined ? {} : { problem }) };
}
