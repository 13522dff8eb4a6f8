import type { WatchedTarget, WatchState } from '../state.js';
import { reasonOf } from '../verdict.js';
import { ELSEWHERE, isElsewhere } from './elsewhere.js';
import type { Message } from './teller.js';

/** A commit status of GitHub: the mark beside a commit. */
export interface CommitStatus {
  readonly commit: string;
  /** Tells ours from those of others, and targets from each other. */
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure';
  readonly description: string;
}

/** GitHub cuts nothing, it refuses (REST API, "Create a commit status"). */
const MAX_DESCRIPTION = 140;
const CONTEXT = 'cdc-reconciler';

/** The statuses that the commits in question should have: of the one in force by target, and of one that is refused. */
export function commitStatusesOf(state: WatchState): readonly Message<CommitStatus>[] {
  const { commit, refusedCommit, problem } = state.repository;
  const refused = refusedCommit === undefined || state.shards?.speaks === false ? [] : [message(refusedCommit.id, CONTEXT, 'failure', problem ?? 'The documents are not valid.')];
  const targets = commit === undefined ? [] : state.targets.flatMap((target) => (isElsewhere(target, state) ? [{ subject: contextOf(target), key: ELSEWHERE }] : targetStatus(target, commit.id)));
  return [...refused, ...targets];
}

function contextOf({ name }: WatchedTarget): string {
  return `${CONTEXT}/${name}`;
}

function targetStatus(target: WatchedTarget, commit: string): readonly Message<CommitStatus>[] {
  const context = contextOf(target);
  const last = target.runs.find((run) => run.commit === commit);
  if (target.phase === 'standby') return [];
  if (last === undefined) return target.phase === 'reconciling' ? [message(commit, context, 'pending', 'Reconciling.')] : [];
  if (target.awaitingApproval !== undefined) return [message(commit, context, 'pending', `Plan ${target.awaitingApproval.fingerprint} destroys data and waits for an Approval.`)];
  if (target.failures > 0) return [message(commit, context, 'failure', (target.report === undefined ? undefined : reasonOf(target.report)) ?? last.sentence)];
  if (last.outcome === 'planned') return [message(commit, context, 'pending', 'Waits for a sync window.')];
  if (last.outcome === 'converged' || last.outcome === 'changed') return [message(commit, context, 'success', last.sentence)];
  return [];
}

/** The sentence is not part of the key: "in 41 s" is no news, a look that finds nothing to do is none either. */
function message(commit: string, context: string, state: CommitStatus['state'], description: string): Message<CommitStatus> {
  const text = description.replace(/\s+/g, ' ').trim();
  const short = text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;
  return { subject: context, key: `${commit} ${state}${state === 'pending' ? ` ${short}` : ''}`, content: { commit, context, state, description: short } };
}

/** `owner/name` of a repository at GitHub, or at a GitHub Enterprise Server, from its URL. */
export function githubRepository(url: string): { readonly host: string; readonly repository: string } | undefined {
  const parts = /^(?:https?:\/\/|ssh:\/\/)(?:[^@/]*@)?([^/:]+)(?::\d+)?\/([^/]+\/[^/]+?)(?:\.git)?\/?$/i.exec(url) ?? /^(?:[^@/]+@)?([^/:]+):([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url);
  return parts === null ? undefined : { host: parts[1]!.toLowerCase(), repository: parts[2]! };
}

/** Base URL of the REST API that belongs to a host. */
export function githubApi(host: string): string {
  return host === 'github.com' || host === 'ssh.github.com' ? 'https://api.github.com' : `https://${host}/api/v3`;
}
