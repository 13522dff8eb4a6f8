import { select } from '../../src/cli/select.js';
import { isProven, VERIFY_FORMAT_VERSION } from '../../src/core/verification.js';
import type { StageReport, TableVerification, VerifyReport } from '../../src/core/verification.js';
import { createDigestsOf } from '../../src/engine/secret-digests.js';
import { kindsByName } from '../../src/kinds/index.js';
import { createDigester } from '../../src/ledger/digest.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import type { WriteMarkedRow } from '../../src/verify/probe.js';
import { verifyTarget } from '../../src/verify/verify-target.js';
import { clientsOf } from '../support/estate.js';
import type { Estate, Texts } from '../support/estate.js';

const MINUTE = 60_000;
let runs = 0;

/** `reconcile verify` in this process: every target that has pipelines. */
export async function verify(estate: Estate, texts: Texts, { timeoutMs = MINUTE, signal, probe }: { readonly timeoutMs?: number; readonly signal?: AbortSignal; readonly probe?: WriteMarkedRow } = {}): Promise<VerifyReport> {
  const files = new Map(typeof texts === 'string' ? [['test.yaml', texts]] : Object.entries(texts));
  const { documents, diagnostics } = readDocuments(files);
  const digester = createDigester(estate.simulator.description.credentials.cloud.secret);
  const targets = [];
  for (const { target, pipelines } of select(documents, [], []).filter((selection) => selection.pipelines.length > 0)) {
    targets.push(
      await verifyTarget(
        { target, pipelines, inScope: () => true, timeoutMs },
        {
          confluent: clientsOf(estate.simulator, estate.clock),
          kinds: kindsByName,
          clock: estate.clock,
          digestsOf: createDigestsOf(estate.secrets, digester),
          keyCheck: digester.keyCheck,
          ledger: { store: estate.ledger(target.name), holder: 'test', runId: `verify-${(runs += 1)}`, now: () => estate.clock.now() },
          ...(signal === undefined ? {} : { signal }),
          ...(probe === undefined ? {} : { probe }),
        },
      ),
    );
  }
  return { formatVersion: VERIFY_FORMAT_VERSION, command: 'verify', simulated: { baseUrl: estate.simulator.description.baseUrl }, proven: isProven(targets), targets, diagnostics };
}

export function tableOf(report: VerifyReport, from: string): TableVerification {
  const found = report.targets.flatMap(({ pipelines }) => pipelines.flatMap(({ tables }) => tables)).find((table) => table.from === from);
  if (found === undefined) throw new Error(`no table ${from} was verified`);
  return found;
}

export function stageOf(report: VerifyReport, from: string, name: StageReport['stage']): StageReport {
  const found = tableOf(report, from).stages.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`${from} has no stage ${name}`);
  return found;
}

export function codesOf({ signatures }: StageReport): readonly string[] {
  return signatures.map(({ code }) => code);
}
