import { assertNever } from '../core/assert-never.js';
import { hasErrors } from '../core/diagnostic.js';
import { hasPreflightErrors } from '../core/preflight.js';
import type { PreflightReport } from '../core/preflight.js';
import { secretReference } from '../core/secret.js';
import type { Config } from '../config.js';
import { preflightPipelines } from '../preflight/index.js';
import type { PreflightRequest } from '../preflight/index.js';
import { INVALID_DOCUMENTS } from './exit-codes.js';
import type { CommandIo } from './io.js';
import { select, UsageError } from './select.js';
import { openSession } from './session.js';
import type { Session } from './session.js';

export const PREFLIGHT_OUTPUTS = ['text', 'json', 'markdown'] as const;
export type PreflightOutput = (typeof PREFLIGHT_OUTPUTS)[number];

export interface PreflightCommand {
  readonly paths: readonly string[];
  readonly targets: readonly string[];
  readonly pipelines: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly fileRoots: readonly string[];
  readonly allowedEnv?: readonly string[];
  readonly output: PreflightOutput;
  /** Write the report there instead of to stdout. */
  readonly out?: string;
  /** Write the SQL that mends what was found there. */
  readonly fixSql?: string;
  /** Environment variable with a password that replaces those of the blocks. */
  readonly passwordEnv?: string;
  /** Milliseconds for each check. */
  readonly timeoutMs?: number;
  /** Ask the account where the connectors stand, too. */
  readonly account?: boolean;
  /** The simulator in the account's place. */
  readonly simulate?: string | true;
  /** List the passed checks too. */
  readonly verbose?: boolean;
}

/**
 * `reconcile preflight [paths]`: checks the source databases; only reads. 0 when nothing was found that is an error, 1 when
 * something was, 65 for invalid documents. @throws UsageError.
 */
export async function preflight(command: PreflightCommand, config: Config, io: CommandIo, drivers?: PreflightRequest['open']): Promise<number> {
  // Named by a flag, so allowed by it; and looked at before anything is opened.
  const named = command.passwordEnv === undefined ? [] : [nameFrom(command.passwordEnv)];
  const session = await openSession({ ...command, allowedEnv: [...(command.allowedEnv ?? []), ...named] }, config, io);
  try {
    const { loaded } = session;
    if (hasErrors(loaded.diagnostics)) {
      const { renderDiagnostics } = await import('../report/diagnostics.js');
      io.stderr(renderDiagnostics(loaded.diagnostics, loaded.files, { color: io.color }));
      return INVALID_DOCUMENTS;
    }
    const report = await check(command, session, config, drivers);
    const text = await render(report, command, io);
    if (command.out === undefined) io.stdout(text);
    else await io.writeFile(command.out, text);
    if (command.fixSql !== undefined) await io.writeFile(command.fixSql, (await import('../report/preflight-sql.js')).renderPreflightSql(report));
    return hasPreflightErrors(report) ? 1 : 0;
  } finally {
    await session.close();
  }
}

/** The report for the pipelines that the flags choose. For `reconcile preflight`, and for apply with `--preflight`. */
async function check(
  command: Pick<PreflightCommand, 'targets' | 'pipelines' | 'passwordEnv' | 'timeoutMs' | 'account'>,
  session: Session,
  config: Pick<Config, 'env'>,
  drivers?: PreflightRequest['open'],
): Promise<PreflightReport> {
  const { documents } = session.loaded;
  const chosen = select(documents, command.targets, command.pipelines);
  return preflightPipelines({
    pipelines: chosen.flatMap((selection) => selection.pipelines),
    all: documents.pipelines,
    targets: documents.targets,
    secrets: session.secrets,
    env: config.env,
    ...(command.passwordEnv === undefined ? {} : { password: passwordFrom(command.passwordEnv) }),
    ...(command.timeoutMs === undefined ? {} : { timeoutMs: command.timeoutMs }),
    ...(command.account === true ? { offsetsOf: (await import('./stored-offsets.js')).createOffsetsReader(documents.targets, session) } : {}),
    ...(drivers === undefined ? {} : { open: drivers }),
  });
}

/** @throws UsageError for what cannot be the name of a variable. */
export function passwordFrom(variable: string) {
  return secretReference(`\${env:${nameFrom(variable)}}`);
}

function nameFrom(variable: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) throw new UsageError(`--password-env takes the name of an environment variable, not ${JSON.stringify(variable)}`);
  return variable;
}

async function render(report: PreflightReport, { output, out, verbose }: PreflightCommand, io: CommandIo): Promise<string> {
  switch (output) {
    case 'text':
      return (await import('../report/preflight-text.js')).renderPreflightText(report, { color: io.color && out === undefined, verbose: verbose === true });
    case 'json':
      return (await import('../report/preflight-json.js')).renderPreflightJson(report);
    case 'markdown':
      return (await import('../report/preflight-markdown.js')).renderPreflightMarkdown(report);
    default:
      return assertNever(output);
  }
}
