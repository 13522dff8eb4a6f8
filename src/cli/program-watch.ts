import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Config } from '../config.js';
import { parseDuration } from '../pipeline/units.js';
import { defaultElectionTimes } from '../watch/leader/time.js';
import { LOG_LEVELS, logLevelOf } from './log-level.js';
import type { LogLevel } from './log-level.js';
import { collect } from './program-data.js';
import type { RunIo } from './reconcile.js';
import type { WatchCommand } from './watch.js';

interface WatchFlags extends Pick<WatchCommand, 'branch' | 'folder' | 'stateDir' | 'tokenFile' | 'deployKey' | 'knownHosts' | 'webhookSecretFile' | 'notifyUrlFile' | 'notifyFormat' | 'githubTokenFile' | 'githubApi' | 'githubRepository' | 'listen' | 'pageTokenFile' | 'leaderElection' | 'shardTargets' | 'serviceAccount' | 'ledger' | 'prune' | 'adopt'> {
  readonly target: readonly string[];
  readonly simulate?: string;
  readonly allowHost: readonly string[];
  readonly allowFiles: readonly string[];
  readonly allowEnv: readonly string[];
  readonly interval: number;
  readonly poll: number;
  readonly jitter: number;
  readonly retry: number;
  readonly retryMax: number;
  readonly supersede: number;
  readonly grace: number;
  readonly leaderElectionLeaseDuration: number;
  readonly leaderElectionRenewDeadline: number;
  readonly leaderElectionRetryPeriod: number;
  readonly logLevel?: LogLevel;
}

/** `reconcile watch`: the controller. */
export function addWatch(program: Command, config: Config, io: RunIo, exit: (code: number) => void): void {
  const command = program
    .command('watch')
    .description('follow a git repository and keep the account as its files say, until stopped')
    .argument('<repository>', 'URL or path of the git repository')
    .option('--branch <name>', "the branch to follow; default: the repository's own")
    .option('--folder <path>', 'folder in the repository that holds the documents', 'pipelines')
    .option('--target <name>', 'only this Target (repeatable)', collect, [])
    .option('--state-dir <folder>', 'a folder of its own, for a clone; may be lost', '.reconcile/watch');
  addGitFlags(command);
  addTimeFlags(command);
  addTellingFlags(command);
  addServerFlags(command);
  addElectionFlags(command);
  command
    .option('--ledger <url>', 'where the ledger is: file:FOLDER, git:REPOSITORY, or git: for the watched repository')
    .option('--prune', 'delete what is ours and no longer in the files', false)
    .option('--adopt', 'take over what exists and is not in the ledger', false)
    .option('--simulate [world]', 'work on the embedded simulator: a world file, or the URL of one that is serving')
    .option('--allow-host <host>', 'a host outside confluent.cloud that may receive credentials (repeatable)', collect, [])
    .option('--allow-files <folder>', 'a folder that ${file:} references may read (repeatable)', collect, [])
    .option('--allow-env <name>', 'a variable that documents may name anywhere, * allowed (repeatable)', collect, [])
    .addOption(new Option('--log-level <level>', 'least grave lines of the log; default: info').choices([...LOG_LEVELS]))
    .action(async (repository: string, flags: WatchFlags) => {
      const { watch } = await import('./watch.js');
      exit(await watch(fromFlags(repository, flags, config), config, io));
    });
}

function addGitFlags(command: Command): void {
  command
    .option('--token-file <file>', 'file with a token, for https')
    .option('--deploy-key <file>', 'file with a private key, for ssh')
    .option('--known-hosts <file>', "file with the keys of the repository's host, for ssh");
}

function time(flag: string, what: string, value: number, text: string): Option {
  return new Option(`${flag} <duration>`, what).argParser(duration).default(value, text);
}

function addTimeFlags(command: Command): void {
  command
    .addOption(time('--poll', 'between two looks at the repository', 60_000, '1m'))
    .addOption(time('--interval', 'between two looks at the account for drift', 600_000, '10m'))
    .option('--jitter <share>', 'by which share both vary by chance', share, 0.1)
    .addOption(time('--retry', 'first wait after a failure; doubled each time', 15_000, '15s'))
    .addOption(time('--retry-max', 'longest wait after a failure', 600_000, '10m'))
    .addOption(time('--supersede', 'how long the waits of a run may go on when a newer commit has come', 60_000, '1m'))
    .addOption(time('--grace', 'from SIGTERM to the end', 25_000, '25s'));
}

function addTellingFlags(command: Command): void {
  command
    .option('--notify-url-file <file>', 'file with the URL that is told of failures, recoveries and waiting approvals')
    .addOption(new Option('--notify-format <format>', 'what is sent there; default: slack for slack.com, else json').choices(['json', 'slack']))
    .option('--github-token-file <file>', 'file with a token that may write commit statuses')
    .option('--github-repository <owner/name>', "the repository at GitHub; default: from the repository's URL")
    .option('--github-api <url>', "GitHub's REST API; default: from the repository's URL");
}

function addServerFlags(command: Command): void {
  command
    .option('--listen <address>', 'where health, metrics and the status page are served: HOST:PORT, or off', '127.0.0.1:8080')
    .option('--page-token-file <file>', 'file with a token that readers of the page and the metrics have to show')
    .option('--webhook-secret-file <file>', 'take webhooks of GitHub, GitLab or Gitea at /webhook; the file holds their secret');
}

/** Names and defaults are those that Kubernetes' own controllers have. */
function addElectionFlags(command: Command): void {
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = defaultElectionTimes;
  command
    .option('--leader-election <lease>', 'several replicas in Kubernetes: the name of the Lease that says which of them works')
    .option('--shard-targets', 'with --leader-election: each Target has a Lease of its own, and the replicas that live share them out')
    .addOption(time('--leader-election-lease-duration', 'how long the others wait without a sign of the leader', leaseDurationMs, '15s'))
    .addOption(time('--leader-election-renew-deadline', 'a leader that could not renew for so long stops', renewDeadlineMs, '10s'))
    .addOption(time('--leader-election-retry-period', 'between two tries to take or renew the Lease', retryPeriodMs, '2s'))
    .option('--service-account <folder>', 'folder with token, ca.crt and namespace, when it is not mounted where Kubernetes mounts it');
}

function fromFlags(repository: string, flags: WatchFlags, config: Config): WatchCommand {
  const { target, simulate, allowHost, allowFiles, allowEnv, interval, poll, jitter, retry, retryMax, supersede, grace, logLevel, leaderElectionLeaseDuration, leaderElectionRenewDeadline, leaderElectionRetryPeriod, ...same } = flags;
  return {
    ...same,
    repository,
    targets: target,
    allowedHosts: allowHost,
    fileRoots: allowFiles,
    allowedEnv: allowEnv,
    ...(simulate === undefined ? {} : { simulate: simulate === '' ? (true as const) : simulate }),
    electionTimes: { leaseDurationMs: leaderElectionLeaseDuration, renewDeadlineMs: leaderElectionRenewDeadline, retryPeriodMs: leaderElectionRetryPeriod },
    times: { intervalMs: interval, pollMs: poll, jitter, graceMs: grace, supersedeMs: supersede, backOff: { firstMs: retry, maxMs: Math.max(retry, retryMax) } },
    logLevel: logLevel ?? (config.logLevel === undefined ? 'info' : logLevelOf(config.logLevel)),
  };
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 100) throw new InvalidArgumentError('a duration is needed, for example 30s, 10m or 1h');
  return ms;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 0.5)) throw new InvalidArgumentError('a number from 0 to 0.5 is needed');
  return value;
}
