import got, { RequestError, TimeoutError } from 'got';

export interface KubernetesRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly token: string;
  /** PEM; absent: what Node trusts. */
  readonly ca?: string;
  readonly body?: object;
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
}

/** `status` 0: no answer, and `text` says why. */
export interface KubernetesAnswer {
  readonly status: number;
  readonly text: string;
}

export type KubernetesTransport = (request: KubernetesRequest) => Promise<KubernetesAnswer>;

/** One request to an API server. No retry (the election is the retry), no redirect, never throws; the token stays in here. */
export async function sendToKubernetes({ method, url, token, ca, body, timeoutMs }: KubernetesRequest): Promise<KubernetesAnswer> {
  try {
    const response = await got(url, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      ...(body === undefined ? {} : { json: body }),
      ...(ca === undefined ? {} : { https: { certificateAuthority: ca } }),
      responseType: 'text',
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      timeout: { request: timeoutMs },
    });
    return { status: response.statusCode, text: response.body };
  } catch (error) {
    if (error instanceof TimeoutError) return { status: 0, text: `no answer within ${Math.round(timeoutMs)} ms` };
    return { status: 0, text: `no connection, or it broke (${error instanceof RequestError ? error.code : 'unknown'})` };
  }
}
