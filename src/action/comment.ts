import { createGithubClient } from '../github/client.js';
import type { GithubClient } from '../github/client.js';
import { markerLine, markerOf, putComment } from '../github/comments.js';
import type { CommentResult } from '../github/comments.js';
import { mergedPull } from '../github/pulls.js';
import { systemClock } from '../engine/clock.js';
import { printable } from '../report/printable.js';
import { version } from '../version.js';
import type { Trigger } from './event.js';
import { keyOf } from './inputs.js';
import type { ActionInputs } from './inputs.js';
import { renderPage } from './page.js';
import type { Page } from './page.js';
import type { Runner } from './runner.js';
import { command } from './workflow-commands.js';

export interface CommentRequest {
  readonly inputs: ActionInputs;
  readonly trigger: Trigger;
  readonly runner: Runner;
  readonly page: Page;
  readonly stdout: (text: string) => void;
}

/** Writes the page on the pull request that the run is about, if it is about one. What goes wrong is told and forgotten. */
export async function postComment(request: CommentRequest): Promise<void> {
  try {
    await post(request);
  } catch (thrown) {
    request.stdout(command('warning', `${printable(thrown instanceof Error ? thrown.message : String(thrown))}. The plan is in the job's summary.`, 'The plan could not be commented'));
  }
}

async function post({ inputs, trigger, runner, page, stdout }: CommentRequest): Promise<void> {
  const { token } = inputs;
  if (trigger.pull === undefined && trigger.event !== 'push') return;
  if (token === undefined) return stdout(command('warning', 'No token was given, so the plan is in the job\'s summary only.', 'The plan is not commented'));
  const client = createGithubClient({ apiUrl: runner.apiUrl, token, version, sleep: (ms) => systemClock.sleep(ms), now: () => systemClock.now() });
  const number = trigger.pull?.number ?? (await pullOfPush(client, runner));
  if (number === undefined) return;
  const comment = { repository: runner.repository, number, marker: markerOf(keyOf(inputs)), run: runner.runId };
  const result = await putComment(client, { ...comment, body: (limit) => renderPage(page, limit, markerLine(comment)) });
  const told = wordsFor(result, trigger);
  if (told !== '') stdout(told);
}

/** A push to a branch is looked up: it may be the merge of a pull request, whose comment then tells what became of its plan. */
function pullOfPush(client: GithubClient, { repository, sha }: Runner): Promise<number | undefined> {
  return /^[0-9a-f]{40,64}$/.test(sha) ? mergedPull(client, repository, sha) : Promise.resolve(undefined);
}

function wordsFor(result: CommentResult, { pull }: Trigger): string {
  switch (result.type) {
    case 'created':
    case 'updated':
      return '';
    case 'superseded':
      return command('notice', 'A later run has commented already; its comment was left as it is.', 'The plan is not commented');
    case 'failed':
      if (result.status === 403 && pull?.fork === true) return command('notice', 'The token of a fork\'s pull request may not write, so the plan is in the job\'s summary only.', 'The plan is not commented');
      return command('warning', `${result.why}. The plan is in the job's summary.${result.status === 403 || result.status === 404 ? ' Does the job have "pull-requests: write"?' : ''}`, 'The plan could not be commented');
  }
}
