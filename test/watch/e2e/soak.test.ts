import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBinary } from '../../change/support/binary.js';
import type { Binary } from '../../change/support/binary.js';
import { pipeline, target } from './documents.js';
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

describe.skipIf(process.platform !== 'linux')('a soak', () => {
  it(`of ${commits} commits over ${names.length} pipelines ends converged, with flat memory`, { timeout: 3_600_000 }, async () => {
    const stage = await setStage(binary, names, 2_000);
    try {
      const started = Date.now();
      const first = await stage.remote.commit(Object.fromEntries([['pipelines/targets.yaml', target('prod')], ...names.map((name) => [`pipelines/${name}.yaml`, pipeline(name)])]), 'First');
      const watch = stage.watch(['--poll', '200ms', '--supersede', '10s']);
      await watch.line('first run', (line) => line.event === 'run-ended' && line['commit'] === first && line['outcome'] === 'changed');
      const rss = [rssOf(watch.child.pid)];
      let last = first;
      for (let at = 1; at <= commits; at += 1) {
        const name = names[(at * 7) % names.length]!;
        last = await stage.remote.commit({ [`pipelines/${name}.yaml`]: pipeline(name, { retention: 7 + (at % 50) }) }, `Commit ${at}`);
        const id = last;
        await watch.line(`commit ${at}`, (line) => line.event === 'commit-taken' && line['commit'] === id);
        if (at % Math.ceil(commits / 6) === 0) rss.push(rssOf(watch.child.pid));
      }
      await watch.line('the last commit', (line) => line.event === 'run-ended' && line['commit'] === last && ['changed', 'converged'].includes(String(line['outcome'])));
      rss.push(rssOf(watch.child.pid));
      const runs = watch.lines.filter(({ event }) => event === 'run-ended').length;
      expect(await watch.end()).toBe(0);
      expect(await stage.dryRun()).toMatchObject({ code: 0 });
      expect(await stage.simulator.get('/simulator/invariants')).toEqual([]);
      process.stderr.write(`soak: ${commits} commits, ${names.length} pipelines, ${runs} runs, ${Math.round((Date.now() - started) / 1000)} s; RSS in MiB: ${rss.map(Math.round).join(', ')}\n`);
      // The first half is warming up; what grows with every commit shows in the second.
      const firstHalf = Math.max(...rss.slice(0, Math.ceil(rss.length / 2)));
      expect(rss.at(-1)).toBeLessThan(firstHalf * 1.1 + 20);
    } finally {
      await stage.strike();
    }
  });
});
