import { readFileSync } from 'node:fs';
import got from 'got';

/** What a worker is told, as JSON in a file named by its first argument. */
export interface WorkerInput {
  readonly baseUrl: string;
  readonly organization: { readonly id: string };
  readonly environment: { readonly id: string };
  readonly cluster: { readonly id: string };
  readonly computePool: { readonly id: string };
  readonly credentials: Readonly<Record<'cloud' | 'kafka' | 'schemaRegistry' | 'flink' | 'tableflow', { readonly key: string; readonly secret: string }>>;
  readonly documents: string;
  readonly connectors: number;
  /** One of so many resources is read. */
  readonly sample: number;
}

export type Key = keyof WorkerInput['credentials'];

export function readInput(): WorkerInput {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WorkerInput;
}

/** One GET with the HTTP library that the reconciler uses, and nothing around it. A 429 waits its hint, else 1, 2, 4, 8 s. */
export async function get(input: WorkerInput, key: Key, path: string): Promise<unknown> {
  const { key: user, secret } = input.credentials[key];
  const authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await got(new URL(path, input.baseUrl), { headers: { authorization }, throwHttpErrors: false, retry: { limit: 0 } });
    if (answer.statusCode === 404) return undefined;
    if (answer.statusCode < 300) return JSON.parse(answer.body);
    // The limit of the official clients is four retries (confluent-api.md 1.5); here they go on, or the run would fail.
    if (answer.statusCode !== 429 || attempt > 50) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const hint = Number(answer.headers['retry-after']);
    await new Promise((resolve) => setTimeout(resolve, (Number.isFinite(hint) ? hint : Math.min(2 ** attempt, 30)) * 1000));
  }
}
