import { expect, it } from 'vitest';
import { example, onlyTarget, startEstate, troubles } from '../support/estate.js';

/** A topic whose schema we register: `schema: { inline }`. The schema is ours, the topic is not. */

const target = example('targets.yaml').split('\n---\n')[0]!;
const text = `${target}
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: clicks }
spec:
  source:
    topic:
      topics:
        web.clicks:
          schema: { inline: { type: object, properties: { id: { type: string }, page: { type: string } } } }
  tables:
    - { from: web.clicks, to: page_clicks, key: [id], columns: { id: STRING, page: STRING } }
`;

it('is registered, read, and taken away again by destroy; the topic stays', async () => {
  await using estate = await startEstate();
  const { baseUrl, credentials } = estate.simulator.description;
  const authorization = `Basic ${Buffer.from(`${credentials.schemaRegistry.key}:${credentials.schemaRegistry.secret}`).toString('base64')}`;
  const subjects = async (): Promise<readonly string[]> => ((await (await fetch(`${baseUrl}/subjects`, { headers: { authorization } })).json()) as string[]).filter((name) => /clicks/.test(name)).sort();
  const topics = async (): Promise<readonly string[]> => {
    const { plan } = onlyTarget(await estate.plan(text));
    return plan!.changes.filter(({ kind }) => kind === 'existing-topic').map(({ address, type }) => `${address} ${type}`);
  };

  expect(troubles(await estate.apply(text))).toEqual([]);
  expect((await estate.plan(text)).outcome).toBe('converged');
  expect(await subjects()).toContain('web.clicks-value');
  const { id } = (await (await fetch(`${baseUrl}/subjects/web.clicks-value/versions/latest`, { headers: { authorization } })).json()) as { id: number };
  await estate.clock.sleep(600_000);
  expect(estate.simulator.control.lakeTable('page_clicks').map(({ id }) => id)).toEqual(expect.arrayContaining(['c-1', 'c-2']));

  const before = await topics();
  expect(troubles(await estate.applyApproved(text, { destroy: true }))).toEqual([]);
  expect(await subjects()).toEqual([]);
  expect(Object.keys((JSON.parse(estate.ledger().text ?? '{}') as { resources: object }).resources)).toEqual([]);
  // Whoever wrote with the schema finds it by its id; the records that others wrote are still there, and can be read again.
  expect((await fetch(`${baseUrl}/schemas/ids/${id}`, { headers: { authorization } })).status).toBe(200);
  expect(await topics()).toEqual(before);
  expect(troubles(await estate.apply(text))).toEqual([]);
  expect(estate.simulator.control.invariants()).toEqual([]);
});
