import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { builtBinary } from '../../cli/binary.js';
import { obey } from './runner-log.js';
import type { ObeyedCommand } from './runner-log.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SUMMARY_LIMIT = 1024 * 1024;

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const actionFile = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as ActionFile;

/** A step of a job: what the workflow and the event say. */
export interface Step {
  readonly workspace: string;
  readonly event: string;
  readonly payload: unknown;
  readonly with?: Readonly<Record<string, string>>;
  /** `env:` of the job. */
  readonly env?: Readonly<Record<string, string>>;
  readonly token: string;
  readonly apiUrl: string;
  readonly sha: string;
  readonly runId: number;
  readonly actor?: string;
}

export interface StepResult {
  readonly code: number;
  /** Both streams, as they came. */
  readonly log: string;
  readonly commands: readonly ObeyedCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly durationMs: number;
  /** Everything that left the process except over the network: log, files of the runner, plan file. */
  readonly everything: string;
}

export const REPOSITORY = 'acme/cdc';

/** Runs the built action as the runner does: inputs with the defaults of action.yml as INPUT_*, the event in a file, files for outputs and summary. */
export async function runStep(step: Step): Promise<StepResult> {
  builtBinary();
  const temp = mkdtempSync(join(tmpdir(), 'runner-'));
  const files = { event: join(temp, 'event.json'), output: join(temp, 'output'), summary: join(temp, 'summary') };
  writeFileSync(files.event, JSON.stringify(step.payload));
  writeFileSync(files.output, '');
  writeFileSync(files.summary, '');
  mkdirSync(join(temp, 'work'));
  const started = performance.now();
  const child = spawn(process.execPath, [join(ROOT, actionFile.runs.main)], {
    cwd: step.workspace,
    env: { ...inputsOf(step), ...runnerEnv(step, files, join(temp, 'work')), ...step.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const code = await new Promise<number>((resolve) => child.on('close', (exit) => resolve(exit ?? -1)));
  const summary = readFileSync(files.summary, 'utf8');
  if (Buffer.byteLength(summary) > SUMMARY_LIMIT) throw new Error('the runner would throw this summary away: it is larger than 1 MiB');
  const output = readFileSync(files.output, 'utf8');
  const outputs = parseOutputs(output);
  const plan = outputs['plan-file'] ? readFileSync(outputs['plan-file'], 'utf8') : '';
  return { code, log, commands: obey(log), outputs, summary, durationMs: performance.now() - started, everything: [log, output, summary, plan].join('\n') };
}

function inputsOf(step: Step): Record<string, string> {
  const given = step.with ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in actionFile.inputs));
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`);
  const value = (name: string, fallback: string): string => given[name] ?? fallback.replace('${{ github.token }}', step.token);
  return Object.fromEntries(Object.entries(actionFile.inputs).map(([name, input]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value(name, input.default ?? '')]));
}

function runnerEnv(step: Step, files: { readonly event: string; readonly output: string; readonly summary: string }, temp: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: temp,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: step.actor ?? 'octocat',
    GITHUB_API_URL: step.apiUrl,
    GITHUB_EVENT_NAME: step.event,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: String(step.runId),
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_SHA: step.sha,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKSPACE: step.workspace,
    RUNNER_TEMP: temp,
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-runner',
  };
}

/** GITHUB_OUTPUT as the runner reads it: `name=value`, or `name<<delimiter` up to the delimiter's line. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const heredoc = /^([\w-]+)<<(.+)$/.exec(lines[at]!);
    if (heredoc === null) {
      if (lines[at] === '') continue;
      throw new Error(`the runner does not understand ${JSON.stringify(lines[at])}`);
    }
    const end = lines.indexOf(heredoc[2]!, at + 1);
    if (end < 0) throw new Error(`no end of ${heredoc[1]!}`);
    outputs[heredoc[1]!] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
