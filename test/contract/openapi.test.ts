import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/simulator/index.js';
import { plainValue } from '../../src/simulator/server/http.js';
import { example, examples, startEstate, troubles } from '../support/estate.js';
import type { Estate } from '../support/estate.js';
import { expectGolden } from '../support/golden.js';
import { hasOpenApi, loadOpenApi } from '../support/openapi.js';
import type { OpenApi } from '../support/openapi.js';

/** The documents know only the auth mode KAFKA_API_KEY; with SERVICE_ACCOUNT no key is sent (confluent-api.md section 3). */
function isOfServiceAccount(problem: string, { requestBody }: Exchange): boolean {
  const body = requestBody as { readonly config?: Readonly<Record<string, string>> } | undefined;
  const mode = (body?.config ?? body as Readonly<Record<string, string>> | undefined)?.['kafka.auth.mode'];
  return mode === 'SERVICE_ACCOUNT' && /must have required property 'kafka\.api\.(key|secret)'/.test(problem);
}

/** The life of an account, from the first plan to the last delete: what the client says and what the simulator answers. */
describe.skipIf(!hasOpenApi())('client and simulator speak as the official documents say (skipped where they do not lie beside the repository)', () => {
  let estate: Estate;
  let openapi: OpenApi;
  let exchanges: Exchange[] = [];
  const shop = examples('postgres.yaml');
  const changed = { ...shop, 'pipelines/postgres.yaml': example('postgres.yaml').replace('retention: 7d', 'retention: 9d') };

  beforeAll(async () => {
    openapi = loadOpenApi();
    estate = await startEstate({ observe: (exchange) => exchanges.push(exchange) });
  }, 60_000);
  afterAll(() => estate[Symbol.asyncDispose]());

  /** What is wrong in all that was said since the last look. */
  function problems(): readonly string[] {
    const seen = exchanges;
    exchanges = [];
    expect(seen.length).toBeGreaterThan(0);
    const wrong = seen.flatMap((exchange) => problemsOf(exchange).filter((problem) => !isOfServiceAccount(problem, exchange)));
    return [...new Set(wrong)];
  }

  function problemsOf({ plane, method, path, requestBody, status, responseBody }: Exchange): readonly string[] {
    return [
      ...openapi.validateRequest(plane, method, path, requestBody),
      ...(status === 0 ? [] : openapi.validateResponse(plane, method, path, status, responseBody === undefined ? undefined : (JSON.parse(JSON.stringify(responseBody, plainValue)) as unknown))),
    ];
  }

  it('apply of every source', async () => {
    expect(troubles(await estate.apply(examples()))).toEqual([]);
    expect(problems()).toEqual([]);
  });

  it('nothing to do', async () => {
    expect((await estate.apply(examples())).outcome).toBe('converged');
    expect(problems()).toEqual([]);
  });

  it('updates in place, a secret that is sent again, and repairs', async () => {
    estate.simulator.control.failConnector('shop', 'lost its connection');
    estate.simulator.control.setTopicConfig('orders', 'max.message.bytes', '1048588');
    expect(troubles(await estate.apply(changed))).toEqual([]);
    expect(exchanges.filter(({ method }) => method === 'PUT' || method === 'PATCH').length).toBeGreaterThan(1);
    expect(problems()).toEqual([]);
  });

  it('refusals: too many requests, server errors, lost answers', async () => {
    const { faults } = estate.simulator;
    faults.add({ match: { plane: 'management' }, times: 2, effect: { kind: 'rateLimit', withHeaders: true } });
    faults.add({ match: { plane: 'connect' }, times: 2, effect: { kind: 'rateLimit', withHeaders: true } });
    faults.add({ match: { plane: 'schema-registry' }, times: 1, effect: { kind: 'status', status: 500 } });
    faults.add({ match: { plane: 'kafka' }, times: 1, effect: { kind: 'drop' } });
    faults.add({ match: { plane: 'tableflow' }, times: 1, effect: { kind: 'unreadable' } });
    await estate.plan(shop);
    faults.clear();
    expect(problems()).toEqual([]);
  });

  it('destroy', async () => {
    const report = await estate.applyApproved(changed, { destroy: true, pipelines: ['shop'] });
    expect(troubles(report)).toEqual([]);
    expect(exchanges.filter(({ method }) => method === 'DELETE').length).toBeGreaterThan(10);
    expect(problems()).toEqual([]);
  });

  it('these operations were used', () => {
    expectGolden(new URL('./', import.meta.url), 'operations.txt', `${[...openapi.covered()].sort().join('\n')}\n`);
  });
});
