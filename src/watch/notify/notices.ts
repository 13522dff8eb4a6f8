import { approvalDocument, approvalFile } from '../approval.js';
import type { WatchedTarget, WatchState } from '../state.js';
import { failureCodes, reasonOf } from '../verdict.js';
import { ELSEWHERE, isElsewhere } from './elsewhere.js';
import type { Message } from './teller.js';

/** What a notification is about. The names are stable: docs/watch.md lists them. */
export type NoticeType = 'failed' | 'degraded' | 'recovered' | 'awaiting-approval' | 'commit-refused' | 'repository-unreachable' | 'repository-recovered';

/** A notification. Sent as it is, as JSON; nothing in it is secret. */
export interface Notice {
  readonly formatVersion: 1;
  readonly notice: NoticeType;
  readonly repository: string;
  readonly branch: string;
  readonly target?: string;
  readonly commit?: { readonly id: string; readonly subject: string };
  /** One sentence. */
  readonly summary: string;
  /** What was seen, or what to do. */
  readonly detail?: string;
  readonly fingerprint?: string;
  /** ISO 8601. */
  readonly at: string;
}

type Told = ReadonlyMap<string, string>;
type Words = Pick<Notice, 'notice' | 'summary'> & Partial<Notice>;

/** All that this replica has to tell in a state; a first sight of something good is nothing to tell. */
export function noticesOf(state: WatchState, told: Told, now: number): readonly Message<Notice>[] {
  const { url, branch } = state.repository;
  const notice = (words: Words): Notice => ({ formatVersion: 1, repository: url, branch, at: new Date(now).toISOString(), ...words });
  return [
    ...(state.shards?.speaks === false ? [] : repositoryMessages(state, told, notice)),
    ...state.targets.flatMap((target) => targetMessages(target, state, told, now, notice)),
  ];
}

type Make = (words: Words) => Notice;

function repositoryMessages({ repository }: WatchState, told: Told, notice: Make): readonly Message<Notice>[] {
  const { refusedCommit, problem, fetchFailures = 0, lastFetchAt } = repository;
  const messages: Message<Notice>[] = [];
  if (fetchFailures > 0) {
    const content = notice({ notice: 'repository-unreachable', summary: problem ?? 'The repository cannot be fetched.', detail: 'What is in force stays in force.' });
    messages.push({ subject: 'repository', key: 'unreachable', content });
  } else if (lastFetchAt !== undefined) {
    const recovered = told.get('repository') === 'unreachable' ? { content: notice({ notice: 'repository-recovered', summary: 'The repository can be fetched again.' }) } : {};
    messages.push({ subject: 'repository', key: 'reachable', ...recovered });
  }
  if (refusedCommit !== undefined) {
    const content = notice({
      notice: 'commit-refused',
      summary: `Commit ${refusedCommit.id.slice(0, 7)} is refused: ${problem ?? 'its documents are not valid.'}`,
      commit: { id: refusedCommit.id, subject: refusedCommit.subject },
      detail: repository.commit === undefined ? 'No commit is in force.' : `Commit ${repository.commit.id.slice(0, 7)} stays in force.`,
    });
    messages.push({ subject: 'commit', key: `refused ${refusedCommit.id}`, content });
  } else if (repository.commit !== undefined) messages.push({ subject: 'commit', key: 'taken' });
  return messages;
}

function targetMessages(target: WatchedTarget, state: WatchState, told: Told, now: number, notice: Make): readonly Message<Notice>[] {
  const { repository } = state;
  const { name, runs, report, failures, awaitingApproval } = target;
  const [last] = runs;
  const subject = `target ${name}`;
  // What was told of it may be so no more when it comes back.
  if (isElsewhere(target, state)) return [{ subject, key: ELSEWHERE }];
  if (last === undefined || target.phase === 'standby') return [];
  const commit = repository.commit === undefined ? {} : { commit: { id: repository.commit.id, subject: repository.commit.subject } };
  const about = (words: Words): Notice => notice({ target: name, ...commit, ...words });
  if (failures > 0) {
    const codes = report === undefined ? [] : failureCodes(report);
    const reason = report === undefined ? undefined : reasonOf(report);
    return [{ subject, key: `failed ${codes.join(' ')}`, content: about({ notice: 'failed', summary: `${name}: ${last.sentence}`, ...(reason === undefined ? {} : { detail: reason }) }) }];
  }
  if (awaitingApproval !== undefined) {
    const { fingerprint } = awaitingApproval;
    const content = about({
      notice: 'awaiting-approval',
      fingerprint,
      summary: `${name}: plan ${fingerprint} destroys data and waits for an Approval.`,
      detail: `Read the plan. To run exactly it, commit ${approvalFile(repository.folder, name, fingerprint)}:\n\n${approvalDocument(name, fingerprint, now)}`,
    });
    return [{ subject, key: `approval ${fingerprint}`, content }];
  }
  // A run that was told to stop says nothing about how things are.
  return last.outcome === 'converged' || last.outcome === 'changed' || last.outcome === 'planned' ? [healthMessage(target, subject, told, about)] : [];
}

function healthMessage({ name, runs, report }: WatchedTarget, subject: string, told: Told, about: Make): Message<Notice> {
  // What a look outside the windows finds missing is what a commit has asked for.
  const bad = (health: string): boolean => health === 'degraded' || (health === 'missing' && runs[0]?.outcome !== 'planned');
  const unwell = (report?.pipelines ?? []).filter(({ health }) => bad(health));
  if (unwell.length > 0) {
    const names = unwell.map(({ pipeline }) => pipeline).sort();
    const first = unwell.flatMap(({ components }) => components).find(({ health }) => bad(health));
    const seen = first === undefined ? {} : { detail: `${first.kind} ${first.name}: ${[first.state, first.detail, first.signature?.fix[0]].filter((text) => text !== undefined).join('. ')}` };
    const content = about({ notice: 'degraded', summary: `${name}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''} ${names.length === 1 ? 'is' : 'are'} not well.`, ...seen });
    return { subject, key: `degraded ${names.join(' ')}`, content };
  }
  const was = told.get(subject);
  if (was === undefined || was === 'good' || was === ELSEWHERE || was.startsWith('approval')) return { subject, key: 'good' };
  return { subject, key: 'good', content: about({ notice: 'recovered', summary: `${name}: ${runs[0]?.sentence ?? 'all is well again.'}` }) };
}
