/** What `with:` says, checked. Names as in action.yml. */
export interface ActionInputs {
  readonly paths: readonly string[];
  readonly targets: readonly string[];
  readonly pipelines: readonly string[];
  readonly dryRun: boolean;
  /** `auto`: for pull requests of forks and of Dependabot, which get no secrets. A URL: a simulator that is serving there. */
  readonly simulate: boolean | 'auto' | URL;
  readonly prune: boolean;
  readonly adopt: boolean;
  readonly expectPlan?: string;
  readonly ledger?: string;
  readonly comment: boolean;
  readonly commentKey?: string;
  readonly annotations: boolean;
  readonly token?: string;
  readonly allowedHosts: readonly string[];
  readonly allowedEnv: readonly string[];
  readonly fileRoots: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

export type InputsResult = { readonly ok: true; readonly inputs: ActionInputs } | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the inputs as the runner hands them over: `INPUT_<NAME>`, upper case, dashes kept, defaults of action.yml already in them. */
export function readInputs(env: Environment): InputsResult {
  const problems: string[] = [];
  const text = (name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const list = (name: string): readonly string[] => text(name).split(/[\n,]/).map((item) => item.trim()).filter((item) => item !== '');
  const yesNo = (name: string, fallback: boolean): boolean => {
    const value = text(name);
    if (/^(true|yes|on)$/i.test(value)) return true;
    if (/^(false|no|off)$/i.test(value)) return false;
    if (value !== '') problems.push(`${name} is ${JSON.stringify(value)}; it takes true or false`);
    return fallback;
  };
  const optional = <K extends string>(key: K, name: string): Partial<Record<K, string>> => (text(name) === '' ? {} : ({ [key]: text(name) } as Record<K, string>));
  const paths = list('paths');
  const inputs: ActionInputs = {
    paths: paths.length === 0 ? ['pipelines'] : paths,
    targets: list('target'),
    pipelines: list('pipeline'),
    dryRun: yesNo('dry-run', true),
    simulate: simulateOf(text('simulate')) ?? yesNo('simulate', true),
    prune: yesNo('prune', false),
    adopt: yesNo('adopt', false),
    ...optional('expectPlan', 'expect-plan'),
    ...optional('ledger', 'ledger'),
    comment: yesNo('comment', true),
    ...optional('commentKey', 'comment-key'),
    annotations: yesNo('annotations', true),
    ...optional('token', 'token'),
    allowedHosts: list('allow-host'),
    allowedEnv: list('allow-env'),
    fileRoots: list('allow-files'),
  };
  return problems.length === 0 ? { ok: true, inputs } : { ok: false, problems };
}

function simulateOf(text: string): 'auto' | URL | undefined {
  if (/^(auto)?$/i.test(text)) return 'auto';
  return /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** What tells the comments of one pull request apart: the key given, else the targets and folders that the run is about. */
export function keyOf({ commentKey, targets, paths, pipelines }: ActionInputs): string {
  if (commentKey !== undefined) return commentKey;
  const where = paths.length === 1 && paths[0] === 'pipelines' ? [] : paths;
  const parts = [targets.length === 0 ? '*' : [...targets].sort().join(','), ...where, ...pipelines];
  return parts.join(' ');
}
