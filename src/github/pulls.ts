import type { GithubClient } from './client.js';

interface WirePull {
  readonly number: number;
  readonly merged_at?: string | null;
  readonly merge_commit_sha?: string | null;
}

/** The pull request that a commit on a branch came from by merge, squash or rebase; nothing when there is none, or when GitHub does not say. */
export async function mergedPull(client: GithubClient, repository: string, commit: string): Promise<number | undefined> {
  const answer = await client.send<readonly WirePull[]>('GET', `/repos/${repository}/commits/${commit}/pulls?per_page=100`);
  if (!answer.ok || !Array.isArray(answer.data)) return undefined;
  const merged = (answer.data as readonly WirePull[]).filter((pull) => typeof pull.merged_at === 'string');
  return (merged.find((pull) => pull.merge_commit_sha === commit) ?? merged[0])?.number;
}
