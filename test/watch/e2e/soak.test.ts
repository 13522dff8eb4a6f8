import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildBinary } from '../../change/support/binary.js';
import type { Binary } from '../../change/support/binary.js';
import { pipeline, target } from './documents.js';
import type { WatchProcess } from './processes.js';
import { setStage } from './stage.js';

/** `SOAK=long`: 300 commits over 20 pipelines, which takes minutes. */
const long = process.env['SOAK'] === 'long';
const commits = long ? 300 : 8;
const names = Array.from({ length: long ? 20 : 3 }, (_, at) => `p${at}`);

let binary: Binary;
beforeAll(async () => {
  binary = await buildBinary();
}, 60_000);
afterAll(() => binary.remove());

/** Resident memory of a process, in MiB. */
function rssOf(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Heap in use after a collection, in MiB: what the process really holds on to. */
async function heapOf({ child, raw }: WatchProcess): Promise<number> {
  const seen = raw.length;
  child.kill('SIGUSR2');
  const found = (): string | undefined => raw.slice(seen).find((line) => line.startsWith('heap '));
  await vi.waitUntil(() => found() !== undefined, { timeout: 60_000, interval: 50 });
  return Number(found()!.slice('heap '.length)) / 1024 / 1024;
}

/** Loaded into the watch under test: collects, and tells what is left, when asked by a signal. */
const heapProbe = `process.on('SIGUSR2', () => { gc(); gc(); process.stderr.write('heap ' + process.memoryUsage().heapUsed + '\\n'); });`;

describe.skipIf(process.platform !== 'linux')('a soak', () => {
  it(`of ${commits} commits over ${names.length} pipelines ends converged, with flat memory`, { timeout: 3_600_000 }, async () => {
    const stage = await setStage(binary, names, 2_000);
    try {
      const started = Date.now();
      const first = await stage.remote.commit(Object.fromEntries([['pipelines/targets.yaml', target('prod')], ...names.map((name) => [`pipelines/${name}.yaml`, pipeline(name)])]), 'First');
      await writeFile(join(stage.folder, 'heap.cjs'), heapProbe);
      const watch = stage.watch(['--poll', '200ms', '--supersede', '10s'], { env: { NODE_OPTIONS: `--expose-gc --require=${join(stage.folder, 'heap.cjs')}` } });
      await watch.line('first run', (line) => line.event === 'run-ended' && line['commit'] === first && line['outcome'] === 'changed');
      const rss = [rssOf(watch.child.pid)];
      const heap = [await heapOf(watch)];
      let last = first;
      for (let at = 1; at <= commits; at += 1) {
        const name = names[(at * 7) % names.length]!;
        last = await stage.remote.commit({ [`pipelines/${name}.yaml`]: pipeline(name, { retention: 7 + (at % 50) }) }, `Commit ${at}`);
        const id = last;
        await watch.line(`commit ${at}`, (line) => line.event === 'commit-taken' && line['commit'] === id);
        if (at % Math.ceil(commits / 6) !== 0) continue;
        rss.push(rssOf(watch.child.pid));
        heap.push(await heapOf(watch));
        if (long) process.stderr.write(`soak: ${at} commits; RSS ${Math.round(rss.at(-1)!)} MiB, heap after a collection ${heap.at(-1)!.toFixed(1)} MiB\n`);
      }
      await watch.line('the last commit', (line) => line.event === 'run-ended' && line['commit'] === last && ['changed', 'converged'].includes(String(line['outcome'])));
      rss.push(rssOf(watch.child.pid));
      heap.push(await heapOf(watch));
      const runs = watch.lines.filter(({ event }) => event === 'run-ended').length;
      expect(await watch.end()).toBe(0);
      expect(await stage.dryRun()).toMatchObject({ code: 0 });
      expect(await stage.simulator.get('/simulator/invariants')).toEqual([]);
      process.stderr.write(`soak: ${commits} commits, ${names.length} pipelines, ${runs} runs, ${Math.round((Date.now() - started) / 1000)} s; RSS in MiB: ${rss.map(Math.round).join(', ')}; heap after a collection: ${heap.map((size) => size.toFixed(1)).join(', ')}\n`);
      // What V8 gives back to the system is its own affair; what is still held after a collection is ours. The first half is warming up: caches, the last runs of each target.
      const firstHalf = Math.max(...heap.slice(0, Math.ceil(heap.length / 2)));
      expect(heap.at(-1)).toBeLessThan(firstHalf * 1.1 + 2);
      expect(rss.at(-1)).toBeLessThan(Math.max(...rss.slice(0, Math.ceil(rss.length / 2))) * 1.25 + 40);
    } finally {
      await stage.strike();
    }
  });
});
