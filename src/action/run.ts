import { randomUUID } from 'node:crypto';
import { exitCodeFor, USAGE } from '../cli/exit-codes.js';
import { reconcile } from '../cli/reconcile.js';
import type { ReconcileCommand, RunIo } from '../cli/reconcile.js';
import type { Config } from '../config.js';
import type { RunReport } from '../core/report.js';
import { renderJson } from '../report/json.js';
import { printable } from '../report/printable.js';
import { renderRunAnnotations } from '../report/github.js';
import { postComment } from './comment.js';
import { readTrigger } from './event.js';

import { keyOf, readInputs } from './inputs.js';
import type { ActionInputs } from './inputs.js';
import { modeOf } from './mode.js';
import type { Mode } from './mode.js';
import { outputsOf, renderOutputs } from './outputs.js';
import { renderSummary } from './page.js';
import type { Page } from './page.js';
import { readRunner, runUrl, withoutRunnerSecrets } from './runner.js';
import type { Runner } from './runner.js';
import { command, silenced } from './workflow-commands.js';

export interface ActionIo extends RunIo {
  /** Adds to a file of the runner's. */
  readonly appendFile: (path: string, text: string) => Promise<void>;
}

/**
 * The GitHub Action: inputs and event to a run of `reconcile`, and its report to the comment, the summary, the annotations and
 * the outputs. Returns the exit code, which is the run's: whether the comment could be written changes nothing about it.
 */
export async function runAction(config: Config, io: ActionIo): Promise<number> {
  const runner = readRunner(config.env);
  const read = readInputs(config.env);
  if (!read.ok) return refuse(read.problems.join('; '), io);
  const { inputs } = read;
  const trigger = readTrigger(runner.event, await payloadOf(runner, io), runner.repository);
  const mode = modeOf(inputs, trigger, runner.actor);
  if (mode.type === 'refused') return refuse(mode.why, io);

  const result = await silenced(randomUUID(), io.stdout, () => run(inputs, mode, config, io));
  const page: Page = {
    ...result,
    ...(mode.note === undefined ? {} : { note: mode.note }),
    applying: !mode.dryRun,
    commit: trigger.pull !== undefined && !trigger.pull.merged ? trigger.pull.headSha : runner.sha,
    repositoryUrl: `${runner.serverUrl}/${runner.repository}`,
    runUrl: runUrl(runner),
  };
  if (inputs.annotations && result.report !== undefined) io.stdout(renderRunAnnotations(result.report));
  if (result.failure !== undefined) io.stdout(command('error', result.failure, 'reconcile could not run'));
  if (runner.summaryPath !== undefined) await io.appendFile(runner.summaryPath, renderSummary(page));
  await writeOutputs(result.report, inputs, runner, io);
  if (inputs.comment) await postComment({ inputs, trigger, runner, page, stdout: io.stdout });
  return result.code;
}

/** Wrong usage: told where the job's reader looks first, and nothing else is done. */
function refuse(why: string, io: ActionIo): number {
  io.stdout(command('error', why, 'reconcile was not run'));
  return USAGE;
}

async function payloadOf({ eventPath }: Runner, io: ActionIo): Promise<unknown> {
  const text = eventPath === undefined ? undefined : await io.readFile(eventPath).catch(() => undefined);
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

interface Result extends Pick<Page, 'report' | 'failure'> {
  readonly code: number;
}

async function run(inputs: ActionInputs, mode: Extract<Mode, { type: 'run' }>, config: Config, io: ActionIo): Promise<Result> {
  // One stream, because the runner reads two, and the order between them is nobody's.
  const quiet: RunIo = { ...io, stderr: io.stdout, isTty: false };
  try {
    const report = await reconcile(commandOf(inputs, mode, config), { ...config, ci: true, env: withoutRunnerSecrets(config.env) }, quiet);
    return { code: exitCodeFor(report), report };
  } catch (thrown) {
    const failure = printable(thrown instanceof Error ? thrown.message : String(thrown));
    io.stdout(`reconcile: ${failure}\n`);
    return { code: thrown instanceof Error && thrown.name === 'UsageError' ? USAGE : 1, failure };
  }
}

function commandOf(inputs: ActionInputs, mode: Extract<Mode, { type: 'run' }>, config: Config): ReconcileCommand {
  const { paths, targets, pipelines, prune, adopt, expectPlan, allowedHosts, allowedEnv, fileRoots } = inputs;
  return {
    paths,
    targets,
    pipelines,
    prune,
    adopt,
    allowedHosts,
    allowedEnv,
    fileRoots,
    dryRun: mode.dryRun,
    yes: !mode.dryRun,
    output: 'text',
    detailedExitcode: false,
    // A runner's disk is gone after the job, and a ledger on it.
    ledger: inputs.ledger ?? config.ledger ?? 'git:',
    ...(expectPlan === undefined ? {} : { expectPlan }),
    ...(mode.simulate === undefined ? {} : { simulate: mode.simulate }),
  };
}

async function writeOutputs(report: RunReport | undefined, inputs: ActionInputs, runner: Runner, io: ActionIo): Promise<void> {
  const name = keyOf(inputs).replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '') || 'all';
  const planFile = report === undefined || runner.temp === undefined ? '' : `${runner.temp}/cdc-reconciler/${name}.json`;
  if (report !== undefined && planFile !== '') await io.writeFile(planFile, renderJson(report));
  if (runner.outputPath !== undefined) await io.appendFile(runner.outputPath, renderOutputs(outputsOf(report, planFile), `ghadelimiter_${randomUUID()}`));
}

