import { describe, expect, it } from 'vitest';
import { openReplica } from '../../../src/cli/watch-replicas.js';
import { UsageError } from '../../../src/cli/select.js';
import type { Config } from '../../../src/config.js';
import { defaultElectionTimes } from '../../../src/watch/leader/index.js';

const config = { env: {} } as Config;
const open = (command: object) => openReplica({ electionTimes: defaultElectionTimes, ...command }, config, () => undefined);

describe('--leader-election and --shard-targets', () => {
  it('are both left out where there is one replica', async () => expect(await open({})).toBeUndefined());

  it.each<[object, string]>([
    [{ shardTargets: true }, '--shard-targets needs --leader-election NAME'],
    [{ shardTargets: true, leaderElection: 'Cdc' }, '--leader-election Cdc: with --shard-targets the name is a label too'],
    [{ shardTargets: true, leaderElection: 'a'.repeat(64) }, 'at most 63 lower case letters'],
    [{ leaderElection: 'cdc', electionTimes: { ...defaultElectionTimes, renewDeadlineMs: 20_000 } }, 'the renew deadline must be shorter'],
  ])('%j is refused before anything begins', async (command, why) => {
    await expect(open(command)).rejects.toThrow(UsageError);
    await expect(open(command)).rejects.toThrow(why);
  });

  it.each([{ leaderElection: 'cdc' }, { leaderElection: 'cdc', shardTargets: true }])('%j needs a pod', async (command) => await expect(open(command)).rejects.toThrow('KUBERNETES_SERVICE_HOST is not set'));
});
