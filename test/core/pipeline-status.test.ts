import { describe, expect, it } from 'vitest';
import { remoteId } from '../../src/core/address.js';
import { pipelineStatuses, worstOf } from '../../src/core/pipeline-status.js';
import type { Health } from '../../src/core/resource.js';
import { at, foundAs, wanted } from '../support/toy-resources.js';

describe('worstOf', () => {
  it.each<{ healths: readonly Health[]; want: Health }>([
    { healths: [], want: 'healthy' },
    { healths: ['healthy', 'progressing'], want: 'progressing' },
    { healths: ['progressing', 'paused'], want: 'paused' },
    { healths: ['paused', 'missing'], want: 'missing' },
    { healths: ['missing', 'degraded', 'healthy'], want: 'degraded' },
  ])('$healths: $want', ({ healths, want }) => expect(worstOf(healths)).toBe(want));
});

describe('pipelineStatuses', () => {
  const shop = { pipeline: 'shop' };
  const pool = wanted('compute-pool', 'lfcp-1', { spec: { displayName: 'pool-a' } });
  const idle = wanted('compute-pool', 'unused');
  const connector = wanted('connector', 'shop', { ...shop, spec: { name: 'shop-postgres' } });
  const topic = wanted('source-topic', 'shop.public.orders', { ...shop, table: 'public.orders', spec: { topic: 'shop.public.orders' } });
  const table = wanted('target-table', 'orders', { ...shop, table: 'public.orders', chain: 'orders', spec: { table: 'orders' }, relations: { needs: [pool.address], leftBy: [] } });
  const subject = wanted('subject', 'orders-value', { ...shop, table: 'public.orders', chain: 'orders', spec: { subject: 'orders-value' } });
  const bare = wanted('source-topic', 'shop.public.bare', { ...shop, table: 'public.bare' });
  const other = wanted('connector', 'billing', { pipeline: 'billing', spec: { name: 'billing' } });
  const desired = [idle, topic, pool, connector, table, subject, other, bare];

  it('shows each pipeline with its resources, their names, ids and health, and the pools that it uses', () => {
    const [billing, status] = pipelineStatuses(
      desired,
      [
        foundAs(pool, { remoteId: remoteId('lfcp-1'), state: 'PROVISIONED' }),
        foundAs(connector, { remoteId: remoteId('lcc-1'), state: 'FAILED', health: 'degraded', healthDetail: 'no slot' }),
        foundAs(topic),
        foundAs(table, { health: 'progressing' }),
        foundAs(subject),
      ],
      new Map([['shop', 'UPDATE orders SET id = id']]),
    );
    expect(billing).toEqual({ pipeline: 'billing', health: 'missing', tables: [], components: [{ kind: 'connector', address: other.address, name: 'billing', health: 'missing', state: 'missing' }] });
    expect(status).toMatchObject({ pipeline: 'shop', health: 'degraded', testStatement: 'UPDATE orders SET id = id' });
    expect(status!.components).toEqual([
      { kind: 'compute-pool', address: pool.address, name: 'pool-a', remoteId: 'lfcp-1', health: 'healthy', state: 'PROVISIONED' },
      { kind: 'source-topic', address: topic.address, name: 'shop.public.orders', health: 'healthy', state: 'there', table: 'public.orders' },
      { kind: 'connector', address: connector.address, name: 'shop-postgres', remoteId: 'lcc-1', health: 'degraded', state: 'FAILED', detail: 'no slot' },
      { kind: 'target-table', address: table.address, name: 'orders', health: 'progressing', state: 'there', table: 'public.orders' },
      { kind: 'subject', address: subject.address, name: 'orders-value', health: 'healthy', state: 'there', table: 'public.orders' },
      { kind: 'source-topic', address: bare.address, name: 'shop.public.bare', health: 'missing', state: 'missing', table: 'public.bare' },
    ]);
  });

  it('calls a pool that is given by its id as the account does, beside its id', () => {
    const given = wanted('compute-pool', 'lfcp-9', { spec: { cloud: 'AWS' } });
    const named = (actual: Parameters<typeof pipelineStatuses>[1]): unknown => {
      const [status] = pipelineStatuses([given, { ...table, relations: { needs: [given.address], leftBy: [] } }], actual);
      return status!.components.filter(({ kind }) => kind === 'compute-pool').map(({ name, remoteId: id }) => [name, id]);
    };
    expect(named([foundAs(given, { remoteId: remoteId('lfcp-9'), spec: { displayName: 'shared', cloud: 'AWS' } })])).toEqual([['shared', 'lfcp-9']]);
    expect(named([])).toEqual([['lfcp-9', undefined]]);
  });

  it('sums up each table: where it comes from, where it goes, and its worst part', () => {
    const [, status] = pipelineStatuses(desired, [foundAs(topic), foundAs(table, { health: 'paused' }), foundAs(subject)]);
    expect(status!.tables).toEqual([
      { from: 'public.orders', sourceTopic: 'shop.public.orders', target: 'orders', health: 'paused' },
      { from: 'public.bare', sourceTopic: 'shop.public.bare', health: 'missing' },
    ]);
    expect(status).not.toHaveProperty('testStatement');
  });

  it('a table without a source topic of its own has only its target', () => {
    const [status] = pipelineStatuses([table], [foundAs(table)]);
    expect(status!.tables).toEqual([{ from: 'public.orders', target: 'orders', health: 'healthy' }]);
    expect(status!.health).toBe('healthy');
  });

  it('falls back to the name in the address, slashes and all', () => {
    const [status] = pipelineStatuses([wanted('thing', 'a/b', shop)], []);
    expect(status!.components[0]).toMatchObject({ name: 'a/b', address: at('thing', 'a/b') });
  });
});
