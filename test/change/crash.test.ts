import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/ledger/file.js';
import { openBench } from './support/bench.js';
import { buildBinary, run } from './support/binary.js';
import type { Binary, Ended } from './support/binary.js';
import { documentsOf, pipelineDocument, secretsOf, target } from './support/estate.js';
import type { Estate, PipelineModel } from './support/estate.js';
import { startProxy } from './support/proxy.js';
import type { ProxyHooks } from './support/proxy.js';
import { foreignPart } from './support/world.js';

/*
 * A run that is killed right after one of its requests took effect, and then started again with the same command, must end
 * where an uninterrupted run ends. Tried at every request (CRASH_ALL=1), at some (CRASH_STRIDE=23), or by default at
 * very few.
 */

const all = process.env['CRASH_ALL'] !== undefined && process.env['CRASH_ALL'] !== '';
const STRIDE = all ? 1 : Number(process.env['CRASH_STRIDE'] ?? 151);
/** Only these requests, to look at one failure. */
const ONLY = process.env['CRASH_AT']?.split(',').map(Number);
const LANES = 2;
const MS_PER_REQUEST = 3_000;
const MOST_STARTS = 4;
const SETTLING = 15 * 60_000;

const shop: PipelineModel = {
  source: 'postgres', format: 'AVRO', prefix: 0, paused: false, pool: 'made', password: 0, compatibility: 'BACKWARD', cleanup: 'compact',
  tables: [
    { table: 0, columns: 3, variant: 0, wideKey: false, where: true, mode: 'upsert', tableflow: { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } },
    { table: 1, columns: 2, variant: 0, wideKey: false, where: false, mode: 'upsert', tableflow: false },
  ],
};
const [first, second] = shop.tables;

const scenarios: readonly { readonly name: string; readonly before: Estate; readonly after: Estate }[] = [
  { name: 'a create', before: [], after: [shop] },
  { name: 'a table rebuild', before: [shop], after: [{ ...shop, tables: [{ ...first!, wideKey: true }, second!] }] },
  { name: 'a pipeline rebuild', before: [shop], after: [{ ...shop, prefix: 1 }] },
];

let binary: Binary;
beforeAll(async () => {
  binary = await buildBinary();
}, 60_000);
afterAll(() => binary.remove());

describe.each(scenarios)('$name', ({ before, after }) => {
  let undisturbed: Promise<Attempt> | undefined;
  it.each(['SIGKILL', 'SIGTERM'] as const)(`survives %s after every${STRIDE === 1 ? '' : ` ${STRIDE}th`} request`, async (signal) => {
    const whole = await (undisturbed ??= attempt(before, after, {}));
    expect(whole.starts, whole.last.stderr).toBe(1);
    expect(whole.invariants).toEqual([]);
    const positions = Array.from({ length: whole.requests }, (_, index) => index + 1).filter((position) => ONLY?.includes(position) ?? position % STRIDE === (signal === 'SIGKILL' ? 0 : 1 % STRIDE));
    const differing: string[] = [];
    await inLanes(positions, async (position) => {
      const end = await attempt(before, after, { signal, position });
      const problems = [...(end.last.code === 0 ? [] : [`exit ${end.last.code}: ${end.last.stdout.slice(-800)}${end.last.stderr.slice(-400)}`]), ...end.invariants, ...differences(whole.state, end.state)];
      if (problems.length > 0) differing.push(`killed at request ${position}: ${problems.slice(0, 5).join('\n  ')}`);
    });
    expect(differing).toEqual([]);
  }, 1_800_000);
});

interface Attempt {
  readonly requests: number;
  /** How often the command had to be started until it ended by itself. */
  readonly starts: number;
  readonly last: Ended;
  readonly state: unknown;
  readonly invariants: readonly string[];
}

/** Brings an account to `before`, then runs the binary to `after`, killed once if asked, until it ends by itself. */
async function attempt(before: Estate, after: Estate, kill: { readonly signal?: NodeJS.Signals; readonly position?: number }): Promise<Attempt> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-crash-'));
  const ledger = join(folder, 'ledger');
  const bench = await openBench({ store: createFileStore({ folder: ledger, target: 'prod', cwd: folder }) });
  const proxy = await startProxy(bench.simulator, MS_PER_REQUEST);
  try {
    const others = foreignPart(bench.simulator.control.snapshot());
    if (before.length > 0) await bench.change(documentsOf(before), { secrets: secretsOf(before) });
    const { plan } = await bench.plan(documentsOf(after), { secrets: secretsOf(after), prune: true });
    await writeFiles(folder, after);
    const env = Object.fromEntries(Object.entries(secretsOf(after)).map(([reference, value]) => [reference.slice('${env:'.length, -1), value]));
    const args = ['documents', `--simulate=${proxy.url}`, '--ledger', `file:${ledger}`, '--prune', '--expect-plan', plan!.fingerprint];

    let starts = 0;
    let requests = 0;
    for (;;) {
      starts += 1;
      const running = run(binary, folder, args, env);
      proxy.hook(starts === 1 ? killerOf(kill, running.child) : {});
      const last = await running.ended;
      requests = starts === 1 ? proxy.count : requests;
      const finished = last.signal === null && (last.code === 0 || starts > 1 || kill.signal === undefined);
      if (finished || starts >= MOST_STARTS) {
        // What was begun before the kill may still be on its way up.
        bench.simulator.clock.advance(SETTLING);
        const snapshot = bench.simulator.control.snapshot();
        expect(foreignPart(snapshot)).toEqual(others);
        return { requests, starts, last, state: normalised(snapshot), invariants: bench.simulator.control.invariants().map((violation) => violation.message) };
      }
      await expireLease(ledger);
    }
  } finally {
    await proxy.close();
    await bench.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function killerOf({ signal, position }: { readonly signal?: NodeJS.Signals; readonly position?: number }, child: { kill(signal: NodeJS.Signals): boolean }): ProxyHooks {
  if (signal === undefined) return {};
  return {
    after: (count) => {
      if (count !== position) return true;
      child.kill(signal);
      // Whoever is killed gets no answer; whoever is asked to stop may finish.
      return signal !== 'SIGKILL';
    },
  };
}

async function writeFiles(folder: string, estate: Estate): Promise<void> {
  const documents = join(folder, 'documents');
  await mkdir(documents, { recursive: true });
  await writeFile(join(documents, 'targets.yaml'), JSON.stringify(target));
  for (const pipeline of estate) await writeFile(join(documents, `${pipeline.source}.yaml`), JSON.stringify(pipelineDocument(pipeline)));
}

/** As if the minutes had passed after which a dead run's lease may be taken over. */
async function expireLease(folder: string): Promise<void> {
  const path = join(folder, 'prod.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(path, text.replace(/("expiresAt": ")[^"]+/, '$12001-01-01T00:00:00.000Z'));
}

/** Names of a connector's own topics hold its id, which a new one has anew. */
function normalised(snapshot: object): unknown {
  return JSON.parse(JSON.stringify(snapshot).replaceAll(/lcc-[a-z0-9]+/g, 'lcc'));
}

function differences(want: unknown, have: unknown, path = ''): string[] {
  if (JSON.stringify(want) === JSON.stringify(have)) return [];
  if (typeof want !== 'object' || typeof have !== 'object' || want === null || have === null) return [`${path}: ${JSON.stringify(want)} became ${JSON.stringify(have)}`];
  const keys = new Set([...Object.keys(want), ...Object.keys(have)]);
  return [...keys].flatMap((key) => differences((want as Record<string, unknown>)[key], (have as Record<string, unknown>)[key], `${path}/${key}`));
}

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
