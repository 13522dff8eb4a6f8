import type { GithubAnswer, GithubClient } from './client.js';

/** The comment that a run wants to see on a pull request. */
export interface StickyComment {
  /** `owner/name`. */
  readonly repository: string;
  /** Of the pull request. */
  readonly number: number;
  /** What the comments of one pull request and one set of targets have in common: the beginning of their first line. */
  readonly marker: string;
  /** The number of this run, which grows; the comment of a younger run is left alone. */
  readonly run: number;
  /** The text, no longer than so many characters. Its first line is `markerLine(comment)`. */
  readonly body: (limit: number) => string;
}

export type CommentResult =
  | { readonly type: 'created' | 'updated' | 'superseded'; readonly url: string }
  | { readonly type: 'failed'; readonly why: string; readonly status?: number };

interface WireComment {
  readonly id: number;
  readonly body?: string | null;
  readonly html_url?: string;
  readonly user?: { readonly login?: string; readonly type?: string } | null;
}

/** GitHub takes 65,536 characters. */
const LIMIT = 65_000;
const SHORTER = 30_000;
const PAGES = 50;

/** First line of a sticky comment: invisible on the page, and how the next run finds it. */
export function markerLine({ marker, run }: Pick<StickyComment, 'marker' | 'run'>): string {
  return `${marker} run=${run} -->`;
}

/** The marker of a key: text of any kind, which cannot end the HTML comment that it stands in. */
export function markerOf(key: string): string {
  return `<!-- cdc-reconciler:${encodeURIComponent(key).replaceAll('--', '-%2D')}`;
}

/**
 * Writes the comment over the one that an earlier run left, or makes it. Only a comment of our own is written over: somebody
 * else could have placed the marker first, to change the text later under our name.
 */
export async function putComment(client: GithubClient, comment: StickyComment): Promise<CommentResult> {
  const found = await findOwn(client, comment);
  if (!found.ok) return { type: 'failed', why: found.why, ...(found.status === undefined ? {} : { status: found.status }) };
  const existing = found.data;
  if (existing !== undefined && runOf(existing) > comment.run) return { type: 'superseded', url: existing.html_url ?? '' };
  const written = await write(client, comment, existing, LIMIT);
  const shorter = !written.ok && written.status === 422 && /too long/i.test(written.why) ? await write(client, comment, existing, SHORTER) : written;
  if (shorter.ok) return { type: existing === undefined ? 'created' : 'updated', url: shorter.data.html_url ?? '' };
  if (existing !== undefined && shorter.status === 404) return putNew(client, comment);
  if (existing === undefined && shorter.maybeDone) return lookAgain(client, comment, shorter);
  return failed(shorter);
}

type Refusal = Extract<GithubAnswer<unknown>, { ok: false }>;

function failed({ why, status }: Refusal): CommentResult {
  return { type: 'failed', why, ...(status === undefined ? {} : { status }) };
}

/** The comment was deleted between the look and the write. */
async function putNew(client: GithubClient, comment: StickyComment): Promise<CommentResult> {
  const made = await write(client, comment, undefined, LIMIT);
  return made.ok ? { type: 'created', url: made.data.html_url ?? '' } : failed(made);
}

/** An answer was lost, not the comment: it is looked for before the run is told that it has none. */
async function lookAgain(client: GithubClient, comment: StickyComment, refusal: Refusal): Promise<CommentResult> {
  const found = await findOwn(client, comment);
  const made = found.ok && found.data !== undefined && runOf(found.data) === comment.run ? found.data : undefined;
  return made === undefined ? failed(refusal) : { type: 'created', url: made.html_url ?? '' };
}

function write(client: GithubClient, comment: StickyComment, existing: WireComment | undefined, limit: number): Promise<GithubAnswer<WireComment>> {
  const body = { body: comment.body(limit) };
  const comments = `/repos/${comment.repository}/issues`;
  return existing === undefined ? client.send('POST', `${comments}/${comment.number}/comments`, body) : client.send('PATCH', `${comments}/comments/${existing.id}`, body);
}

async function findOwn(client: GithubClient, { repository, number, marker }: StickyComment): Promise<GithubAnswer<WireComment | undefined>> {
  let path: string | undefined = `/repos/${repository}/issues/${number}/comments?per_page=100`;
  for (let page = 0; path !== undefined && page < PAGES; page += 1) {
    const answer: GithubAnswer<readonly WireComment[]> = await client.send('GET', path);
    if (!answer.ok) return answer;
    if (!Array.isArray(answer.data)) return { ok: false, why: 'GitHub answered with something that is no list of comments', maybeDone: false };
    for (const comment of answer.data as readonly WireComment[]) if (comment?.body?.startsWith(`${marker} `) === true && (await isOwn(client, comment))) return { ok: true, data: comment };
    path = answer.next;
  }
  return { ok: true, data: undefined };
}

/**
 * A person cannot comment as a bot, and the tokens of workflows and apps are bots'. A person's own token tells whose it is;
 * those of bots may not ask (403).
 */
async function isOwn(client: GithubClient, { user }: WireComment): Promise<boolean> {
  if (user?.type === 'Bot') return true;
  const me = await client.send<{ readonly login?: string }>('GET', '/user');
  return me.ok && me.data.login !== undefined && me.data.login === user?.login;
}

function runOf({ body }: WireComment): number {
  return Number(/^[^\n]* run=(\d{1,15}) -->/.exec(body ?? '')?.[1] ?? 0);
}
