/** One request of ours to a host that the operator named. */
export interface PostRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Sends JSON. @throws Error with a sentence that names the host and the status, and neither the path, a header nor the body. */
export type Post = (request: PostRequest) => Promise<void>;

const TIMEOUT_MS = 10_000;

/**
 * A `Post` on Node's own fetch. Follows no redirect: what is secret in a URL or a header goes to the host that was named. No retry:
 * whoever has something to tell tells it again.
 */
export function createPost(userAgent: string): Post {
  return async ({ url, headers = {}, body }) => {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Error('the URL is not one of http or https');
    const { host } = new URL(url);
    const request = {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    } as const;
    const answer = await exchange(url, request);
    if (typeof answer === 'string') throw new Error(`${host} does not answer (${answer})`);
    if (answer < 200 || answer > 299) throw new Error(`${host} answers ${answer}`);
  };
}

/** The status, or why there is none: what fetch throws knows the URL, and stays in here. */
async function exchange(url: string, request: RequestInit): Promise<number | string> {
  try {
    const response = await fetch(url, request);
    // Unread, the answer would keep its connection.
    await response.body?.cancel();
    return response.status;
  } catch (thrown) {
    return codeOf(thrown);
  }
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const cause = thrown.cause as { readonly code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : thrown.name;
}
