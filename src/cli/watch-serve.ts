import { systemClock } from '../engine/clock.js';
import type { WatchLog } from '../watch/events.js';
import type { Leadership } from '../watch/leader/index.js';
import { createWatchServer } from '../watch/server/index.js';
import type { WatchServer } from '../watch/server/index.js';
import type { Watch } from '../watch/watch.js';
import { webhookReception } from '../watch/webhook/route.js';
import { UsageError } from './select.js';

export interface ServeCommand {
  /** `HOST:PORT`, `:PORT`, or `off`. */
  readonly listen: string;
  /** Who reads the page, the metrics and the status shows this token. */
  readonly pageTokenFile?: string;
  readonly webhookSecretFile?: string;
}

export interface ServeTools {
  readonly readSecret: (file: string) => Promise<string>;
  readonly log: WatchLog;
}

/** Serves health, metrics and the page, and takes webhooks. Nothing with `--listen off`. @throws Error when the port is taken. */
export async function serveWatch(command: ServeCommand, controller: Watch, { readSecret, log }: ServeTools, leadership: (() => Leadership) | undefined): Promise<WatchServer | undefined> {
  const { listen, pageTokenFile, webhookSecretFile } = command;
  if (listen === 'off') return undefined;
  const { bind, port } = parseListen(listen);
  const clock = { now: () => systemClock.now() };
  const webhook = webhookSecretFile === undefined ? {} : {
    webhook: webhookReception({
      ...clock,
      log,
      readSecret: () => readSecret(webhookSecretFile),
      branch: () => controller.state().repository.branch,
      onPush: () => controller.ask(),
    }),
  };
  const server = await createWatchServer({
    state: () => controller.state(),
    lastBeat: () => controller.lastBeat(),
    bind, port, clock,
    ...(pageTokenFile === undefined ? {} : { readToken: () => readSecret(pageTokenFile) }),
    ...(leadership === undefined ? {} : { leadership }),
    ...webhook,
  }).catch((thrown: unknown) => {
    throw new UsageError(`--listen ${listen}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  });
  log({ event: 'serving', url: server.url });
  return server;
}

function parseListen(text: string): { readonly bind: string; readonly port: number } {
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw new UsageError(`--listen ${text}: write HOST:PORT, for example 127.0.0.1:8080 or 0.0.0.0:8080, or off`);
  const bind = host.replace(/^\[(.*)\]$/, '$1');
  return { bind: bind === '' ? '127.0.0.1' : bind, port: Number(port) };
}
