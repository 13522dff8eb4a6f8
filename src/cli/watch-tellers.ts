import { join } from 'node:path';
import { commitStatusesOf, githubApi, githubRepository } from '../watch/notify/commit-status.js';
import type { CommitStatus } from '../watch/notify/commit-status.js';
import { noticesOf } from '../watch/notify/notices.js';
import type { Notice } from '../watch/notify/notices.js';
import { createPost } from '../watch/notify/post.js';
import { notificationBody } from '../watch/notify/slack.js';
import type { NotifyFormat } from '../watch/notify/slack.js';
import { createTeller } from '../watch/notify/teller.js';
import type { Teller } from '../watch/notify/teller.js';
import { readTold, saveTold } from '../watch/notify/told-file.js';
import type { WatchLog } from '../watch/events.js';
import { version } from '../version.js';
import { UsageError } from './select.js';

export interface TellerCommand {
  readonly url: string;
  readonly stateDir: string;
  readonly notifyUrlFile?: string;
  readonly notifyFormat?: NotifyFormat;
  readonly githubTokenFile?: string;
  /** Else derived from the repository's URL. */
  readonly githubApi?: string;
  /** `owner/name`; else derived from the repository's URL. */
  readonly githubRepository?: string;
}

export interface TellerTools {
  /** The only line of a file. @throws Error when it cannot be read. */
  readonly readSecret: (file: string) => Promise<string>;
  readonly now: () => number;
  readonly log: WatchLog;
}

const RETRY_MS = 30_000;

/** Who is told what happens: a webhook or chat, and GitHub's commits. @throws UsageError when it cannot be known whom. */
export async function openTellers(command: TellerCommand, tools: TellerTools): Promise<readonly Teller[]> {
  const post = createPost(`cdc-reconciler/${version}`);
  return [
    ...(command.notifyUrlFile === undefined ? [] : [await notificationTeller(command.notifyUrlFile, command, tools, post)]),
    ...(command.githubTokenFile === undefined ? [] : [statusTeller(command.githubTokenFile, command, tools, post)]),
  ];
}

async function notificationTeller(urlFile: string, { notifyFormat, stateDir }: TellerCommand, { readSecret, now, log }: TellerTools, post: ReturnType<typeof createPost>): Promise<Teller> {
  const file = join(stateDir, 'notified.json');
  return createTeller<Notice>({
    messagesOf: (state, told) => noticesOf(state, told, now()),
    send: async (notice) => {
      const url = await readSecret(urlFile);
      await post({ url, body: notificationBody(notice, notifyFormat ?? formatFor(url)) });
    },
    onSent: (notice) => log({ event: 'notified', subject: notice.target ?? 'repository', notice: notice.notice }),
    onFailed: (notice, problem) => log({ event: 'notify-failed', subject: notice.target ?? 'repository', notice: notice.notice, problem }),
    told: await readTold(file),
    save: (told) => saveTold(file, told),
    now,
    retryMs: RETRY_MS,
  });
}

/** Slack takes its own form only; of other hosts the user says so. */
function formatFor(url: string): NotifyFormat {
  return URL.canParse(url) && /(^|\.)slack\.com$/.test(new URL(url).hostname) ? 'slack' : 'json';
}

function statusTeller(tokenFile: string, command: TellerCommand, { readSecret, now, log }: TellerTools, post: ReturnType<typeof createPost>): Teller {
  const derived = githubRepository(command.url);
  const repository = command.githubRepository ?? derived?.repository;
  const api = command.githubApi ?? (derived === undefined ? undefined : githubApi(derived.host));
  if (repository === undefined || api === undefined) throw new UsageError(`${command.url} does not look like a repository at GitHub: say which one by --github-repository OWNER/NAME and --github-api URL`);
  const parts = repository.split('/').map(encodeURIComponent).join('/');
  return createTeller<CommitStatus>({
    messagesOf: (state) => commitStatusesOf(state),
    send: async ({ commit, context, state, description }) => {
      await post({
        url: `${api.replace(/\/+$/, '')}/repos/${parts}/statuses/${commit}`,
        headers: { authorization: `Bearer ${await readSecret(tokenFile)}`, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
        body: { state, context, description },
      });
    },
    onSent: ({ commit, context, state }) => log({ event: 'commit-status', commit, context, state }),
    onFailed: ({ commit, context }, problem) => log({ event: 'commit-status-failed', commit, context, problem }),
    now,
    retryMs: RETRY_MS,
  });
}
