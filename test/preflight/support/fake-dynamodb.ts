import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface FakeCall {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
}

export interface FakeDynamoDb {
  readonly url: string;
  readonly calls: readonly FakeCall[];
  stop(): Promise<void>;
}

export type FakeReply = { readonly status?: number; readonly json?: unknown; readonly xml?: string };

/** A FAKE of DynamoDB, its streams, IAM and STS over real HTTP: it answers by operation and checks no signature. */
export function startFakeDynamoDb(answer: (call: FakeCall) => FakeReply): Promise<FakeDynamoDb> {
  const calls: FakeCall[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const target = String(request.headers['x-amz-target'] ?? '');
      const form = target === '' ? Object.fromEntries(new URLSearchParams(text)) : undefined;
      const call = { operation: form?.['Action'] ?? target, body: form ?? (JSON.parse(text) as Record<string, unknown>), headers: request.headers };
      calls.push(call);
      const { status = 200, json, xml } = answer(call);
      response.writeHead(status, { 'content-type': xml === undefined ? 'application/x-amz-json-1.0' : 'text/xml' }).end(xml ?? JSON.stringify(json));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}`, calls, stop: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); }) });
    });
  });
}
