import { execFile } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitRun {
  readonly code: number;
  readonly stdout: string;
  /** Git's words on one line, without credentials. */
  readonly words: string;
}

export interface GitOptions {
  /** Where git is started: relative helpers and paths of the user's configuration are meant from there. */
  readonly cwd: string;
  readonly env: Environment;
  /** Settings for this call. They travel in the environment, so that no credential shows in a list of processes. */
  readonly config?: readonly (readonly [key: string, value: string])[];
  readonly input?: string;
  /** Ends git at once when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A dead remote must not hold up a run for ever. */
const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** What would make git work on another repository than the one it is told: set, for instance, inside a hook. */
const foreignRepository = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_REPLACE_REF_BASE',
  'GIT_CONFIG',
];

/**
 * Runs git without a shell and without questions. A failure of git's is a result.
 * @throws Error when git cannot be started, does not end within two minutes, or is ended by the signal.
 */
export function runGit(args: readonly string[], options: GitOptions): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const settings = { cwd: options.cwd, env: environmentFor(options), encoding: 'utf8', timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, ...signal } as const;
    const child = execFile('git', args, settings, (error, stdout, stderr) => {
      if (error === null) return resolve({ code: 0, stdout, words: wordsOf(stderr) });
      if (error.code === 'ENOENT') return reject(new Error('git cannot be started: is it installed, and does the working folder exist?'));
      if (typeof error.code === 'number') return resolve({ code: error.code, stdout, words: wordsOf(stderr) });
      const verb = args.find((arg) => !arg.startsWith('-')) ?? '';
      const why = error.killed === true ? `did not end within ${TIMEOUT_MS / 1000} s` : 'was ended from outside';
      return reject(new Error(`git ${verb} ${why}. ${wordsOf(stderr)}`.trim()));
    });
    // Git may end before it has read all: the result tells more than a broken pipe does.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** Takes the user part out of every URL in a text. */
export function withoutUserinfo(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s'"]*@/gi, '$1');
}

function wordsOf(stderr: string): string {
  return withoutUserinfo(stderr).split('\n').map((line) => line.trim()).filter((line) => line !== '').join(' ');
}

function environmentFor({ env, config = [] }: GitOptions): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !foreignRepository.includes(name)) result[name] = value;
  const given = Number(result['GIT_CONFIG_COUNT'] ?? 0) || 0;
  config.forEach(([key, value], at) => {
    result[`GIT_CONFIG_KEY_${given + at}`] = key;
    result[`GIT_CONFIG_VALUE_${given + at}`] = value;
  });
  // English, because some refusals differ in nothing but their words.
  return { ...result, GIT_CONFIG_COUNT: String(given + config.length), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
