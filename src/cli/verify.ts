import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config.js';
import { assertNever } from '../core/assert-never.js';
import { hasErrors } from '../core/diagnostic.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { isProven, VERIFY_FORMAT_VERSION } from '../core/verification.js';
import type { TargetVerification, VerifyReport } from '../core/verification.js';
import { systemClock } from '../engine/clock.js';
import { createDigestsOf } from '../engine/secret-digests.js';
import { kindsByName } from '../kinds/index.js';
import { createDigester } from '../ledger/digest.js';
import { parseDuration } from '../pipeline/units.js';
import { verifyTarget } from '../verify/verify-target.js';
import { credentialOf, missingCredentials, openAccount } from './account.js';
import { passwordFrom } from './preflight.js';
import { createProbeWriter } from './probe-writer.js';
import type { ProbeLogin } from './probe-writer.js';
import { INVALID_DOCUMENTS } from './exit-codes.js';
import { matchesGlob } from './glob.js';
import { ledgerStoreFor } from './ledger-store.js';
import type { RunIo } from './reconcile.js';
import { select, UsageError } from './select.js';
import type { Selection } from './select.js';
import { openSession } from './session.js';
import type { Session, SessionOptions } from './session.js';

export interface VerifyCommand extends SessionOptions {
  readonly targets: readonly string[];
  readonly pipelines: readonly string[];
  /** `10m`, `0` for one look. */
  readonly timeout: string;
  readonly output: 'text' | 'json' | 'markdown';
  readonly out?: string;
  readonly ledger?: string;
  /** Write a marked row into the source database, where tables have a `probe`. */
  readonly probe?: boolean;
  /** Who writes it, and the environment variable of that user's password. Default: as the connector. */
  readonly probeUser?: string;
  readonly probePasswordEnv?: string;
}

/**
 * `reconcile verify`: proves that rows move through every stage, or tells where they stop. Returns the exit code: 0 when all
 * stages are proven, 1 otherwise, 65 for invalid documents.
 * @throws UsageError for a time that cannot be read, and for `--probe` when no table says what may be written.
 */
export async function verify(command: VerifyCommand, config: Config, io: RunIo): Promise<number> {
  const timeoutMs = parseDuration(command.timeout);
  if (timeoutMs === undefined) throw new UsageError(`--timeout ${command.timeout} is no duration; write 10m, 90s or 0`);
  const session = await openSession(command, config, io);
  try {
    const report = await run(command, timeoutMs, session, config, io);
    const text = await render(report, session, command, io);
    if (command.out === undefined) io.stdout(text);
    else await io.writeFile(command.out, text);
    return hasErrors(session.loaded.diagnostics) ? INVALID_DOCUMENTS : report.proven ? 0 : 1;
  } finally {
    await session.close();
  }
}

async function run(command: VerifyCommand, timeoutMs: number, session: Session, config: Config, io: RunIo): Promise<VerifyReport> {
  const { documents, diagnostics } = session.loaded;
  if (hasErrors(diagnostics)) return reportOf(session, [], diagnostics);
  const selections = select(documents, command.targets, command.pipelines).filter(({ pipelines }) => pipelines.length > 0);
  const missing = session.simulation === undefined ? await missingCredentials(selections.map(({ target }) => target), session.secrets) : [];
  if (missing.length > 0) return reportOf(session, [], [...diagnostics, ...missing]);
  if (command.probe === true && !selections.some(({ pipelines }) => pipelines.some(({ spec }) => spec.tables.some((table) => table.probe !== undefined)))) throw new UsageError(NO_PROBE);
  const targets: TargetVerification[] = [];
  for (const selection of selections) targets.push(await verifyOne(selection, command, timeoutMs, session, config, io));
  return reportOf(session, targets, diagnostics);
}

const NO_PROBE = '--probe needs a table that says what may be written: tables: [{ from: ..., probe: { key: { id: -1 }, column: note } }]';

async function verifyOne({ target, pipelines }: Selection, command: VerifyCommand, timeoutMs: number, session: Session, config: Config, io: RunIo): Promise<TargetVerification> {
  const { secrets, clock, simulation } = session;
  const cloudSecret = simulation?.description.credentials.cloud.secret ?? (await secrets(credentialOf(target, 'cloud').secret));
  const digester = createDigester(cloudSecret);
  const store = ledgerStoreFor(target.name, command.ledger ?? config.ledger, simulation, { cwd: io.cwd, env: config.env });
  const inScope = (pipeline: string | undefined): boolean => command.pipelines.length === 0 || (pipeline !== undefined && command.pipelines.some((glob) => matchesGlob(pipeline, glob)));
  try {
    return await verifyTarget(
      { target, pipelines, inScope, timeoutMs },
      {
        confluent: openAccount(target, session),
        kinds: kindsByName,
        clock,
        digestsOf: createDigestsOf(secrets, digester),
        keyCheck: digester.keyCheck,
        ledger: { store, holder: `${hostname()}:${process.pid}`, runId: randomUUID(), now: () => systemClock.now() },
        signal: io.stopping,
        ...(command.probe === true ? { probe: createProbeWriter({ pipelines, target, session, env: config.env, ...probeLogin(command) }) } : {}),
      },
    );
  } finally {
    await store.close();
  }
}

function probeLogin({ probeUser, probePasswordEnv }: VerifyCommand): ProbeLogin {
  return {
    ...(probeUser === undefined ? {} : { user: probeUser }),
    ...(probePasswordEnv === undefined ? {} : { password: passwordFrom(probePasswordEnv) }),
  };
}

function reportOf(session: Session, targets: readonly TargetVerification[], diagnostics: readonly Diagnostic[]): VerifyReport {
  return {
    formatVersion: VERIFY_FORMAT_VERSION,
    command: 'verify',
    ...(session.simulation === undefined ? {} : { simulated: { baseUrl: session.simulation.description.baseUrl } }),
    proven: !hasErrors(diagnostics) && isProven(targets),
    targets,
    diagnostics,
  };
}

async function render(report: VerifyReport, session: Session, { output, out }: VerifyCommand, io: RunIo): Promise<string> {
  switch (output) {
    case 'text':
      return (await import('../report/verify-text.js')).renderVerifyText(report, { color: io.color && out === undefined, files: session.loaded.files });
    case 'json':
      return (await import('../report/verify-json.js')).renderVerifyJson(report);
    case 'markdown':
      return (await import('../report/verify-markdown.js')).renderVerifyMarkdown(report);
    default:
      return assertNever(output);
  }
}
