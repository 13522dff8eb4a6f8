import { describe, expect, it } from 'vitest';
import { WorldFileError, defaultWorld, parseWorld } from '../../src/simulator/index.js';
import { SHOP_WORLD, startConnector, startTestClient } from './client.js';

describe('a world file', () => {
  it('left empty is one environment, one cluster, one pool and no database', () => {
    const world = defaultWorld();
    expect(world.environments).toMatchObject([{ name: 'prod', clusters: [{ name: 'lake', cloud: 'AWS', region: 'us-east-1' }], computePools: [{ maxCfu: 50 }] }]);
    expect(world.databases).toEqual([]);
    expect(parseWorld('')).toEqual(world);
  });

  it.each([
    { name: 'broken YAML', text: 'a: [', want: /not valid YAML/ },
    { name: 'unknown key', text: 'databses: []', want: /unknown key 'databses'/ },
    { name: 'unknown source', text: 'databases: [{ source: db2, host: h, tables: [] }]', want: /databases\.0\.source: must be one of postgres/ },
    { name: 'key that is no column', text: 'databases: [{ source: postgres, host: h, tables: [{ name: public.t, key: [id], columns: { a: text } }] }]', want: /public\.t: the key names 'id'/ },
    { name: 'cell that is no column', text: 'databases: [{ source: postgres, host: h, tables: [{ name: public.t, columns: { a: text }, rows: [{ b: 1 }] }] }]', want: /row 1 has 'b'/ },
    { name: 'change of no table', text: "databases: [{ source: postgres, host: h, tables: [], stream: [{ afterSeconds: 1, table: x, op: c, row: {} }] }]", want: /names the table 'x'/ },
  ])('with $name is refused, with the place', ({ text, want }) => {
    expect(() => parseWorld(text)).toThrow(WorldFileError);
    expect(() => parseWorld(text)).toThrow(want);
  });

  it('has rows to spare, and changes that come with time', async () => {
    const client = await startTestClient({ world: parseWorld(`${SHOP_WORLD}        rowCount: 40\n    stream: [{ afterSeconds: 300, table: public.customers, op: d, row: { id: 1 } }]`) });
    const records = (topic: string) => (client.simulator.control.snapshot().clusters['prod/lake'] as any).topics[topic].records;
    await startConnector(client, 'shop', { 'table.include.list': 'public\\..*' });
    expect(records('shop.public.orders')).toBe(41);
    expect(records('shop.public.customers')).toBe(2);
    client.advance(200_000);
    expect(records('shop.public.customers')).toBe(4);
    await client[Symbol.asyncDispose]();
  });

  it('may have several environments, each with its own registry', async () => {
    const client = await startTestClient({ world: parseWorld('environments: [{ name: dev, clusters: [{ name: a }] }, { name: prod, clusters: [{ name: b }], compatibility: FULL }]') });
    const { body } = await client.call('cloud', 'GET', '/org/v2/environments');
    const urls = await Promise.all(body.data.map(async (one: any) => (await client.call('cloud', 'GET', `/srcm/v3/clusters?environment=${one.id}`)).body.data[0].spec.http_endpoint));
    await client.call('schemaRegistry', 'POST', `${urls[1]}/subjects/x/versions`, { schema: '"string"' });
    expect((await client.call('schemaRegistry', 'GET', `${urls[0]}/subjects`)).body).toEqual([]);
    expect((await client.call('schemaRegistry', 'GET', `${urls[1]}/subjects`)).body).toEqual(['x']);
    expect((await client.call('schemaRegistry', 'GET', `${urls[1]}/config`)).body).toEqual({ compatibilityLevel: 'FULL' });
    await client[Symbol.asyncDispose]();
  });

  it('may hold topics with records, and connectors that run already', async () => {
    const client = await startTestClient({
      world: parseWorld(`
topics:
  - name: orders
    partitions: 1
    valueSchema: { schemaType: JSON, schema: { type: object, properties: { id: { type: integer } } } }
    records: [{ key: null, value: { id: 1 } }]
`),
    });
    const snapshot = client.simulator.control.snapshot() as any;
    expect(snapshot.clusters['prod/lake'].topics.orders).toMatchObject({ partitions: 1, records: 1 });
    expect(snapshot.environments.prod.subjects['orders-value'][0].schemaType).toBe('JSON');
    await client[Symbol.asyncDispose]();
  });
});
