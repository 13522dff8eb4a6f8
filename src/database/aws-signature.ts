import { createHash, createHmac } from 'node:crypto';

export interface AwsRequest {
  readonly url: URL;
  /** `dynamodb`, `iam`, `sts`. */
  readonly service: string;
  readonly region: string;
  readonly body: string;
  /** Names in lower case; `host` is added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The headers of a POST, signed with AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests"). Written
 * out here because the SDK weighs 19 MB for what four requests need.
 */
export function signedHeaders(request: AwsRequest): Readonly<Record<string, string>> {
  const { url, service, region, body, accessKeyId, secretAccessKey, sessionToken } = request;
  const time = new Date(request.now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = ['POST', url.pathname, '', ...names.map((name) => `${name}:${headers[name]!.trim()}`), '', names.join(';'), sha256(body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>((last, part) => hmac(last, part), `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  // fetch sets the host itself and refuses to be told.
  const { host: _host, ...sent } = headers;
  return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
