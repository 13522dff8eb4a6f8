// npm start: the main job on pipelines/, against the embedded simulator.
import { DemoError, expectCode, headline, onStage, prompt } from './stage.mjs';

/** Simulated seconds per real second: the minutes that connectors and pools take pass while one watches. */
const SPEED = 100;

await onStage({ speed: SPEED, world: 'pipelines/demo.world.yaml' }, async (stage) => {
  console.log('cdc-reconciler keeps change-data-capture pipelines on Confluent Cloud as their YAML files say:');
  console.log('database -> Debezium connector -> Kafka topic -> Flink SQL -> Tableflow -> Iceberg or Delta table.');
  console.log('');
  console.log(`This demo is simulated: a Confluent Cloud that runs on this machine, ${SPEED} times faster than life.`);
  console.log('No account is used, nothing leaves this machine, and nothing stays behind.');

  headline('1. The plan: five databases, three topics, ten tables');
  prompt('reconcile pipelines --dry-run');
  const plan = await stage.run(['pipelines', '--dry-run']);
  expectCode(plan, 0, 'the plan');
  console.log(plan.stdout.trimEnd());

  headline('2. Apply, and wait until everything runs');
  if (!process.stderr.isTTY) console.log('(Shown here: the steps as they finish. A terminal shows them live.)');
  prompt('reconcile pipelines --yes');
  const apply = await stage.run(['pipelines', '--yes'], { showProgress: true, onProgress: finishedSteps() });
  expectCode(apply, 0, 'the apply');
  console.log(`\n${withoutKnown(apply.stdout, plan.stdout)}`);

  headline('3. Once more: nothing is left to do');
  prompt('reconcile pipelines --yes');
  const again = await stage.run(['pipelines', '--yes']);
  expectCode(again, 0, 'the second run');
  const lines = again.stdout.trimEnd().split('\n').filter((line) => /^(\S*Target |\S* is \w+\S*$|Nothing to do|\d+ targets: )/.test(plain(line)));
  checkConverged(again.stdout);
  console.log(lines.map((line) => (plain(line).startsWith('Target') ? `\n${line}` : line)).join('\n').trimStart());
  console.log('\nNext: "npm run demo:change" edits these files step by step. README.md tells how to use a real account.');
});

/** Progress without a terminal: what was made, line by line; waiting in between stays silent. */
function finishedSteps() {
  let rest = '';
  return (chunk) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (/ (done +(create|update|delete)|failed?) /.test(line)) console.log(line);
  };
}

/** The report of an apply says the plan again; what was on the screen already is left out. */
function withoutKnown(text, known) {
  const seen = new Set(known.split('\n').filter((line) => line.trim() !== '' && !plain(line).startsWith('Target ')).map(plain));
  return text.split('\n').filter((line) => !seen.has(plain(line))).join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

/** @throws DemoError when a target has work left or a pipeline is not healthy. */
function checkConverged(text) {
  const lines = plain(text).split('\n');
  const targets = lines.filter((line) => line.startsWith('Target ')).length;
  const done = lines.filter((line) => line.startsWith('Nothing to do')).length;
  const healths = lines.flatMap((line) => /^\S+ is (\w+)$/.exec(line)?.[1] ?? []);
  if (targets === 0 || done !== targets) throw new DemoError(`the second run found work to do:\n${text}`);
  if (healths.length === 0 || healths.some((health) => health !== 'healthy')) throw new DemoError(`not every pipeline is healthy:\n${text}`);
}

function plain(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
