import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBinary } from '../../change/support/binary.js';
import type { Binary } from '../../change/support/binary.js';
import { hasOpenssl } from '../leader/certificate.js';
import { pipeline, target, worldOf } from './documents.js';
import type { Line } from './processes.js';
import { openCluster } from './replicas.js';
import type { Cluster, Replica } from './replicas.js';
import { setStage } from './stage.js';
import type { Stage } from './stage.js';

/** `SHARDS=whole`: one more joins while all write, and one is frozen while it writes. */
const whole = process.env['SHARDS'] === 'whole';
const targets = ['north', 'south', 'east', 'west', 'centre'];
const leaseOfTarget = (name: string): string => `reconciler.target.${name}`;

let binary: Binary;
beforeAll(async () => {
  binary = await buildBinary();
}, 60_000);
afterAll(() => binary.remove());

/** Every environment has ids with its number in them, and so has each request that changes something there; one about a subject names the pipeline's. */
function leaseOf(request: string, body: string): string {
  const [, id] = /(?:env|lkc|lsrc|lfcp)-watch(\d)/.exec(request) ?? /(?:env|lkc|lsrc|lfcp)-watch(\d)/.exec(body) ?? [];
  const [, name = `none, for ${request}`] = /\/(?:config|subjects)\/p([a-z]+)-[abc][._]/.exec(request) ?? [];
  return leaseOfTarget(id === undefined ? name : targets[Number(id) - 1]!);
}

const pipelines = targets.flatMap((name) => ['a', 'b', 'c'].map((end) => ({ name: `p${name}-${end}`, target: name })));

/** All targets change. */
const edit = (stage: Stage, retention: number): Promise<string> =>
  stage.remote.commit(Object.fromEntries(pipelines.map(({ name, target: of }) => [`pipelines/${name}.yaml`, pipeline(name, { targets: [of], retention })])), `Retention ${retention}`);

/** Who has each target, as their Leases say. */
const owners = ({ kubernetes }: Cluster): readonly (string | undefined)[] => targets.map((name) => kubernetes.holder(leaseOfTarget(name)));
const shares = (cluster: Cluster): readonly number[] => [...new Set(owners(cluster))].map((name) => owners(cluster).filter((one) => one === name).length).sort();

/** Every target was reconciled to the commit, by whichever replica. */
const converged = (replicas: readonly Replica[], commit: string): Promise<unknown> =>
  Promise.all(targets.map((name) => Promise.any(replicas.map(({ process }) => process.line(`${name} at ${commit}`, (line) => line.event === 'run-ended' && line['target'] === name && line['commit'] === commit && ['changed', 'converged'].includes(String(line['outcome'])))))));

const gets = ({ process }: Replica, after = 0): Promise<Line> => process.line('it gets a target', ({ event, leading }) => event === 'leadership' && leading === true, after);

