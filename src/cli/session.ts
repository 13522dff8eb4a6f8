import { readFile, realpath } from 'node:fs/promises';
import type { Config } from '../config.js';
import { hasErrors } from '../core/diagnostic.js';
import type { SecretResolver } from '../core/secret.js';
import { systemClock } from '../engine/clock.js';
import type { Clock } from '../engine/clock.js';
import { loadDocuments } from '../pipeline/read-documents.js';
import type { LoadResult } from '../pipeline/read-documents.js';
import { createPlaceholderResolver, createSecretResolver } from '../pipeline/resolve-secrets.js';
import type { SecretSources } from '../pipeline/resolve-secrets.js';
import { objectionTo } from '../pipeline/secret-names.js';
import { acceptsHost } from './allowed-hosts.js';
import type { CommandIo } from './io.js';
import { logLevelOf } from './log-level.js';
import type { LogLevel } from './log-level.js';
import type { Log } from './log.js';
import { UsageError } from './select.js';
import { openSimulation } from './simulation.js';
import type { Simulation } from './simulation.js';
import { findWorlds } from './worlds.js';

export interface SessionOptions {
  readonly paths: readonly string[];
  readonly simulate?: string | true;
  readonly allowedHosts: readonly string[];
  readonly fileRoots: readonly string[];
  /** Names of variables that documents may name besides those that fit. */
  readonly allowedEnv?: readonly string[];
  /** Absent: no log, unless the environment asks for one. */
  readonly logLevel?: LogLevel;
}

/** What the commands that talk to an account share: documents, secrets, time, and the simulator in its place. */
export interface Session {
  readonly loaded: LoadResult;
  readonly secrets: SecretResolver;
  readonly clock: Clock;
  readonly simulation?: Simulation;
  /** References that the simulator got a placeholder for. */
  readonly placeholders: () => readonly string[];
  readonly allowedHosts: readonly string[];
  /** Where the log goes, when somebody asked for one. */
  readonly log?: Log;
  close(): Promise<void>;
}

/** Loads the documents and opens what they need. With invalid documents no simulator is started. */
export async function openSession(options: SessionOptions, config: Config, io: CommandIo): Promise<Session> {
  const allowedHosts = [...options.allowedHosts, ...config.allowedHosts];
  const sources = secretSources(options, config, io);
  const { cwd, fileRoots = [cwd], allowedEnv = [] } = sources;
  refuseNoNames(allowedEnv);
  const log = await openLog(options, config, io);
  const loaded = await loadDocuments(options.paths, { cwd, acceptsHost: acceptsHost(allowedHosts), fileRoots, allowedEnv });
  if (options.simulate === undefined || hasErrors(loaded.diagnostics)) {
    return { loaded, secrets: createSecretResolver(sources), clock: systemClock, placeholders: () => [], allowedHosts, ...log, close: () => Promise.resolve() };
  }
  const placeholders = createPlaceholderResolver(sources);
  const simulation = await openSimulation(options.simulate, loaded.documents, await findWorlds(options.paths, io.cwd), io);
  return {
    loaded,
    secrets: placeholders.resolve,
    clock: simulation.clock,
    simulation,
    placeholders: placeholders.unset,
    allowedHosts,
    ...log,
    close: () => simulation.stop(),
  };
}

async function openLog({ logLevel }: SessionOptions, config: Config, io: CommandIo): Promise<{ readonly log?: Log }> {
  const level = logLevel ?? (config.logLevel === undefined ? undefined : logLevelOf(config.logLevel));
  return level === undefined ? {} : { log: (await import('./log.js')).createLog(level, io.stderr) };
}

/** @throws UsageError for what is no name of a variable and no pattern of names. */
export function refuseNoNames(allowedEnv: readonly string[]): void {
  const objection = objectionTo(allowedEnv);
  if (objection !== undefined) throw new UsageError(objection);
}

/** Where secrets may come from on this machine. */
export function secretSources(options: Pick<SessionOptions, 'allowedEnv' | 'fileRoots'>, config: Config, io: CommandIo): SecretSources {
  const fileRoots = [...options.fileRoots, ...config.fileRoots];
  return {
    env: config.env,
    cwd: io.cwd,
    allowedEnv: [...(options.allowedEnv ?? []), ...config.allowedEnv],
    ...(fileRoots.length === 0 ? {} : { fileRoots: [io.cwd, ...fileRoots] }),
    realPath: (path) => realpath(path),
    readFile: (path) => readFile(path, 'utf8'),
  };
}
