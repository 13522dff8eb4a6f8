import type { PipelineStatus } from '../../core/pipeline-status.js';
import type { Outcome } from '../../core/result.js';
import { attentionMarkup, fromDiagnostic } from '../../report/html/attention.js';
import { toneMark } from '../../report/html/health.js';
import { healthHeadline } from '../../report/html/index.js';
import { html } from '../../report/html/markup.js';
import type { Markup } from '../../report/html/markup.js';
import { pageMarkup } from '../../report/html/page.js';
import { pipelineView } from '../../report/html/pipeline-view.js';
import { targetParts } from '../../report/html/target.js';
import type { TargetLimits } from '../../report/html/target.js';
import { cut, plural } from '../../report/printable.js';
import { approvalDocument, approvalFile } from '../approval.js';
import type { Leadership } from '../leader/index.js';
import { podOf } from '../shard/index.js';
import type { Shards } from '../shard/index.js';
import type { WatchedRun, WatchedTarget, WatchPhase, WatchState } from '../state.js';
import { refreshScript } from './script.js';
import { when } from './when.js';

/** For a whole page; shared out between the targets, so that it stays below 100 kB. */
const room: TargetLimits = { changes: 30, impacts: 8, details: false, tables: 60, problems: 10, pipelines: 24 };
const MAX_RUNS = 8;

/** The status page: what the controller knows, for people. Changes nothing, holds no secret, and is complete without its script. */
export function statusPage(state: WatchState, leadership: Leadership | undefined, now: number): string {
  const { repository, targets, version } = state;
  const headline = headlineOf(state);
  return pageMarkup({
    title: `${headline} · cdc-reconciler`,
    script: refreshScript,
    header: html`<div class="brand"><span>cdc-reconciler ${version}</span><span id="old" role="status" hidden>No answer from the controller: this is what it last said.</span><button id="pause" type="button" hidden>Pause updates</button></div><div id="lede"><h1>${headline}</h1>${factsMarkup(state, leadership, now)}</div>`,
    main: [repositoryMarkup(repository), ...targets.flatMap((target, at) => (isElsewhere(target, state) ? [] : [targetSection(target, repository.folder, `t${at}`, limitsOf(target, targets), now)])), elsewhereMarkup(state)],
    footer: html`<p class="note">Read-only. The same for programs: <a href="status.json">status.json</a>, <a href="metrics">metrics</a>.</p>`,
  });
}

/** A target's part of the room: as large as its part of the pipelines. */
function limitsOf({ report }: WatchedTarget, targets: readonly WatchedTarget[]): TargetLimits {
  const all = targets.reduce((sum, target) => sum + (target.report?.pipelines.length ?? 0), 0);
  const part = (report?.pipelines.length ?? 0) / Math.max(1, all);
  const share = (value: number, least: number): number => Math.max(least, Math.floor(value * part));
  return { ...room, changes: share(room.changes, 5), impacts: share(room.impacts, 3), tables: share(room.tables, 4), problems: share(room.problems, 3), pipelines: share(room.pipelines, 1) };
}

/** The one thing to know. */
function headlineOf(state: WatchState): string {
  const { repository, targets, stopping, shards } = state;
  const reports = targets.flatMap(({ report }) => (report === undefined ? [] : [report]));
  const pipelines: PipelineStatus[] = reports.flatMap((report) => [...report.pipelines]);
  const waiting = targets.filter(({ awaitingApproval }) => awaitingApproval !== undefined).length;
  const failing = targets.filter(({ failures }) => failures > 0);
  const apart = reports.flatMap((report) => report.pipelines.map((status) => pipelineView(status, report))).filter(({ sync }) => sync.state === 'out of sync').length;
  if (stopping) return 'Stopping';
  if (repository.commit === undefined) return repository.problem === undefined && repository.refusedCommit === undefined ? 'Waiting for the first documents' : 'No documents could be taken yet';
  if (failing.length > 0) return `${cut(failing[0]!.name, 60)}${failing.length > 1 ? ` and ${plural(failing.length - 1, 'more target')}` : ''} could not be reconciled`;
  if (pipelines.some(({ health }) => health !== 'healthy')) return healthHeadline(pipelines);
  if (repository.refusedCommit !== undefined) return 'The newest commit is refused; the last good one stays in force';
  if (waiting > 0) return `${plural(waiting, 'plan')} ${waiting === 1 ? 'waits' : 'wait'} for an approval`;
  if (apart > 0) return `${apart} of ${plural(pipelines.length, 'pipeline')} ${apart === 1 ? 'is' : 'are'} out of sync`;
  if (shards !== undefined && targets.length > 0 && targets.every(({ phase }) => phase === 'standby')) return 'Other replicas have the targets';
  if (pipelines.length === 0) return targets.length === 0 ? 'There is no target' : 'No pipeline has been looked at yet';
  return `${healthHeadline(pipelines)} and in sync${targets.some((target) => isElsewhere(target, state)) ? ' here' : ''}`;
}

