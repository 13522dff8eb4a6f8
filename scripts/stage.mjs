// What the demos share: a temporary folder, a simulator in its own process, runs of the command line, headings, and a clean end.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = fileURLToPath(new URL('..', import.meta.url));
const cli = join(project, 'dist', 'reconcile.js');

/** Secrets for the simulator only: none of them is anybody's. */
const secrets = {
  PG_PASSWORD: 'demo-postgres',
  MYSQL_PASSWORD: 'demo-mysql',
  MSSQL_PASSWORD: 'demo-sqlserver',
  ORACLE_PASSWORD: 'demo-oracle',
  AWS_ACCESS_KEY_ID: 'DEMOKEY',
  AWS_SECRET_ACCESS_KEY: 'demo-aws',
};

/** Something went otherwise than it should; told without a stack. */
export class DemoError extends Error {}

/**
 * Runs `play(stage)` between opening and closing, and sets the exit code: 0 when it ends, 1 when it throws, 130 after Ctrl-C.
 * The simulator and the temporary folder are gone in every case.
 */
export async function onStage(options, play) {
  if (!existsSync(cli)) {
    console.error('There is no dist/ yet. Run "npm ci" first: it installs what is needed and builds.');
    process.exitCode = 1;
    return;
  }
  const stage = await openStage(options);
  try {
    await play(stage);
    process.exitCode = stage.stopped() ? 130 : 0;
  } catch (error) {
    process.exitCode = stage.stopped() ? 130 : 1;
    if (!stage.stopped()) console.error(`\nThe demo failed: ${error instanceof DemoError ? error.message : error?.stack ?? error}`);
  } finally {
    await stage.close();
    if (stage.stopped()) console.error('\nStopped. The simulator and its temporary folder are gone.');
  }
}

async function openStage({ speed, world }) {
  const folder = await mkdtemp(join(tmpdir(), 'reconcile-demo-'));
  const running = new Set();
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const child of running) child.kill('SIGTERM');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const close = async () => {
    simulator?.end();
    await rm(folder, { recursive: true, force: true });
  };
  let simulator;
  try {
    simulator = await startSimulator(world, speed);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    folder,
    url: simulator.url,
    close,
    stopped: () => stopped,
    run: (args, run = {}) => {
      if (stopped) throw new DemoError('stopped');
      return runCli([...args, `--simulate=${simulator.url}`, '--ledger', `file:${join(folder, 'ledger')}`], run, running);
    },
  };
}

/** In a group of its own, so that Ctrl-C lets the run that uses it finish first. */
function startSimulator(world, speed) {
  const child = spawn(process.execPath, [cli, 'simulate', '--port', '0', '--world', world, '--speed', String(speed)], {
    cwd: project,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGTERM');
  process.on('exit', end);
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve({ url: JSON.parse(text.slice(0, text.indexOf('\n'))).baseUrl, end });
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new DemoError(`the simulator ended with ${code}: ${errors.trim()}`)));
  });
}

/** One run of `reconcile`: its exit code and its report. Progress goes to `onProgress` line by line, or straight to the terminal. */
function runCli(args, { cwd = project, env = {}, onProgress, showProgress = false }, running) {
  const live = showProgress && process.stderr.isTTY === true;
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...color, ...secrets, ...env },
    stdio: [live ? 'inherit' : 'ignore', 'pipe', live ? 'inherit' : 'pipe'],
  });
  running.add(child);
  return new Promise((resolve, reject) => {
    const read = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => (read.stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      read.stderr += chunk;
      onProgress?.(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, ...read });
    });
  });
}

const bold = (text) => (process.stdout.isTTY === true && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text);

/** A headline with a rule under it. */
export function headline(text) {
  console.log(`\n${bold(text)}\n${'─'.repeat(Math.min(text.length, 78))}`);
}

/** The command as a person would type it. */
export function prompt(command) {
  console.log(`\n${bold(`$ ${command}`)}\n`);
}

/** @throws DemoError with what was printed, when the exit code is another. */
export function expectCode(result, wanted, what) {
  if (result.code !== wanted) {
    throw new DemoError(`${what}: exit code ${result.code} instead of ${wanted}.\n${result.stdout}${result.stderr}`);
  }
}
