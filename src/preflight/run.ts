import type { Answers, DatabaseQuery, Finding, PipelinePreflight, Preflight, PreflightCheck, PreflightFacts, Remedy, Verdict } from '../core/preflight.js';
import { unknown } from '../core/preflight.js';
import { DatabaseError } from '../database/index.js';
import type { DatabaseConnection } from '../database/index.js';
import { platformTitles } from '../sources/preflight.js';
import { createAsker } from './ask.js';
import type { Asker } from './ask.js';

/** One pipeline and the way to its database. */
export interface PreflightSubject {
  readonly pipeline: string;
  readonly target: string;
  /** For people: `PostgreSQL`. */
  readonly source: string;
  /** Without user and password. */
  readonly database: string;
  readonly preflight: Preflight<unknown>;
  readonly facts: Pick<PreflightFacts<unknown>, 'block' | 'tables' | 'config' | 'exclusive' | 'claimed' | 'offsets'>;
  /** @throws an Error whose message holds no secret. */
  readonly connect: () => Promise<DatabaseConnection>;
}

export interface PreflightOptions {
  /** Milliseconds that one check may take, its connection included. */
  readonly timeoutMs: number;
}

/** Makes every check that fits. Never throws: what cannot be checked is a finding. The connection is closed at the end. */
export async function runPreflight(subject: PreflightSubject, options: PreflightOptions): Promise<PipelinePreflight> {
  const { pipeline, target, source, database } = subject;
  const asker = createAsker(subject.connect, options.timeoutMs);
  try {
    const { facts, findings } = await look(subject, asker);
    if (facts === undefined) return { pipeline, target, source, database, findings };
    const product = [facts.product, platformTitles[facts.platform]].filter((part) => part !== '').join(' on ');
    const checked: Finding[] = [...findings];
    for (const check of subject.preflight.checks) {
      if (check.when === undefined || check.when(facts)) checked.push(...(await makeCheck(check, facts, asker)));
    }
    return { pipeline, target, source, database, server: { platform: facts.platform, product }, findings: checked };
  } finally {
    await asker.close();
  }
}

/** The first look: can it be reached, and what is it? */
async function look(subject: PreflightSubject, asker: Asker): Promise<{ readonly facts?: PreflightFacts<unknown>; readonly findings: readonly Finding[] }> {
  const { surroundings } = subject.preflight;
  try {
    const answers = await asker.ask(surroundings.queries(subject.facts.block));
    const facts = { ...subject.facts, ...surroundings.evaluate(answers, subject.facts.block) };
    return { facts, findings: [finding(connection, { status: 'ok', evidence: `logged in as ${facts.user}` })] };
  } catch (error) {
    const missing = error instanceof DatabaseError && error.reason === 'driver';
    const verdict: Verdict = { status: 'problem', evidence: messageOf(error) };
    return { findings: [finding(missing ? { ...connection, code: 'CDC8050' } : connection, verdict)] };
  }
}

const connection: Pick<PreflightCheck, 'id' | 'title' | 'code' | 'severity'> = {
  id: 'connection', title: 'The database answers and lets the user in', code: 'CDC8001', severity: 'error',
};

async function makeCheck(check: PreflightCheck<unknown>, facts: PreflightFacts<unknown>, asker: Asker): Promise<readonly Finding[]> {
  const queries: Readonly<Record<string, DatabaseQuery>> = check.queries(facts);
  let answers: Answers;
  try {
    answers = Object.keys(queries).length === 0 ? {} : await asker.ask(queries);
  } catch (error) {
    return [finding({ ...check, code: 'CDC8002' }, unknown(`could not check: ${messageOf(error)}`, { severity: 'warning' }))];
  }
  return check.evaluate(answers, facts).map((verdict) => finding(check, verdict));
}

function finding(check: Pick<PreflightCheck, 'id' | 'title' | 'code' | 'severity'>, verdict: Verdict): Finding {
  const remedies: readonly Remedy[] = verdict.status === 'ok' ? [] : (verdict.remedies ?? []);
  return {
    check: check.id,
    title: check.title,
    code: verdict.status === 'unknown' ? 'CDC8002' : check.code,
    status: verdict.status,
    severity: (verdict.status === 'ok' ? undefined : verdict.severity) ?? check.severity,
    evidence: verdict.evidence,
    ...(verdict.subject === undefined ? {} : { subject: verdict.subject }),
    remedies,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
