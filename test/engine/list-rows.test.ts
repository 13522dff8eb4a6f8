import { describe, expect, it } from 'vitest';
import type { Statement, TableflowTopic } from '../../src/confluent/wire.js';
import { statementRow, tableflowRow } from '../../src/engine/list-rows.js';

describe('a row of a list', () => {
  it('keeps what is looked at, and lets links, owners and traits go', () => {
    const statement: unknown = { name: 's', organization_id: 'o', metadata: { self: 'https://x', created_at: 'then' }, spec: { statement: 'SELECT 1' }, status: { phase: 'RUNNING', detail: 'd', traits: { sql_kind: 'SELECT' } } };
    expect(statementRow(statement as Statement)).toEqual({ name: 's', metadata: { created_at: 'then' }, spec: { statement: 'SELECT 1' }, status: { phase: 'RUNNING', detail: 'd' } });
    const topic: unknown = { metadata: { self: 'https://x' }, spec: { display_name: 't', environment: { id: 'env-1', related: 'https://x' }, kafka_cluster: { id: 'lkc-1', resource_name: 'crn' } }, status: { phase: 'RUNNING' } };
    expect(tableflowRow(topic as TableflowTopic)).toEqual({ metadata: {}, spec: { display_name: 't', environment: { id: 'env-1' }, kafka_cluster: { id: 'lkc-1' } }, status: { phase: 'RUNNING' } });
  });

  it('may lack what the contract does not promise: the list is read all the same', () => {
    expect(statementRow({ name: 's', spec: { statement: 'SELECT 1' } } as Statement)).toMatchObject({ name: 's' });
    expect(tableflowRow({ spec: { display_name: 't' } } as TableflowTopic)).toMatchObject({ spec: { display_name: 't' } });
  });
});
