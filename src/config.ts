/** What the surroundings say. The only file that reads `process.env`. */
export interface Config {
  /** For `${env:NAME}` references. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hosts outside confluent.cloud that may receive credentials. Never set by YAML. */
  readonly allowedHosts: readonly string[];
  /** Folders that `${file:}` may read from; empty: the working folder. Never set by YAML. */
  readonly fileRoots: readonly string[];
  /** Names of variables, `*` allowed, that documents may name besides those that fit. Never set by YAML. */
  readonly allowedEnv: readonly string[];
  readonly ledger: string | undefined;
  /** A folder for what can be asked anew; absent: nothing is kept between runs. */
  readonly cache?: string;
  /** Nothing: each command has a default of its own. */
  readonly logLevel: string | undefined;
  /** HTTPS requests may have to go through a proxy. */
  readonly proxy: boolean;
  /** In CI: no live display. */
  readonly ci: boolean;
  readonly color: 'always' | 'never' | 'auto';
  readonly githubActions: boolean;
}

/** Reads the environment once; the result never changes. */
export function readConfig(): Config {
  const env = process.env;
  return Object.freeze({
    env: Object.freeze({ ...env }),
    allowedHosts: list(env['RECONCILE_ALLOWED_HOSTS']),
    fileRoots: list(env['RECONCILE_FILE_ROOTS']),
    allowedEnv: list(env['RECONCILE_ALLOWED_ENV']),
    ledger: env['RECONCILE_LEDGER'],
    ...(env['RECONCILE_CACHE'] ? { cache: env['RECONCILE_CACHE'] } : {}),
    logLevel: env['RECONCILE_LOG_LEVEL'] || undefined,
    proxy: ['https_proxy', 'all_proxy'].some((name) => Boolean(env[name] ?? env[name.toUpperCase()])),
    ci: env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false',
    color: env['NO_COLOR'] ? 'never' : env['FORCE_COLOR'] ? 'always' : 'auto',
    githubActions: env['GITHUB_ACTIONS'] === 'true',
  });
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((item) => item.trim()).filter((item) => item !== '');
}
