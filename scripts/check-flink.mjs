// npm run check:flink: Apache Flink's own planner is asked about every statement that the reconciler writes, and its runtime about the conversions.
import { Buffer } from 'node:buffer';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = join(root, 'test/flink-planner');
const build = join(root, 'node_modules/.cache/flink-planner');
/** Flink's serialisers look into these packages. */
const OPEN = ['java.lang', 'java.net', 'java.nio', 'java.time', 'java.util'].flatMap((name) => ['--add-opens', `java.base/${name}=ALL-UNNAMED`]);

const missing = ['java -version', 'mvn -version'].filter((command) => spawnSync(command, { shell: true, stdio: 'ignore' }).status !== 0);
if (missing.length > 0) {
  const required = process.env.CHECK_FLINK === 'require';
  console.log(`check:flink needs Java 17 and Maven; these do not run: ${missing.join(', ')}. ${required ? 'CHECK_FLINK=require: failed.' : 'Skipped.'}`);
  process.exit(required ? 1 : 0);
}

const { planCases, valueCases, judgePlan, judgeValue } = await tsImport('../test/flink-planner/check.ts', import.meta.url);
const seconds = stopwatch();
await run('mvn', ['-q', '-B', '-f', join(project, 'pom.xml'), 'compile', 'dependency:build-classpath', `-Dmdep.outputFile=${join(build, 'classpath.txt')}`]);
const [plans, values] = [planCases(), valueCases()];
const answer = await ask(plans, values);
// What was asked at once and not taken is asked one by one.
const whole = plans.filter((plan, i) => plan.parts === undefined || judgePlan(plan, answer.plans[i]) === undefined);
const parts = plans.filter((plan) => !whole.includes(plan)).flatMap((plan) => plan.parts);
const again = parts.length === 0 ? { plans: [] } : await ask(parts, []);
const results = [
  ...plans.flatMap((plan, i) => (whole.includes(plan) ? (plan.parts ?? [plan]).map(({ group, name }) => ({ group, name, problem: judgePlan(plan, answer.plans[i]) })) : [])),
  ...parts.map((plan, i) => ({ group: plan.group, name: plan.name, problem: judgePlan(plan, again.plans[i]) })),
  ...values.map((value, i) => ({ group: value.group, name: value.name, problem: judgeValue(value, answer.values[i]) })),
];
const failed = results.filter(({ problem }) => problem !== undefined);
for (const group of new Set(results.map((result) => result.group))) {
  const members = results.filter((result) => result.group === group);
  console.log(`${group}: ${members.length} asked, ${members.filter(({ problem }) => problem !== undefined).length} failed`);
}
for (const { name, problem } of failed) console.log(`\n${name}\n  ${problem.replaceAll('\n', '\n  ')}`);
console.log(`\n${results.length - failed.length} passed, ${failed.length} failed (Flink ${flinkVersion()}, ${seconds()} s)`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** One run of AskFlink.java. */
async function ask(plans, values) {
  const classpath = [join(build, 'classes'), readFileSync(join(build, 'classpath.txt'), 'utf8').trim()].join(delimiter);
  const request = { plans: plans.map(({ statements }) => ({ statements })), values: values.map(({ input, expression, alone }) => ({ input, expression, alone })) };
  return JSON.parse(await run('java', ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx1g', ...OPEN, '-cp', classpath, 'AskFlink'], JSON.stringify(request)));
}

/** Runs a program to its end; gives what it wrote to stdout. What it says on stderr is shown when it fails. */
function run(command, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'pipe' });
    const output = { stdout: [], stderr: [] };
    child.stdout.on('data', (chunk) => output.stdout.push(chunk));
    child.stderr.on('data', (chunk) => output.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const [stdout, stderr] = [Buffer.concat(output.stdout).toString('utf8'), Buffer.concat(output.stderr).toString('utf8')];
      if (code === 0) resolve(stdout);
      else reject(new Error(`${command} ended with ${code}:\n${(stderr + (command === 'mvn' ? stdout : '')).slice(-4000)}`));
    });
    child.stdin.end(input);
  });
}

function flinkVersion() {
  return /<flink\.version>(.*)<\/flink\.version>/.exec(readFileSync(join(project, 'pom.xml'), 'utf8'))[1];
}

function stopwatch() {
  const start = Date.now();
  return () => Math.round((Date.now() - start) / 1000);
}