function factsMarkup(state: WatchState, leadership: Leadership | undefined, now: number): Markup {
  const { repository, startedAt } = state;
  const { url, branch, folder, commit, lastFetchAt } = repository;
  return html`<dl class="facts"><div><dt>Documents</dt><dd>${cut(url, 120)}, branch ${branch}${folder === '' || folder === '.' ? '' : `, folder ${folder}`}</dd></div>
<div><dt>Commit in force</dt><dd>${commit === undefined ? 'none yet' : html`<code>${commit.id.slice(0, 9)}</code> ${cut(commit.subject, 80)}`}</dd></div>
<div><dt>Looked at git</dt><dd>${lastFetchAt === undefined ? 'not yet' : when(lastFetchAt, now)}</dd></div>
<div><dt>Running since</dt><dd>${when(startedAt, now)}</dd></div>${replicaMarkup(state, leadership)}</dl>`;
}

/** This one among the others; nothing when there are none. */
function replicaMarkup({ shards, targets }: WatchState, leadership: Leadership | undefined): Markup | undefined {
  const role = shards !== undefined ? shareOf(shards, targets) : leadership !== undefined ? roleOf(leadership) : undefined;
  if (role === undefined) return undefined;
  const problem = shards?.problem ?? leadership?.problem;
  return html`<div><dt>This replica</dt><dd>${cut(role, 120)}${problem === undefined ? '' : `. ${cut(problem, 200)}`}</dd></div>`;
}

function roleOf({ leading, holder = '' }: Leadership): string {
  return leading ? 'leads' : holder === '' ? 'stands by; nobody leads' : `stands by; ${holder} leads`;
}

function shareOf({ identity, members, owners }: Shards, targets: readonly WatchedTarget[]): string {
  const own = targets.filter(({ name }) => owners[name] === identity).length;
  return `${podOf(identity)} has ${own} of ${plural(targets.length, 'target')}; ${plural(members.length, 'replica')} ${members.length === 1 ? 'lives' : 'live'}`;
}

/** A target of which this replica has nothing to show. */
function isElsewhere({ phase }: WatchedTarget, { shards }: WatchState): boolean {
  return shards !== undefined && phase === 'standby';
}

function elsewhereMarkup(state: WatchState): Markup | undefined {
  const { shards, targets } = state;
  const others = targets.filter((target) => isElsewhere(target, state));
  if (shards === undefined || others.length === 0) return undefined;
  return html`<section aria-labelledby="o-h"><h2 id="o-h">Other targets</h2><p>Each is shown by the replica that has it.</p><ul>${others.map(({ name }) => html`<li><b>${name}</b>: ${ownerOf(shards, name)}</li>
`)}</ul></section>`;
}

function ownerOf({ owners, identity }: Shards, target: string): string {
  const owner = owners[target];
  return owner === undefined ? 'no replica has it just now' : owner === identity ? 'changing hands' : cut(podOf(owner), 100);
}

function repositoryMarkup({ problem, refusedCommit }: WatchState['repository']): Markup | undefined {
  if (problem === undefined && refusedCommit === undefined) return undefined;
  const told = refusedCommit === undefined ? undefined : attentionMarkup(refusedCommit.report.diagnostics.filter(({ severity }) => severity !== 'info').map(fromDiagnostic), 8, 'r');
  return html`<section aria-labelledby="r-h"><h2 id="r-h">The repository</h2>${problem === undefined ? undefined : html`<p>${cut(problem, 600)}</p>`}
${refusedCommit === undefined ? undefined : html`<p>Commit <code>${refusedCommit.id.slice(0, 9)}</code> (${cut(refusedCommit.subject, 80)}) is not taken. The documents of the commit in force stay as they are.</p>`}${told}</section>`;
}

