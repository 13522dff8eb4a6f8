// npm run demo:change: edits the examples step by step, and shows what each edit means before it happens.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError, expectCode, headline, onStage, project, prompt } from './stage.mjs';
import { edits } from './demo-change-edits.mjs';

const SPEED = 400;
const CHANGES_FOUND = 2;
const REFUSED = 3;

await onStage({ speed: SPEED, world: 'pipelines/demo.world.yaml' }, async (stage) => {
  const only = process.argv.slice(2);
  console.log('What does an edit do to the data, who has to allow it, and in which order does it happen?');
  console.log('The examples are copied to a temporary folder, applied to the embedded simulator, and then edited.');
  console.log('Simulated: no account is used. The Azure target is left out to keep this short.');
  const files = join(stage.folder, 'pipelines');
  await cp(join(project, 'pipelines'), files, { recursive: true });

  headline('0. The estate as the files say it');
  prompt('reconcile pipelines --target prod --yes');
  const first = await reconcile(stage, ['--yes']);
  expectCode(first, 0, 'the first apply');
  console.log(lastLine(first.stdout));

  const failed = [];
  let env = {};
  for (const [index, edit] of edits.entries()) {
    if (only.length > 0 && !only.includes(edit.name)) continue;
    env = { ...env, ...edit.env };
    headline(`${index + 1}. ${edit.title}`);
    if (edit.about !== undefined) console.log(edit.about);
    try {
      await applyEdit(edit, files);
      await play(stage, edit, files, env);
    } catch (error) {
      if (!(error instanceof DemoError) || stage.stopped()) throw error;
      console.log(`\nFAILED: ${error.message}`);
      failed.push(edit.name);
    }
  }
  if (failed.length > 0) throw new DemoError(`not as it should be: ${failed.join(', ')}`);
  headline('Every step ended with an empty plan.');
});

/** Plan, refusal where the edit destroys data, approval, apply, and a plan that is empty. */
async function play(stage, edit, files, env) {
  const flags = edit.flags ?? [];
  const run = (args) => reconcile(stage, [...flags, ...args], env);
  prompt(`reconcile pipelines${words(flags)} --dry-run --detailed-exitcode`);
  const plan = await run(['--dry-run', '--detailed-exitcode']);
  console.log(essence(plan.stdout));
  if (edit.forbidden !== undefined) {
    expectCode(plan, REFUSED, `a plan that ${edit.forbidden} should refuse`);
    if (!plan.stdout.includes(edit.forbidden)) throw new DemoError(`the refusal does not say ${edit.forbidden}`);
    return;
  }
  if (edit.destructive !== true) expectCode(plan, CHANGES_FOUND, 'the plan');
  const fingerprint = /\b[Pp]lan ([0-9a-f]{12})\b/m.exec(plan.stdout)?.[1];
  if (fingerprint === undefined) throw new DemoError('the plan has no fingerprint');
  const consent = edit.destructive === true ? await refuseThenApprove(edit, run, flags, fingerprint, files) : ['--yes'];
  prompt(`reconcile pipelines${words(flags)} ${consent.join(' ')}`);
  const applied = await run(consent);
  expectCode(applied, 0, 'the apply');
  console.log(lastLine(applied.stdout));
  await rm(join(files, 'approval.yaml'), { force: true });
  prompt(`reconcile pipelines${words(flags)} --dry-run --detailed-exitcode`);
  const last = await run(['--dry-run', '--detailed-exitcode']);
  expectCode(last, 0, 'the last plan should be empty');
  console.log(lastLine(last.stdout));
}

/** `--yes` alone must not be enough. The consent is an Approval document or the fingerprint on the command line. */
async function refuseThenApprove(edit, run, flags, fingerprint, files) {
  prompt(`reconcile pipelines${words(flags)} --yes`);
  const refused = await run(['--yes']);
  expectCode(refused, REFUSED, 'the apply without approval should be refused');
  console.log(`${refusals(refused.stdout)}\n\nexit code ${refused.code}: nothing was changed`);
  if (edit.consent === 'fingerprint') return ['--expect-plan', fingerprint];
  const expires = new Date(Date.now() + 24 * 3_600_000).toISOString().replace(/\.\d+/, '');
  const document = [
    'apiVersion: cdc-reconciler/v1',
    'kind: Approval',
    `metadata: { name: ${edit.name} }`,
    'spec:',
    `  plan: "${fingerprint}"`,
    `  reason: ${edit.reason}`,
    `  expires: ${expires}`,
  ];
  await writeFile(join(files, 'approval.yaml'), `${document.join('\n')}\n`);
  console.log('\nSomebody who may commits an Approval:\n');
  console.log(document.map((line) => `  + ${line}`).join('\n'));
  return ['--yes'];
}

/** Makes the edit and prints it as a diff. */
async function applyEdit(edit, files) {
  for (const { file, from, to } of edit.changes ?? []) {
    const path = join(files, file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(from)) throw new DemoError(`${file} no longer holds what the demo edits:\n${from}`);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text.replace(from, () => to));
    console.log(`\n  pipelines/${file}`);
    console.log(diff(from.split('\n'), to.split('\n')).map((line) => `  ${line}`).join('\n'));
  }
  for (const file of edit.removed ?? []) {
    await rm(join(files, file));
    console.log(`\n  pipelines/${file}\n  - (the whole file)`);
  }
}

/** The lines between the common start and the common end, with what is around them. */
function diff(before, after) {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [
    ...before.slice(0, start).map((line) => `  ${line}`),
    ...before.slice(start, before.length - end).map((line) => `- ${line}`),
    ...after.slice(start, after.length - end).map((line) => `+ ${line}`),
    ...before.slice(before.length - end).map((line) => `  ${line}`),
  ].filter((line) => line.trim() !== '');
}

function reconcile(stage, args, env) {
  return stage.run(['pipelines', '--target', 'prod', ...args], { cwd: stage.folder, ...(env === undefined ? {} : { env }) });
}

/** A plan without the warnings of the examples, which every plan repeats. */
function essence(text) {
  const lines = text.trimEnd().split('\n');
  const shown = [];
  let skipping = false;
  for (const line of lines) {
    const words = plain(line);
    if (/^(Simulated|Placeholders|Target|Calls)\b/.test(words)) continue;
    if (/^Warning CDC(2\d+|5001)/.test(words)) skipping = true;
    if (!skipping) shown.push(line);
    if (/^ {2}More: /.test(words)) skipping = false;
  }
  return shown.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

/** The errors of a report: what was refused, why, and what would allow it. */
function refusals(text) {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => plain(line).startsWith('Error '));
  if (from < 0) return lastLine(text);
  const to = lines.findIndex((line, index) => index > from && plain(line).startsWith('  More: '));
  return lines.slice(from, to < 0 ? undefined : to + 1).join('\n').trim();
}

function lastLine(text) {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function words(flags) {
  return flags.map((flag) => ` ${flag}`).join('');
}

function plain(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