/** Resolves in the very moment of a write by somebody of whom it is asked for, with that replica. */
function writing(cluster: Cluster, replicas: readonly Replica[]): Promise<Replica> {
  return new Promise((resolve) => {
    cluster.onWrite = ({ by }) => {
      const replica = replicas.find(({ name }) => name === by);
      if (replica !== undefined) resolve(replica);
    };
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One joins while all write: it gets its share when their runs are over. Then one is frozen while it writes. Returns all that live. */
async function joinAndFreeze(left: readonly Replica[], stage: Stage, cluster: Cluster): Promise<readonly Replica[]> {
  const third = edit(stage, 9);
  await writing(cluster, left);
  const d = await cluster.start('d');
  await converged([...left, d], await third);
  await until('the one that joined has its share', () => shares(cluster).join() === '1,2,2' && owners(cluster).includes('d'));
  for (const { process } of left) expect(process.lines.filter(({ event, outcome }) => event === 'run-ended' && outcome === 'partial')).toEqual([]);

  // One is frozen while it writes. What it was about to send is still in its hands when it thaws.
  const seen = [...left, d].map(({ process }) => process.lines.length);
  const fourth = edit(stage, 10);
  const frozen = await writing(cluster, [...left, d]);
  frozen.process.child.kill('SIGSTOP');
  const others = [...left, d].filter((replica) => replica !== frozen);
  await until('the others have everything', () => !owners(cluster).includes(frozen.name));
  await converged(others, await fourth);
  frozen.process.child.kill('SIGCONT');
  await frozen.process.line('it knows', ({ event, leading }) => event === 'leadership' && leading === false, seen[[...left, d].indexOf(frozen)]);
  await until('it has its share again', () => owners(cluster).includes(frozen.name) && shares(cluster).join() === '1,2,2');
  const last = await edit(stage, 11);
  await converged([...others, frozen], last);
  return [...others, frozen];
}

describe.skipIf(process.platform !== 'linux' || !hasOpenssl)('targets spread over replicas (skipped without openssl)', () => {
  it('at most one writes to each target while replicas join, are killed and end; all targets are converged in the end', { timeout: 300_000 }, async () => {
    const stage = await setStage(binary, [], 400, worldOf(pipelines.map(({ name }) => name), targets));
    const cluster = await openCluster(stage, { args: ['--shard-targets'], leaseOf }).catch(async (error: unknown) => {
      await stage.strike();
      throw error;
    });
    const bySomebodyElse = (): unknown => cluster.writes.filter(({ by, holder }) => by !== holder);
    try {
      await stage.simulator.post('/simulator/conditions', { latencyMs: 60 }, 'PUT');
      await stage.remote.commit({ 'pipelines/targets.yaml': targets.map((name) => target(name, '  limits: { concurrency: 1 }\n')).join('---\n') }, 'Targets');
      const first = await edit(stage, 7);
      const a = await cluster.start('a');
      await converged([a], first);
      expect(owners(cluster), 'alone it has everything').toEqual(targets.map(() => 'a'));

      // Two join while nothing runs: each gets its share, and nobody more.
      const [b, c] = [await cluster.start('b'), await cluster.start('c')];
      await Promise.all([gets(b), gets(c)]);
      await until('the shares are fair', () => shares(cluster).join() === '1,2,2');
      const settled = owners(cluster);

      // One is killed while it writes: what it had goes to the two others, and only that.
      const second = edit(stage, 8);
      const victim = await writing(cluster, [a, b, c]);
      await victim.process.end('SIGKILL');
      const left = [a, b, c].filter((replica) => replica !== victim);
      await converged(left, await second);
      expect(bySomebodyElse()).toEqual([]);
      const after = owners(cluster);
      expect(after.map((owner, at) => settled[at] === victim.name || owner === settled[at])).toEqual(targets.map(() => true));
      expect(shares(cluster).join()).toBe('2,3');

      const alive = whole ? await joinAndFreeze(left, stage, cluster) : left;
      for (const { process } of alive) expect(await process.end()).toBe(0);
      process.stderr.write(`shards: ${cluster.writes.length} writes, each by the holder of its target's Lease\n`);
      expect(bySomebodyElse()).toEqual([]);
      expect(new Set(cluster.writes.map(({ by }) => by)).size, 'each of them wrote').toBe(alive.length + 1);
      const journal = (await stage.simulator.get('/simulator/journal')) as readonly { readonly kind: string; readonly method: string; readonly path: string }[];
      const arrived = journal.flatMap(({ kind, method, path }) => (kind === 'request' && method !== 'GET' ? [`${method} ${path}`] : []));
      expect(arrived.sort(), 'nothing came by another way').toEqual(cluster.writes.map(({ request }) => request).sort());
      expect(owners(cluster), 'all was given back').toEqual(targets.map(() => undefined));
      expect(await stage.simulator.get('/simulator/invariants')).toEqual([]);
      expect(await stage.dryRun(['--ledger', `git:${stage.remote.path}`])).toMatchObject({ code: 0 });
    } finally {
      await stage.strike();
      await cluster.close();
    }
  });
});
