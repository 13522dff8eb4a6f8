/** What the runner says about itself and the job, by the environment. */
export interface Runner {
  readonly event: string;
  readonly eventPath?: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that is checked out: on pull requests a merge of the head into the base. */
  readonly sha: string;
  /** Who caused the event. */
  readonly actor: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly runId: number;
  readonly runAttempt: number;
  readonly outputPath?: string;
  readonly summaryPath?: string;
  readonly temp?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readRunner(env: Environment): Runner {
  const optional = <K extends string>(key: K, name: string): Partial<Record<K, string>> => (env[name] ? ({ [key]: env[name] } as Record<K, string>) : {});
  return {
    event: env['GITHUB_EVENT_NAME'] ?? '',
    ...optional('eventPath', 'GITHUB_EVENT_PATH'),
    repository: env['GITHUB_REPOSITORY'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
    actor: env['GITHUB_ACTOR'] ?? '',
    serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    runId: Number(env['GITHUB_RUN_ID']) || 0,
    runAttempt: Number(env['GITHUB_RUN_ATTEMPT']) || 1,
    ...optional('outputPath', 'GITHUB_OUTPUT'),
    ...optional('summaryPath', 'GITHUB_STEP_SUMMARY'),
    ...optional('temp', 'RUNNER_TEMP'),
  };
}

/** The environment without what belongs to the runner and this action: tokens that neither git nor a document needs. */
export function withoutRunnerSecrets(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:INPUT|ACTIONS)_/i.test(name) && name !== 'GITHUB_TOKEN' && name !== 'GH_TOKEN'));
}

/** The page of this run. */
export function runUrl({ serverUrl, repository, runId }: Runner): string {
  return `${serverUrl}/${repository}/actions/runs/${runId}`;
}
