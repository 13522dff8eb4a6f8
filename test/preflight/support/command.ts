import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { preflight } from '../../../src/cli/preflight.js';
import type { PreflightCommand } from '../../../src/cli/preflight.js';
import { diskFiles } from '../../../src/cli/io.js';
import type { PreflightRequest } from '../../../src/preflight/index.js';
import type { Finding, PreflightReport } from '../../../src/core/preflight.js';

export interface PipelineGiven {
  readonly name: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly tables: readonly string[];
}

export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly report: PreflightReport;
  /** Of the fix file. */
  readonly sql: string;
}

const target = { apiVersion: 'cdc-reconciler/v1', kind: 'Target', metadata: { name: 'test' }, spec: { environment: { id: 'env-1' }, cluster: { id: 'lkc-1' }, computePool: { id: 'lfcp-1' } } };

/** `reconcile preflight -o json --fix-sql fix.sql` in a folder of its own. */
export async function runCommand(
  pipelines: readonly PipelineGiven[],
  env: Readonly<Record<string, string>>,
  more: Partial<PreflightCommand> = {},
  drivers?: PreflightRequest['open'],
): Promise<CommandRun> {
  const cwd = mkdtempSync(join(tmpdir(), 'reconcile-preflight-'));
  const documents = [target, ...pipelines.map(({ name, source, tables }) => ({
    apiVersion: 'cdc-reconciler/v1', kind: 'Pipeline', metadata: { name },
    spec: { source, tables: tables.map((from, i) => ({ from, to: `${name}_${i}`, key: ['id'], columns: { id: 'BIGINT' } })) },
  }))];
  writeFileSync(join(cwd, 'pipelines.yaml'), documents.map((document) => stringify(document)).join('---\n'));
  const out: string[] = [];
  const err: string[] = [];
  const io = { ...diskFiles(cwd), stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text), cwd, isTty: false, color: false };
  const config = { env, allowedHosts: [], fileRoots: [], allowedEnv: [], ledger: undefined, proxy: false, logLevel: 'warn', ci: true, color: 'never' as const, githubActions: false };
  const command: PreflightCommand = { paths: ['pipelines.yaml'], targets: [], pipelines: [], allowedHosts: [], fileRoots: [], output: 'json', fixSql: 'fix.sql', ...more };
  const code = await preflight(command, config, io, drivers);
  const stdout = out.join('');
  const json = command.output === 'json' && stdout !== '';
  return {
    code, stdout, stderr: err.join(''),
    report: json ? (JSON.parse(stdout) as PreflightReport) : { formatVersion: 1, pipelines: [], summary: { errors: 0, warnings: 0, notes: 0, unknown: 0, passed: 0 } },
    sql: code === 65 ? '' : readFileSync(join(cwd, 'fix.sql'), 'utf8'),
  };
}

/** What is wrong, without what is well: `check subject` sorted. */
export function found(run: CommandRun): readonly Finding[] {
  return run.report.pipelines.flatMap((pipeline) => pipeline.findings).filter((finding) => finding.status !== 'ok');
}

export function names(run: CommandRun): readonly string[] {
  return found(run).map(({ check, subject, status }) => `${check}${subject === undefined ? '' : ` ${subject}`}${status === 'unknown' ? ' ?' : ''}`);
}
