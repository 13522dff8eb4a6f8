import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { scrub, summaryOfJson } from './scrub.js';

/** One line that begins with `>` (compare stdout), `>2` (stderr too) or `&` (leave it running), as it is written. */
export interface Command {
  readonly mode: '>' | '>2' | '&';
  readonly line: string;
}

/** A script: what it is about, the files it begins with, and what is run. */
export interface Script {
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
}

/**
 * Reads a script. Until the first file or command: what it is about. `-- path --` begins a file, which ends at the next one or
 * at the first command. What was expected (`=` exit code, `|` stdout, `!` stderr) follows each command and is not kept:
 * the test renders the script anew with what it saw, and compares the whole text.
 */
export function parseScript(text: string): Script {
  const about: string[] = [];
  const files: Record<string, string> = {};
  const commands: Command[] = [];
  let file: string | undefined;
  for (const line of text.split('\n')) {
    const header = /^-- (\S+) --$/.exec(line)?.[1];
    const command = /^(>2|>|&) (.+)$/.exec(line);
    if (header !== undefined) {
      file = header;
      files[file] = '';
    } else if (command !== null && (file === undefined || commands.length > 0 || /reconcile|cat/.test(line))) {
      commands.push({ mode: command[1] as Command['mode'], line: command[2]! });
    } else if (commands.length > 0) continue;
    else if (file === undefined) about.push(line);
    else files[file] += `${line}\n`;
  }
  // Blank lines after a file are layout.
  const texts = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content.replace(/\n+$/, '\n')]));
  return { about: about.join('\n').trim(), files: texts, commands };
}

export interface Seen {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The text of a script with what was seen. */
export function renderScript(script: Script, seen: readonly Seen[]): string {
  const files = Object.entries(script.files).map(([name, text]) => `-- ${name} --\n${text}\n`);
  const commands = script.commands.map(({ mode, line }, index) => {
    const { code, stdout, stderr } = seen[index]!;
    const blocks = [...(mode === '&' ? [] : [`= ${code}`]), ...prefixed('|', stdout), ...(mode === '>2' ? prefixed('!', stderr) : [])];
    return `${[`${mode} ${line}`, ...blocks].join('\n')}\n`;
  });
  return `${script.about}\n\n${files.join('')}${commands.join('\n')}`;
}

function prefixed(mark: string, text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n').map((line) => `${mark} ${line}`.trimEnd());
}

/** Runs a script in a folder of its own. Background commands end with it. */
export async function runScript(script: Script, folder: string, binary: string): Promise<readonly Seen[]> {
  for (const [name, text] of Object.entries(script.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const place: Place = { folder, binary, variables: { PLAN: '', URL: '' }, background: [] };
  const seen: Seen[] = [];
  try {
    for (const command of script.commands) seen.push(await run(command, place));
  } finally {
    await Promise.all(place.background.map(async (child) => child.kill() && (await once(child, 'exit'))));
  }
  return seen;
}

interface Place {
  readonly folder: string;
  readonly binary: string;
  /** `$PLAN`: the fingerprint that was told last; `$URL`: where the background simulator is. */
  readonly variables: { PLAN: string; URL: string };
  readonly background: ChildProcess[];
}

async function run({ mode, line }: Command, place: Place): Promise<Seen> {
  const words = line.split(' ').map((word) => word.replace(/\$(PLAN|URL)/g, (_, name: 'PLAN' | 'URL') => place.variables[name]));
  const env = Object.fromEntries(words.slice(0, words.findIndex((word) => !word.includes('='))).map((word) => word.split('=', 2)));
  const [program, ...args] = words.slice(Object.keys(env).length);
  if (program === 'cat') return { code: 0, stdout: scrub(readFileSync(join(place.folder, args[0]!), 'utf8'), place.folder), stderr: '' };
  if (program !== 'reconcile') throw new Error(`a script cannot run ${program}`);
  // Nothing of the surroundings: no CI, no terminal, no credential.
  const child = spawn(process.execPath, [place.binary, ...args], { cwd: place.folder, env: { PATH: process.env['PATH'], HOME: place.folder, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  if (mode === '&') return background(child, place);
  const [stdout, stderr, [code]] = await Promise.all([textOf(child.stdout!), textOf(child.stderr!), once(child, 'exit') as Promise<[number]>]);
  place.variables.PLAN = /\bplan ([0-9a-f]{12})\b/i.exec(stdout)?.[1] ?? /"fingerprint": "([0-9a-f]{12})"/.exec(stdout)?.[1] ?? place.variables.PLAN;
  const shown = args.includes('json') ? summaryOfJson(stdout) : stdout;
  return { code, stdout: scrub(shown, place.folder), stderr: scrub(stderr, place.folder) };
}

/** A simulator tells where it is in its first line. */
async function background(child: ChildProcess, place: Place): Promise<Seen> {
  place.background.push(child);
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  place.variables.URL = (JSON.parse(line) as { readonly baseUrl: string }).baseUrl;
  return { code: 0, stdout: scrub(`${line}\n`, place.folder), stderr: '' };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