const phaseWords = {
  waiting: 'waiting for the next run',
  reconciling: 'reconciling now',
  'backing-off': 'failed; will try again',
  suspended: 'suspended in its Target document',
  'outside-window': 'outside of its sync windows: looks, and changes nothing',
  'awaiting-approval': 'waiting for an approval',
  standby: 'on standby: another replica writes',
} as const satisfies Record<WatchPhase, string>;

function targetSection(target: WatchedTarget, folder: string, id: string, limits: TargetLimits, now: number): Markup {
  const { name, phase, report, lastSuccessAt, nextRunAt, failures } = target;
  const parts = report === undefined ? undefined : targetParts(report, id, limits);
  const applied = report?.results !== undefined && report.outcome === 'changed';
  return html`<section aria-labelledby="${id}-h"><h2 id="${id}-h">${name}</h2>
<p class="marks"><span>${phaseWords[phase]}</span>${nextRunAt === undefined ? undefined : html`<span class="note">next run ${when(nextRunAt, now)}</span>`}${lastSuccessAt === undefined ? html`<span class="note">never succeeded</span>` : html`<span class="note">last success ${when(lastSuccessAt, now)}</span>`}${failures > 0 ? html`<span class="note">${plural(failures, 'failure')} in a row</span>` : undefined}</p>
${parts?.account}
${approvalMarkup(target, folder, id, now)}
${parts?.attention === undefined ? undefined : html`<h3>What to look at</h3>${parts.attention}`}
${parts?.plan === undefined || applied ? undefined : html`<h3>The plan</h3>${parts.plan}`}
${parts?.pipelines === undefined ? undefined : html`<h3>Pipelines</h3>${parts.overview}${parts.pipelines}`}
${runsMarkup(target.runs, now)}
${parts?.foot}</section>
`;
}

const DAY = 86_400_000;

/** What to commit and where, as the log and the notification have it. It changes once a day, so that a reload does not disturb who copies it. */
function approvalMarkup({ name, awaitingApproval }: WatchedTarget, folder: string, id: string, now: number): Markup | undefined {
  if (awaitingApproval === undefined) return undefined;
  const { fingerprint, since } = awaitingApproval;
  const document = approvalDocument(name, fingerprint, now - (now % DAY)).trimEnd().split('\n');
  return html`<div class="approval"><h3 id="${id}-a">Plan ${fingerprint} waits for an approval</h3><p>Since ${when(since, now)}. It destroys or rebuilds data; what exactly is listed under “What happens to data”. To allow exactly this plan, commit this as <code>${approvalFile(folder, name, fingerprint)}</code>, with your reason:</p><pre tabindex="0" aria-labelledby="${id}-a" role="group">${document.map((line) => html`${line}
`)}</pre></div>`;
}

const outcomeMarks = {
  converged: ['healthy', '='],
  changed: ['healthy', '✓'],
  planned: ['progressing', '…'],
  partial: ['degraded', '▲'],
  failed: ['degraded', '▲'],
  refused: ['progressing', '!'],
} as const satisfies Record<Outcome, readonly ['healthy' | 'progressing' | 'degraded', string]>;

function runsMarkup(runs: readonly WatchedRun[], now: number): Markup | undefined {
  if (runs.length === 0) return undefined;
  return html`<h3>Last runs</h3><ol class="runs">${runs.slice(0, MAX_RUNS).map(({ endedAt, outcome, sentence, trigger, commit }) => {
    const [tone, glyph] = outcomeMarks[outcome];
    return html`<li><span>${when(endedAt, now)}</span>${toneMark(tone, glyph, outcome)}<span>${cut(sentence, 200)} <span class="note">${trigger}${commit === undefined ? '' : `, ${commit.slice(0, 9)}`}</span></span></li>
`;
  })}</ol>`;
}
