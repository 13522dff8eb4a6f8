import type { Trigger } from './event.js';
import type { ActionInputs } from './inputs.js';

/** What a run may do. */
export type Mode =
  | { readonly type: 'run'; readonly dryRun: boolean; /** `true`: in this process; absent: the real account. */ readonly simulate?: true | string; /** For the reader of the comment, as Markdown. */ readonly note?: string }
  | { readonly type: 'refused'; readonly why: string };

const FORK_NOTE =
  '> [!NOTE]\n> This pull request comes from a fork, which gets no secrets. So this is the **offline plan**: the files against an empty, simulated account. What it does to the real one shows when a maintainer runs it there.';

const BOT_NOTE =
  '> [!NOTE]\n> Pull requests of Dependabot get no secrets. So this is the **offline plan**: the files against an empty, simulated account. What it does to the real one shows when a maintainer runs it there.';

/**
 * Plan or apply, and on which account. A pull request that is not merged is only ever planned, and one of a stranger never
 * meets the real account; `pull_request_target` hands a stranger's files the secrets and is refused.
 */
export function modeOf(inputs: ActionInputs, { event, pull }: Trigger, actor: string): Mode {
  if (event === 'pull_request_target') {
    return { type: 'refused', why: 'the event pull_request_target gives a stranger\'s files the secrets of this repository; use pull_request, which plans pull requests of forks offline' };
  }
  const open = pull !== undefined && !pull.merged;
  if (open && !inputs.dryRun) {
    return { type: 'refused', why: 'a pull request that is not merged is planned and never applied; set dry-run: true, and apply on push to the branch' };
  }
  const bot = actor === 'dependabot[bot]';
  const stranger = open && (pull.fork || bot);
  if (inputs.simulate instanceof URL) return { type: 'run', dryRun: inputs.dryRun, simulate: inputs.simulate.href };
  if (inputs.simulate === true) return { type: 'run', dryRun: inputs.dryRun, simulate: true };
  if (inputs.simulate === 'auto' && stranger) return { type: 'run', dryRun: inputs.dryRun, simulate: true, note: pull.fork ? FORK_NOTE : BOT_NOTE };
  return { type: 'run', dryRun: inputs.dryRun };
}
