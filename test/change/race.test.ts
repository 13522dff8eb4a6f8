import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBench } from './support/bench.js';
import type { Bench } from './support/bench.js';
import { buildBinary, run } from './support/binary.js';
import type { Binary, Ended } from './support/binary.js';
import { documentsOf, pipelineDocument, secretsOf, target } from './support/estate.js';
import type { PipelineModel } from './support/estate.js';
import { startProxy } from './support/proxy.js';
import type { Proxy } from './support/proxy.js';

/* Two reconcilers on one ledger, as real processes: a merge job and a laptop, or two CI jobs. */

const shop: PipelineModel = {
  source: 'mysql', format: 'AVRO', prefix: 0, paused: false, pool: 'shared', password: 0, compatibility: 'BACKWARD', cleanup: 'compact',
  tables: [{ table: 0, columns: 2, variant: 0, wideKey: false, where: false, mode: 'upsert', tableflow: { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } }],
};

interface Scene {
  readonly bench: Bench;
  readonly proxy: Proxy;
  readonly folder: string;
  start(): ReturnType<typeof run>;
}

let binary: Binary;
beforeAll(async () => {
  binary = await buildBinary();
}, 60_000);
afterAll(() => binary.remove());

describe('two runs at once', () => {
  it('one writes; the other leaves before it has asked the account anything', async () => {
    await inScene(async ({ bench, proxy, start }) => {
      // The first is held in the middle of its writes until the second has come and gone.
      let late: Promise<Ended> | undefined;
      proxy.hook({
        before: async () => {
          if (bench.simulator.journal.writes().length < 2 || late !== undefined) return;
          late = start().ended;
          await late;
        },
      });
      const winner = await start().ended;
      expectWinner(winner);
      expectLoser(await late!);
      expect(connectorsMade(bench)).toBe(1);
      expect(bench.simulator.control.invariants()).toEqual([]);
    });
  }, 120_000);

  it('started in the same moment, exactly one gets the lease', async () => {
    await inScene(async ({ bench, start }) => {
      const both = await Promise.all([start().ended, start().ended]);
      const [winner, loser] = both[0]!.code === 0 ? both : [both[1]!, both[0]!];
      expectWinner(winner!);
      // So short a run may be over when the other one looks: then there is nothing left to do, and it says so.
      if (loser!.code === 0) expect(loser!.stdout).toContain('Nothing to do');
      else expectLoser(loser!);
      expect(connectorsMade(bench)).toBe(1);
      expect(bench.simulator.control.invariants()).toEqual([]);
    });
  }, 120_000);
});

describe('the lease of a run that was killed', () => {
  it('keeps others out until it expires, and is taken over then', async () => {
    await inScene(async ({ bench, proxy, folder, start }) => {
      const killed = start();
      proxy.hook({
        after: () => {
          if (bench.simulator.journal.writes().length < 2) return true;
          killed.child.kill('SIGKILL');
          return false;
        },
      });
      expect((await killed.ended).signal).toBe('SIGKILL');
      proxy.hook({});

      const early = await start().ended;
      expectLoser(early);

      const path = join(folder, 'ledger', 'prod.json');
      const ledger = JSON.parse(await readFile(path, 'utf8')) as { lease: { expiresAt: string }; run?: unknown };
      expect(ledger.run).toBeDefined();
      await writeFile(path, JSON.stringify({ ...ledger, lease: { ...ledger.lease, expiresAt: new Date(Date.now() - 1_000).toISOString() } }));

      expectWinner(await start().ended);
      expect(connectorsMade(bench)).toBe(1);
      const after = JSON.parse(await readFile(path, 'utf8')) as { lease?: unknown; run?: unknown };
      expect(after.lease).toBeUndefined();
      expect(after.run).toBeUndefined();
      expect(bench.simulator.control.invariants()).toEqual([]);
    });
  }, 120_000);
});

function expectWinner({ code, stdout, stderr }: Ended): void {
  expect(code, `${stdout}\n${stderr}`).toBe(0);
}

function expectLoser({ code, stdout }: Ended): void {
  expect(code, stdout).toBe(3);
  expect(stdout).toContain('CDC4011');
}

function connectorsMade(bench: Bench): number {
  return bench.simulator.journal.writes().filter((request) => request.method === 'POST' && request.path.endsWith('/connectors') && request.status === 201).length;
}

async function inScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-race-'));
  const bench = await openBench();
  const proxy = await startProxy(bench.simulator, 3_000);
  try {
    const { plan } = await bench.plan(documentsOf([shop]), { secrets: secretsOf([shop]) });
    bench.simulator.journal.clear();
    await mkdir(join(folder, 'documents'));
    await writeFile(join(folder, 'documents', 'targets.yaml'), JSON.stringify(target));
    await writeFile(join(folder, 'documents', 'shop.yaml'), JSON.stringify(pipelineDocument(shop)));
    const args = ['documents', `--simulate=${proxy.url}`, '--ledger', `file:${join(folder, 'ledger')}`, '--yes'];
    expect(plan?.steps.length).toBeGreaterThan(5);
    await play({ bench, proxy, folder, start: () => run(binary, folder, args) });
  } finally {
    await proxy.close();
    await bench.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
