import type { Config } from '../config.js';
import { hasErrors } from '../core/diagnostic.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { TargetReport } from '../core/report.js';
import { readStatements } from '../import/account.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { renderDiagnostics } from '../report/diagnostics.js';
import { missingCredentials } from './account.js';
import { exitCodes } from './io.js';
import { readAccount } from './import-account.js';
import { choose } from './import-choice.js';
import { judge } from './import-judge.js';
import type { Judged } from './import-judge.js';
import { importReport } from './import-report.js';
import type { RunIo } from './reconcile.js';
import { runTarget } from './run-target.js';
import { onlyTarget, select, UsageError } from './select.js';
import { openSession } from './session.js';
import type { Session, SessionOptions } from './session.js';

export interface ImportCommand extends SessionOptions {
  /** Default: the only Target. */
  readonly target?: string;
  /** Names or ids of connectors. When nothing chooses: every connector of a known source, and every topic that none of them fills. */
  readonly connectors: readonly string[];
  /** Topics that exist without a connector of ours, and are decoded by statements. */
  readonly topics: readonly string[];
  /** Source or target tables whose connector or topic is meant. */
  readonly tables: readonly string[];
  /** Folder for one file per pipeline. Default: stdout. */
  readonly out?: string;
  /** Enter what is imported into the ledger: the next plan is empty. */
  readonly adopt: boolean;
  readonly ledger?: string;
}

/**
 * `reconcile import`: Pipelines for what exists in the account, proven by planning them. Changes nothing there; with `adopt` the
 * ledger says from now on that it is ours. 0; 1 when nothing could be imported or the account could not be read; 65 for invalid
 * documents. @throws UsageError.
 */
export async function importPipelines(command: ImportCommand, config: Config, io: RunIo): Promise<number> {
  if (command.adopt && command.out === undefined) throw new UsageError('--adopt needs --out: what is in the ledger and in no file would be an orphan');
  const session = await openSession(command, config, io);
  try {
    return await run(command, session, config, io);
  } finally {
    await session.close();
  }
}

async function run(command: ImportCommand, session: Session, config: Config, io: RunIo): Promise<number> {
  const { documents, diagnostics, files } = session.loaded;
  const tell = (found: readonly Diagnostic[]): void => io.stderr(`${renderDiagnostics(found, files, { color: io.color })}\n`);
  if (hasErrors(diagnostics)) return tell(diagnostics), exitCodes.invalid;
  const target = onlyTarget(select(documents, command.target === undefined ? [] : [command.target], []).map((selection) => selection.target), 'import');
  const missing = session.simulation === undefined ? await missingCredentials([target], session.secrets) : [];
  if (missing.length > 0) return tell(missing), 1;
  const account = await readAccount(target, session);
  if (!account.read) return tell(account.diagnostics), 1;
  const { facts } = account;
  const existing = documents.pipelines.filter((pipeline) => pipeline.target === target.name);
  const statements = readStatements(facts);
  const { chosen, named } = choose(command, facts, statements, existing);
  const folder = command.out ?? 'imported';
  const judged = await judge({
    origins: chosen,
    statements,
    facts,
    files,
    allowedHosts: session.allowedHosts,
    fileOf: (name) => `${folder.replace(/\/$/, '')}/${name}.yaml`,
    plan: (pipelines) => runOne(command, target, pipelines, session, config, io, false),
  });
  const result: Judged = { ...judged, named: [...judged.named, ...named] };
  await write(result, command, io);
  const adopted = command.adopt && judged.pipelines.length > 0 ? await runOne(command, target, judged.pipelines.map(({ document }) => document), session, config, io, true) : undefined;
  io.stderr(importReport(result, { ...(command.out === undefined ? {} : { folder: command.out }), ...(adopted === undefined ? {} : { adopted }) }));
  if (judged.pipelines.length === 0) return 1;
  return adopted === undefined || adopted.outcome === 'converged' || adopted.outcome === 'changed' ? 0 : 1;
}

/** Plans the pipelines, taking what exists; `adopt` also enters it into the ledger, if that is all there is to do. */
async function runOne(command: ImportCommand, target: TargetDocument, pipelines: readonly PipelineDocument[], session: Session, config: Config, io: RunIo, adopt: boolean): Promise<TargetReport> {
  const names = new Set(pipelines.map(({ name }) => name));
  const ledgerUrl = command.ledger ?? config.ledger;
  return runTarget({
    session,
    place: { cwd: io.cwd, env: config.env },
    events: () => undefined,
    ...(ledgerUrl === undefined ? {} : { ledgerUrl }),
    request: { target, pipelines, inScope: (pipeline) => pipeline !== undefined && names.has(pipeline), prune: false, adopt: true },
    options: {
      concurrency: 1,
      stopping: io.stopping,
      abort: io.abort,
      ...(adopt
        ? {
            consent: async (plan) =>
              plan.steps.every((step) => step.operation === 'adopt')
                ? { given: true }
                : { given: false, why: { code: 'CDC4013', severity: 'error', summary: 'the plan does more than adopt, so nothing was entered into the ledger', fix: 'Run "reconcile --adopt --dry-run" on the files, and apply them when you agree.' } },
          }
        : {}),
    },
  });
}

/** @throws UsageError when a file is there already: an import overwrites nothing. */
async function write({ pipelines }: Judged, { out }: ImportCommand, io: RunIo): Promise<void> {
  if (out === undefined) {
    io.stdout(pipelines.map(({ text }) => text).join('---\n'));
    return;
  }
  const files = pipelines.map(({ pipeline, text }) => ({ file: `${out.replace(/\/$/, '')}/${pipeline.name}.yaml`, text }));
  for (const { file } of files) if ((await io.readFile(file)) !== undefined) throw new UsageError(`${file} exists already; import overwrites nothing`);
  for (const { file, text } of files) await io.writeFile(file, text, { createOnly: true });
}
