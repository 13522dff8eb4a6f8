import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../config.js';
import { systemClock } from '../engine/clock.js';
import { version } from '../version.js';
import { describeEvent } from '../watch/events.js';
import type { WatchLog } from '../watch/events.js';
import { gitAccess } from '../watch/repository/access.js';
import type { AccessOptions } from '../watch/repository/access.js';
import { openClone } from '../watch/repository/clone.js';
import { createWatch } from '../watch/watch.js';
import type { WatchState } from '../watch/state.js';
import type { WatchTimes } from '../watch/watch.js';
import { createLog } from './log.js';
import type { Log } from './log.js';
import type { LogLevel } from './log-level.js';
import type { RunIo } from './reconcile.js';
import { UsageError } from './select.js';
import { createWatchEngine } from './watch-engine.js';
import type { WatchEngineOptions } from './watch-engine.js';
import { openReplica } from './watch-replicas.js';
import type { ReplicaCommand } from './watch-replicas.js';
import { serveWatch } from './watch-serve.js';
import type { ServeCommand } from './watch-serve.js';
import { openTellers } from './watch-tellers.js';
import type { TellerCommand } from './watch-tellers.js';

export interface WatchCommand extends Omit<WatchEngineOptions, 'gitEnv' | 'fenceOf' | 'log'>, Omit<TellerCommand, 'url' | 'stateDir'>, ReplicaCommand, ServeCommand {
  /** Whatever git takes; a path is one in the working folder. */
  readonly repository: string;
  readonly branch?: string;
  readonly tokenFile?: string;
  readonly deployKey?: string;
  readonly knownHosts?: string;
  readonly times: WatchTimes;
  readonly logLevel: LogLevel;
}

/** `reconcile watch`: until stopped. Returns 0 when every run had ended by then, else 1. @throws UsageError for a file that cannot be read. */
export async function watch(command: WatchCommand, config: Config, io: RunIo): Promise<number> {
  const write = createLog(command.logLevel, io.stderr);
  const log: WatchLog = (event) => {
    const { level, msg } = describeEvent(event);
    write(level, event, msg);
  };
  try {
    return await follow(command, config, io, log, write);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) log({ event: 'broken', problem: thrown instanceof Error ? thrown.message : String(thrown) });
    throw thrown;
  }
}

async function follow(command: WatchCommand, config: Config, io: RunIo, log: WatchLog, write: Log): Promise<number> {
  const readSecret = (file: string): Promise<string> => readLine(resolve(io.cwd, file));
  const stateDir = resolve(io.cwd, command.stateDir);
  await checkFiles(command, readSecret);
  const access = accessOf(command, io.cwd, readSecret);
  const replica = await openReplica(command, config, log);
  const fence = replica === undefined ? {} : { fenceOf: replica.fenceOf };
  const engine = createWatchEngine({ ...command, ...fence, log: write, stateDir, gitEnv: () => gitEnvironment(access, config) }, config, io);
  try {
    const repository = await openClone({ ...access, ...(command.branch === undefined ? {} : { branch: command.branch }), folder: command.folder, stateDir, cwd: io.cwd, env: config.env, signal: io.stopping });
    const tellers = await openTellers({ ...command, url: repository.url, stateDir }, { readSecret, now: () => systemClock.now(), log });
    const observers: ((state: WatchState) => void)[] = [];
    const controller = createWatch({
      version, repository, tellers, log,
      folder: command.folder,
      load: engine.load,
      clock: systemClock,
      random: Math.random,
      newRunId: randomUUID,
      times: command.times,
      onState: (state) => observers.forEach((observe) => observe(state)),
      stopping: io.stopping,
      abort: io.abort,
    });
    const server = await serveWatch(command, controller, { readSecret, log }, replica?.leadership);
    if (server !== undefined) observers.push(() => server.observe());
    const { clean } = await (replica === undefined ? controller.run() : replica.run(controller, io.stopping));
    // Health is answered to the last: a probe must not find the port closed while the ledger is being released.
    if (clean) await server?.close();
    return clean ? 0 : 1;
  } finally {
    await engine.close();
  }
}

function accessOf({ repository, tokenFile, deployKey, knownHosts }: WatchCommand, cwd: string, readSecret: (file: string) => Promise<string>): AccessOptions {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(repository) || /^[^/\\]+:/.test(repository);
  return {
    url: isUrl ? repository : resolve(cwd, repository),
    ...(tokenFile === undefined ? {} : { readToken: () => readSecret(tokenFile) }),
    ...(deployKey === undefined ? {} : { deployKey: resolve(cwd, deployKey) }),
    ...(knownHosts === undefined ? {} : { knownHosts: resolve(cwd, knownHosts) }),
  };
}

/** The environment in which git gets into the watched repository, whoever calls it. */
async function gitEnvironment(access: AccessOptions, config: Config): Promise<Readonly<Record<string, string>>> {
  const { env, config: settings } = await gitAccess(access);
  const given = Number(config.env['GIT_CONFIG_COUNT'] ?? 0) || 0;
  const pairs = settings.flatMap(([key, value], at) => [[`GIT_CONFIG_KEY_${given + at}`, key], [`GIT_CONFIG_VALUE_${given + at}`, value]] as const);
  return { ...(env as Record<string, string>), ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(given + settings.length) };
}

/** A secret that is not there should be told now, and not at the first push. */
async function checkFiles(command: WatchCommand, readSecret: (file: string) => Promise<string>): Promise<void> {
  const files = { '--token-file': command.tokenFile, '--webhook-secret-file': command.webhookSecretFile, '--notify-url-file': command.notifyUrlFile, '--github-token-file': command.githubTokenFile, '--page-token-file': command.pageTokenFile };
  for (const [flag, file] of Object.entries(files)) {
    if (file === undefined) continue;
    await readSecret(file).catch((thrown: unknown) => {
      throw new UsageError(`${flag}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    });
  }
}

async function readLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? 'unknown'})`);
  });
  const line = text.trim();
  if (line === '' || /[\r\n]/.test(line)) throw new Error(`${file} has to hold one line`);
  return line;
}
