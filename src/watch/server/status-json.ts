import { targetDocument } from '../../report/json.js';
import { REPORT_FORMAT_VERSION } from '../../core/report.js';
import type { RunReport } from '../../core/report.js';
import type { Leadership } from '../leader/index.js';
import type { Shards } from '../shard/index.js';
import type { WatchState } from '../state.js';

/** Version of `/status.json`; another one when a field changes its meaning or goes away. */
const STATUS_FORMAT_VERSION = 1;

/** The run of which a target's last report is a part. */
function asRun(target: RunReport['targets'][number]): RunReport {
  return { formatVersion: REPORT_FORMAT_VERSION, command: 'reconcile', dryRun: false, targets: [target], diagnostics: [], outcome: target.outcome };
}

/** The whole state for programs; reports as `-o json` writes them, times in ISO 8601. */
export function statusDocument({ version, startedAt, repository, targets, stopping, shards }: WatchState, leadership: Leadership | undefined): object {
  const { commit, refusedCommit, lastFetchAt, problem, url, branch, folder } = repository;
  return {
    formatVersion: STATUS_FORMAT_VERSION,
    version,
    startedAt: iso(startedAt),
    stopping,
    ...(leadership === undefined ? {} : { leadership }),
    ...(shards === undefined ? {} : { shards: sharing(shards) }),
    repository: {
      url,
      branch,
      folder,
      ...(commit === undefined ? {} : { commit: { ...commit, committedAt: iso(commit.committedAt) } }),
      ...(lastFetchAt === undefined ? {} : { lastFetchAt: iso(lastFetchAt) }),
      ...(problem === undefined ? {} : { problem }),
      ...(refusedCommit === undefined ? {} : { refusedCommit: { id: refusedCommit.id, subject: refusedCommit.subject, committedAt: iso(refusedCommit.committedAt), diagnostics: refusedCommit.report.diagnostics } }),
    },
    targets: targets.map(({ name, phase, runs, report, lastSuccessAt, nextRunAt, failures, awaitingApproval }) => ({
      name,
      phase,
      ...(shards === undefined ? {} : { owner: shards.owners[name] ?? null }),
      failures,
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt: iso(lastSuccessAt) }),
      ...(nextRunAt === undefined ? {} : { nextRunAt: iso(nextRunAt) }),
      ...(awaitingApproval === undefined ? {} : { awaitingApproval: { fingerprint: awaitingApproval.fingerprint, since: iso(awaitingApproval.since) } }),
      runs: runs.map((run) => ({ ...run, startedAt: iso(run.startedAt), endedAt: iso(run.endedAt) })),
      ...(report === undefined ? {} : { report: targetDocument(report, asRun(report)) }),
    })),
  };
}

function sharing({ identity, members, problem }: Shards): object {
  return { replica: identity, replicas: members, ...(problem === undefined ? {} : { problem }) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
