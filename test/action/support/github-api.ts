import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeComment {
  readonly id: number;
  readonly number: number;
  body: string;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
  updates: number;
}

/** What a token may do. Unknown tokens are answered 401. */
export interface FakeToken {
  readonly login: string;
  readonly type: 'Bot' | 'User';
  readonly write: boolean;
}

export interface FakePull {
  readonly number: number;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}

/** An answer in the place of the usual one, once; `undefined` lets the request through. `drop`: done, but the answer is lost. */
export type Mishap = (method: string, path: string) => { readonly status: number; readonly headers?: Record<string, string>; readonly message: string } | 'drop' | undefined;

export interface FakeGithub {
  readonly url: string;
  readonly comments: FakeComment[];
  readonly tokens: Map<string, FakeToken>;
  /** By commit: what GET /commits/{sha}/pulls answers. */
  readonly pulls: Map<string, readonly FakePull[]>;
  readonly requests: string[];
  readonly mishaps: Mishap[];
  addComment(number: number, body: string, user: FakeComment['user']): FakeComment;
  stop(): Promise<void>;
}

const MAX_CHARACTERS = 65_536;
const MAX_BYTES = 262_144;
const docs = 'https://docs.github.com/rest';

/**
 * The part of GitHub's REST API that comments are made of, as documented: paging with Link headers, 30 a page and at most
 * 100, 404 for what the token may not see, 403 for what it may not do, 422 for a body that is too long.
 */
export async function startGithub(repository: string): Promise<FakeGithub> {
  const comments: FakeComment[] = [];
  const tokens = new Map<string, FakeToken>();
  const pulls = new Map<string, readonly FakePull[]>();
  const requests: string[] = [];
  const mishaps: Mishap[] = [];
  let nextId = 1000;
  let base = '';
  const addComment = (number: number, body: string, user: FakeComment['user']): FakeComment => {
    const comment = { id: (nextId += 1), number, body, user, updates: 0 };
    comments.push(comment);
    return comment;
  };
  const shown = ({ updates: _, number, ...comment }: FakeComment) => ({ ...comment, html_url: `https://github.example/${repository}/pull/${number}#issuecomment-${comment.id}` });

  const answer = (method: string, url: URL, token: FakeToken, body: { readonly body?: unknown }): Answer => {
    const route = `${method} ${url.pathname}`;
    const ofIssue = new RegExp(`^/repos/${repository}/issues/(\\d+)/comments$`).exec(url.pathname);
    const ofComment = new RegExp(`^/repos/${repository}/issues/comments/(\\d+)$`).exec(url.pathname);
    const ofCommit = new RegExp(`^/repos/${repository}/commits/([0-9a-f]+)/pulls$`).exec(url.pathname);
    if (route === 'GET /user') return token.type === 'Bot' ? refusal(403, 'Resource not accessible by integration') : { status: 200, body: { login: token.login, type: token.type } };
    if (method === 'GET' && ofCommit) return { status: 200, body: pulls.get(ofCommit[1]!) ?? [] };
    if (method === 'GET' && ofIssue) return page(comments.filter(({ number }) => number === Number(ofIssue[1])).map(shown), url, base);
    if (method === 'POST' && ofIssue) return checked(token, body, (text) => ({ status: 201, body: shown(addComment(Number(ofIssue[1]), text, token)) }));
    if (method === 'PATCH' && ofComment) {
      const comment = comments.find(({ id }) => id === Number(ofComment[1]));
      if (comment === undefined) return refusal(404, 'Not Found');
      return checked(token, body, (text) => {
        comment.body = text;
        comment.updates += 1;
        return { status: 200, body: shown(comment) };
      });
    }
    return refusal(404, 'Not Found');
  };

  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const url = new URL(request.url ?? '/', base);
      const method = request.method ?? '';
      requests.push(`${method} ${url.pathname}${url.search}`);
      const mishap = mishaps.map((one) => one(method, url.pathname)).find((one) => one !== undefined);
      if (mishap !== undefined && mishap !== 'drop') return send(response, refusal(mishap.status, mishap.message, mishap.headers));
      const token = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
      const result = token === undefined ? refusal(401, 'Bad credentials') : answer(method, url, token, text === '' ? {} : (JSON.parse(text) as { body?: unknown }));
      if (mishap === 'drop') return void response.destroy();
      return send(response, result);
    });
  });
  await listening(server);
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): Promise<void> => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
  return { url: base, comments, tokens, pulls, requests, mishaps, addComment, stop };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { message, documentation_url: docs, status: String(status) } };
}

function checked(token: FakeToken, { body }: { readonly body?: unknown }, then: (text: string) => Answer): Answer {
  if (!token.write) return refusal(403, 'Resource not accessible by integration');
  if (typeof body !== 'string' || body === '') return refusal(422, 'Validation Failed');
  if ([...body].length > MAX_CHARACTERS || Buffer.byteLength(body) > MAX_BYTES) {
    const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data', message: `Body is too long (maximum is ${MAX_CHARACTERS} characters)` };
    return { status: 422, body: { message: 'Validation Failed', errors: [error], documentation_url: docs, status: '422' } };
  }
  return then(body);
}

function page(items: readonly unknown[], url: URL, base: string): Answer {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const number = Number(url.searchParams.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string): string => `<${base}${url.pathname}?per_page=${size}&page=${to}>; rel="${rel}"`;
  const links = [...(number > 1 ? [link(number - 1, 'prev')] : []), ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : [])];
  return { status: 200, body: items.slice((number - 1) * size, number * size), ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }) };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-remaining': '4999', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
