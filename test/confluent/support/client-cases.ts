import nock from 'nock';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConfluentClients } from '../../../src/confluent/index.js';
import { basicOf, makeClients, serve } from './clients.js';
import type { PlaneKey, Reply } from './clients.js';

export interface ClientCase {
  readonly name: string;
  readonly run: (clients: ConfluentClients) => Promise<unknown>;
  /** Exactly these requests, in this order: `METHOD /path?query`, and the body if there is one. */
  readonly sends: readonly (readonly [line: string, body?: unknown])[];
  readonly replies: readonly Reply[];
  readonly returns?: unknown;
  /** The kind of the ApiError that is thrown instead. */
  readonly fails?: string;
}

/** No request leaves the machine, and none is left over from the test before. */
export function isolateNetwork(): void {
  beforeAll(() => nock.disableNetConnect());
  beforeEach(() => nock.cleanAll());
  afterEach(() => nock.cleanAll());
}

/** Pins, for every case, the exact requests of one client: method, path, query, body, credential, media types. */
export function describeClient(
  title: string,
  plane: { readonly host: string; readonly key: PlaneKey; readonly mediaType?: string; readonly headers?: Readonly<Record<string, string>> },
  cases: readonly ClientCase[],
): void {
  describe(title, () => {
    isolateNetwork();
    test.each(cases)('$name', async ({ run, sends, replies, returns, fails }) => {
      const sent = serve(plane.host, replies);
      const result = await run(makeClients()).then(
        (value) => ({ value }),
        (thrown: { readonly error?: { readonly kind: string } }) => ({ kind: thrown.error?.kind ?? String(thrown) }),
      );
      expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(sends.map(([line]) => line));
      expect(sent.map(({ body }) => (body === '' ? undefined : body))).toEqual(sends.map(([, body]) => body));
      for (const { headers, body } of sent) {
        expect(headers['authorization']).toBe(basicOf(plane.key));
        expect(headers['user-agent']).toBe('cdc-reconciler/1.2.3');
        expect(headers['accept']).toBe(plane.mediaType ?? 'application/json');
        expect(headers['content-type']).toBe(body === '' ? undefined : (plane.mediaType ?? 'application/json'));
        expect(headers['connection']).not.toBe('keep-alive');
        expect(headers).toMatchObject(plane.headers ?? {});
      }
      expect(result).toEqual(fails === undefined ? { value: returns } : { kind: fails });
    });
  });
}
