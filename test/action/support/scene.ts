import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseWorld, startSimulator } from '../../../src/simulator/index.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { startGithub } from './github-api.js';
import type { FakeGithub } from './github-api.js';
import { REPOSITORY, runStep } from './run-step.js';
import type { Step, StepResult } from './run-step.js';

export const TOKEN = 'ghs_tokenOfTheWorkflow000000000000000001';
export const READ_ONLY = 'ghs_tokenOfAForksWorkflow00000000000002';
const BOT = { login: 'github-actions[bot]', type: 'Bot' } as const;

/** What the job's `env:` holds, as a repository's secrets. */
export const SECRETS = { PG_PASSWORD: 'pg-password-5up3r', BILLING_PASSWORD: 'billing-password-5up3r', CONFLUENT_CLOUD_API_KEY: 'CLOUDKEY5UP3R', CONFLUENT_CLOUD_API_SECRET: 'cloud-secret-5up3r' } as const;

const world = `
environments:
  - { name: dev, id: env-dev001, clusters: [{ name: lake, id: lkc-dev001 }], computePools: [] }
  - { name: prod, id: env-prd001, clusters: [{ name: lake, id: lkc-prd001 }], computePools: [] }
databases:
${['pg.example.com', 'pg-dev.example.com'].map((host) => `  - source: postgres
    host: ${host}
    tables:
      - { name: public.orders, key: [id], columns: { id: { type: integer, nullable: false }, region: { type: text, nullable: false }, note: text }, rows: [{ id: 1, region: eu, note: hello }] }
      - { name: public.customers, key: [id], columns: { id: { type: integer, nullable: false }, name: text }, rows: [{ id: 1, name: Ada }] }`).join('\n')}
`;

export function target(name: string, more = ''): string {
  return `apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: ${name} }\nspec:\n  environment: { name: ${name} }\n  cluster: { name: lake }\n  computePool: { name: decode, maxCfu: 5 }\n  principal: sa-cdc001\n${more}`;
}

export interface ShopOptions {
  readonly name?: string;
  readonly targets?: readonly string[];
  readonly password?: string;
  readonly tables?: readonly string[];
  readonly host?: string;
  /** More lines of the spec. */
  readonly more?: string;
}

export const orders = '{ from: public.orders, to: orders, key: [id], columns: { id: INT, note: STRING } }';
export const ordersByRegion = '{ from: public.orders, to: orders, key: [id, region], columns: { id: INT, region: STRING, note: STRING } }';
export const customers = '{ from: public.customers, to: customers, key: [id], columns: { id: INT, name: STRING } }';

export function shop({ name = 'shop', targets = ['prod'], password = '${env:PG_PASSWORD}', tables = [orders], host = 'pg.example.com', more = '' }: ShopOptions = {}): string {
  return `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: ${name} }
spec:
  targets: [${targets.join(', ')}]
  source:
    postgres: { host: "${host}", database: shop, username: reader, password: "${password}" }
  format: AVRO
  tables:
${tables.map((table) => `    - ${table}`).join('\n')}
${more}`;
}

/** A repository with a remote, an account, and GitHub: what a workflow runs in. */
export interface Scene {
  readonly workspace: string;
  readonly remote: string;
  readonly simulator: Simulator;
  readonly github: FakeGithub;
  /** Writes the files (`undefined` removes one), commits, and returns the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  /** A step on a pull request of the repository itself, with its secrets. */
  pull(options?: Partial<Step> & { readonly number?: number; readonly fork?: boolean; readonly merged?: boolean }): Promise<StepResult>;
  /** A step after a push to the default branch, which applies. */
  push(options?: Partial<Step>): Promise<StepResult>;
  stop(): Promise<void>;
}

export async function startScene(): Promise<Scene> {
  const root = mkdtempSync(join(tmpdir(), 'action-'));
  const workspace = join(root, 'work');
  const remote = join(root, 'remote.git');
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: workspace, encoding: 'utf8' }).trim();
  mkdirSync(workspace);
  execFileSync('git', ['init', '-q', '--bare', remote]);
  execFileSync('git', ['init', '-q', '-b', 'main', workspace]);
  git('remote', 'add', 'origin', remote);
  const simulator = await startSimulator({ world: parseWorld(world), speed: 600 });
  const github = await startGithub(REPOSITORY);
  github.tokens.set(TOKEN, { ...BOT, write: true });
  github.tokens.set(READ_ONLY, { ...BOT, write: false });
  let runId = 4000;
  let head = '0'.repeat(40);
  const base = (): Pick<Step, 'workspace' | 'apiUrl' | 'sha' | 'runId' | 'env' | 'token'> => ({ workspace, apiUrl: github.url, sha: head, runId: (runId += 1), env: SECRETS, token: TOKEN });
  return {
    workspace,
    remote,
    simulator,
    github,
    commit: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(workspace, name)), { recursive: true });
        writeFileSync(join(workspace, name), text);
      }
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'change');
      head = git('rev-parse', 'HEAD');
      git('push', '-q', 'origin', 'HEAD:main');
      return head;
    },
    pull: ({ number = 7, fork = false, merged = false, with: inputs, ...step } = {}) =>
      runStep({
        ...base(),
        event: 'pull_request',
        payload: { action: merged ? 'closed' : 'synchronize', pull_request: { number, merged, head: { sha: step.sha ?? head, repo: { full_name: fork ? 'stranger/cdc' : REPOSITORY } } } },
        with: { ...(fork ? {} : { simulate: simulator.description.baseUrl }), ...inputs },
        ...(fork ? { env: {}, token: READ_ONLY } : {}),
        ...step,
      }),
    push: ({ with: inputs, ...step } = {}) =>
      runStep({ ...base(), event: 'push', payload: { ref: 'refs/heads/main', after: head }, with: { simulate: simulator.description.baseUrl, 'dry-run': 'false', ...inputs }, ...step }),
    stop: async () => {
      await Promise.all([simulator.stop(), github.stop()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Text without what differs from run to run. */
export function scrubbed(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\b(lcc|lfcp)-[a-z0-9]{6}\b/g, '$1-xxxxxx')
    .replace(/-[0-9a-f]{10}\b/g, '-hhhhhhhhhh')
    .replace(/\b([Pp]lan |--expect-plan |Fingerprint `)[0-9a-f]{12}\b/g, '$1ffffffffffff')
    .replace(/[0-9a-f]{40}/g, 'c'.repeat(40))
    .replace(/For commit [0-9a-f]{7}/g, 'For commit ccccccc')
    .replace(/Calls: .*\d( in)/g, 'Calls: …$1')
    .replace(/\b(in|after) \d+(?:\.\d+)? (?:ms|s|min|h)(?: \d+ (?:s|min))?/g, '$1 …')
    .replace(/(runs\/|run=)\d+/g, '$1RUN');
}
