import type { Config } from '../config.js';
import { hasErrors } from '../core/diagnostic.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { fromSchemas } from '../import/from-schemas.js';
import { renderDiagnostics } from '../report/diagnostics.js';
import { printable } from '../report/printable.js';
import { missingCredentials } from './account.js';
import { matchesGlob } from './glob.js';
import { readAccount } from './import-account.js';
import { renderImported } from './import-yaml.js';
import { exitCodes } from './io.js';
import type { CommandIo } from './io.js';
import { onlyTarget, select, UsageError } from './select.js';
import { openSession } from './session.js';
import type { Session, SessionOptions } from './session.js';

export interface GenerateFromSchemas extends SessionOptions {
  readonly target?: string;
  /** Globs of topic names; none: all. */
  readonly topics: readonly string[];
  readonly subjectPrefix?: string;
  readonly name?: string;
  readonly out?: string;
}

const ORIGIN = 'Generated from the registered schemas; read it, then change what you want.';

/**
 * `reconcile generate --from schemas`: Pipelines with explicit columns for topics that have registered schemas; only reads. 0; 1
 * when the account could not be read or no topic fits; 65 for invalid documents. @throws UsageError.
 */
export async function generateFromSchemas(command: GenerateFromSchemas, config: Config, io: CommandIo): Promise<number> {
  const session = await openSession(command, config, io);
  try {
    return await run(command, session, io);
  } finally {
    await session.close();
  }
}

async function run({ target: name, topics, subjectPrefix, name: pipeline, out }: GenerateFromSchemas, session: Session, io: CommandIo): Promise<number> {
  const { documents, diagnostics, files } = session.loaded;
  const tell = (found: readonly Diagnostic[], code: number): number => {
    io.stderr(`${renderDiagnostics(found, files, { color: io.color })}\n`);
    return code;
  };
  if (hasErrors(diagnostics)) return tell(diagnostics, exitCodes.invalid);
  const target = onlyTarget(select(documents, name === undefined ? [] : [name], []).map((selection) => selection.target), 'generate --from schemas');
  const missing = session.simulation === undefined ? await missingCredentials([target], session.secrets) : [];
  if (missing.length > 0) return tell(missing, 1);
  const account = await readAccount(target, session);
  if (!account.read) return tell(account.diagnostics, 1);
  const wanted = (topic: string): boolean => (topics.length === 0 || topics.some((glob) => matchesGlob(topic, glob))) && (subjectPrefix === undefined || topic.startsWith(subjectPrefix));
  const { pipelines, named } = fromSchemas(account.facts, wanted, pipeline);
  for (const { what, why } of [...named, ...pipelines.flatMap((one) => one.named)]) io.stderr(`${printable(`left out: ${what}: ${why}`)}\n`);
  if (pipelines.length === 0) {
    io.stderr('reconcile: no topic with a registered value schema fits\n');
    return 1;
  }
  const text = pipelines.map((one) => renderImported(one, ORIGIN)).join('---\n');
  if (out === undefined) io.stdout(text);
  else if (!(await io.writeFile(out, text, { createOnly: true }))) throw new UsageError(`${out} exists already; generate overwrites nothing`);
  return exitCodes.ok;
}
