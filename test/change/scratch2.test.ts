import { it } from 'vitest';
import { openBench } from './support/bench.js';
import { documentsOf, secretsOf, target, pipelineDocument } from './support/estate.js';
import { startProxy } from './support/proxy.js';
import { buildBinary, run } from './support/binary.js';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
const shop = {
  source: 'postgres', format: 'AVRO', prefix: 0, paused: false, pool: 'made', password: 0, compatibility: 'BACKWARD', cleanup: 'compact',
  tables: [{ table: 0, columns: 3, variant: 0, wideKey: false, where: true, mode: 'upsert', tableflow: { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } }],
} as const;
it('x', async () => {
  console.log('build'); const b = await buildBinary(); console.log('built');
  const bench = await openBench(); console.log('open');
  const r = await bench.plan(documentsOf([shop]), { secrets: secretsOf([shop]) }); console.log(r.outcome);
  const proxy = await startProxy(bench.simulator, 3000);
  const folder = await mkdtemp('/tmp/cdcx-'); await mkdir(folder + '/documents');
  await writeFile(folder + '/documents/t.yaml', JSON.stringify(target)); await writeFile(folder + '/documents/p.yaml', JSON.stringify(pipelineDocument(shop)));
  const x = run(b, folder, ['documents', `--simulate=${proxy.url}`, '--ledger', 'file:l', '--expect-plan', r.plan!.fingerprint], {});
  setTimeout(() => { console.log(proxy.count, bench.simulator.journal.entries().slice(-12).map((e) => e.method + ' ' + e.path.slice(0, 80) + ' ' + e.status)); x.child.kill('SIGKILL'); }, 8000);
  console.log(JSON.stringify(await x.ended).slice(0, 3000), proxy.count);
}, 30_000);
