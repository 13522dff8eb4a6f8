// What `reconcile watch` takes: memory (VmRSS, VmHWM) and processor time of the controller and its git, from /proc, while an estate is created, then stands
// still, then is changed by commits. The simulator runs in a process of its own and is not counted.
// node scripts/measure-watch.mjs [pipelines] [tables] [idle seconds]     (Linux; needs dist/)
import { spawn, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [pipelines = 20, tables = 5, idleSeconds = 60] = process.argv.slice(2).map(Number);
const cli = resolve('dist/reconcile.js');
const work = mkdtempSync(join(tmpdir(), 'measure-watch-'));
const children = [];
const git = (...args) => execFileSync('git', ['-C', join(work, 'repository'), '-c', 'user.name=m', '-c', 'user.email=m@example.com', ...args], { stdio: 'pipe' });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function pipeline(at, retention) {
  const rows = Array.from({ length: tables }, (_, table) => `    - { from: public.t${table}, to: p${at}_t${table}, key: [id], columns: { id: INT, name: STRING, total: "DECIMAL(12, 2)", at: { type: TIMESTAMP_LTZ(3), from: micro-timestamp } } }`);
  return `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: p${at} }
spec:
  source:
    postgres: { host: db${at}.example.com, database: shop, username: cdc, password: "\${env:PG_PASSWORD}" }
  format: AVRO
  tables:
${rows.join('\n')}
  tableflow: { formats: [ICEBERG], retention: ${retention} }
`;
}

function world() {
  const databases = Array.from({ length: pipelines }, (_, at) => `  - source: postgres
    host: db${at}.example.com
    database: shop
    username: cdc
    tables:
${Array.from({ length: tables }, (_, table) => `      - { name: public.t${table}, key: [id], replicaIdentity: full, columns: { id: { type: integer, nullable: false }, name: text, total: "numeric(12,2)", at: timestamp }, rows: [{ id: 1, name: a, total: 1.5, at: "2026-01-05T09:15:00" }] }`).join('\n')}`);
  return `environments:
  - name: measured
    id: env-measured
    clusters: [{ name: lake, id: lkc-measured, cloud: AWS, region: us-east-1 }]
    computePools: [{ id: lfcp-measured, name: decode, maxCfu: 1000, cloud: AWS, region: us-east-1 }]
serviceAccounts: [{ id: sa-measured, name: cdc }]
databases:
${databases.join('\n')}
`;
}

const target = `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: measured }
spec:
  environment: { name: measured }
  cluster: { name: lake }
  computePool: { name: decode }
  principal: sa-measured
`;

/** Of a process and everything it started: kB of memory now, and clock ticks of processor time. */
function usage(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number);
  return { rss: number('VmRSS'), peak: number('VmHWM'), ticks: fields[11] + fields[12] + fields[13] + fields[14] };
}

async function main() {
  mkdirSync(join(work, 'repository', 'pipelines'), { recursive: true });
  writeFileSync(join(work, 'world.yaml'), world());
  writeFileSync(join(work, 'repository', 'pipelines', 'targets.yaml'), target);
  for (let at = 0; at < pipelines; at += 1) writeFileSync(join(work, 'repository', 'pipelines', `p${at}.yaml`), pipeline(at, '7d'));
  execFileSync('git', ['init', '-q', '-b', 'main', join(work, 'repository')]);
  git('add', '.');
  git('commit', '-qm', 'first');

  const simulator = spawn('node', [cli, 'simulate', '--speed', '60', '--world', join(work, 'world.yaml')], { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(simulator);
  const url = await new Promise((done) => [simulator.stdout, simulator.stderr].forEach((stream) => stream.on('data', (data) => {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(data));
    if (found) done(found[0]);
  })));
  const started = Date.now();
  const watch = spawn('node', [cli, 'watch', join(work, 'repository'), `--simulate=${url}`, '--poll', '5s', '--interval', '30s', '--listen', '127.0.0.1:0', '--state-dir', join(work, 'state'), '--ledger', `file:${join(work, 'ledger')}`], { cwd: work, env: { ...process.env, PG_PASSWORD: 'x' }, stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(watch);
  let log = '';
  let ended = 0;
  let page;
  watch.stderr.on('data', (data) => {
    log += data;
    for (;;) {
      const end = log.indexOf('\n');
      if (end < 0) break;
      const line = JSON.parse(log.slice(0, end));
      log = log.slice(end + 1);
      if (line.event === 'serving') page = line.url;
      if (process.env.SHOW && line.event !== 'step-ended') console.error(JSON.stringify(line).slice(0, 240));
      if (line.event === 'run-ended') ended += 1;
    }
  });
  const until = async (count) => {
    while (ended < count && watch.exitCode === null) await sleep(100);
  };
  const say = (phase, from, ms) => {
    const now = usage(watch.pid);
    console.log(`${phase.padEnd(34)} memory ${(now.rss / 1024).toFixed(0)} MiB, peak ${(now.peak / 1024).toFixed(0)} MiB, processor ${(((now.ticks - from) * 10) / ms * 100).toFixed(1)} % of a core over ${(ms / 1000).toFixed(0)} s`);
    return now.ticks;
  };
  await until(1);
  let ticks = say(`created ${pipelines} pipelines of ${tables}`, 0, Date.now() - started);
  let at = Date.now();
  await sleep(idleSeconds * 1000);
  ticks = say('nothing changes', ticks, Date.now() - at);
  at = Date.now();
  for (let change = 0; change < 5; change += 1) {
    const before = ended;
    writeFileSync(join(work, 'repository', 'pipelines', `p${change % pipelines}.yaml`), pipeline(change % pipelines, `${8 + change}d`));
    git('commit', '-qam', `retention ${change}`);
    await until(before + 1);
  }
  say('five commits', ticks, Date.now() - at);
  if (page) {
    const answer = await fetch(page);
    const body = await answer.text();
    console.log(`status page: ${body.length} bytes; ${/<h1>(.*?)<\/h1>/.exec(body)?.[1]}`);
    if (process.env.KEEP) writeFileSync(process.env.KEEP, body);
    if (process.env.KEEP) writeFileSync(`${process.env.KEEP}.metrics`, await (await fetch(`${page}metrics`)).text());
  }
  const asked = Date.now();
  watch.kill('SIGTERM');
  await new Promise((done) => watch.once('exit', done));
  console.log(`SIGTERM: ended with ${watch.exitCode} after ${Date.now() - asked} ms`);
}

process.on('SIGTERM', () => process.exit(1));
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
try {
  await main();
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}
