// The least that any reader of the account must do: the bulk lists, all of them at once, each page as early as the API
// allows, by the same HTTP library; and the YAML parsed by the `yaml` package. No comparison, no check, no report.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { get, readInput } from './account.js';
import type { Key } from './account.js';

const input = readInput();
const environment = input.environment.id;
const cluster = input.cluster.id;

interface Page {
  readonly metadata?: { readonly next?: string | null };
  readonly data: readonly unknown[];
}

async function pages(key: Key, path: string): Promise<number> {
  let items = 0;
  for (let token = ''; ; ) {
    const page = (await get(input, key, `${path}${path.includes('?') ? '&' : '?'}page_size=100${token}`)) as Page;
    items += page.data.length;
    const next = page.metadata?.next ?? '';
    if (next === '') return items;
    token = `&page_token=${encodeURIComponent(new URL(next, input.baseUrl).searchParams.get('page_token') ?? '')}`;
  }
}

async function schemas(): Promise<number> {
  for (let items = 0; ; ) {
    const page = (await get(input, 'schemaRegistry', `/schemas?latestOnly=true&deleted=false&offset=${items}&limit=1000`)) as readonly unknown[];
    items += page.length;
    if (page.length < 1000) return items;
  }
}

const items = await Promise.all([
  get(input, 'cloud', `/connect/v1/environments/${environment}/clusters/${cluster}/connectors?expand=info,status,id`),
  get(input, 'kafka', `/kafka/v3/clusters/${cluster}/topics`),
  get(input, 'kafka', `/kafka/v3/clusters/${cluster}/topics/-/configs`),
  schemas(),
  pages('flink', `/sql/v1/organizations/${input.organization.id}/environments/${environment}/statements`),
  pages('tableflow', `/tableflow/v1/tableflow-topics?environment=${environment}&spec.kafka_cluster=${cluster}`),
]);
const documents = readdirSync(input.documents).map((file) => parse(readFileSync(join(input.documents, file), 'utf8')) as unknown);
process.stdout.write(JSON.stringify({ lists: items.length, documents: documents.length }));
