import type { DatabaseQuery } from '../../core/preflight.js';
import type { ProbeQueries, ProbeRow, ProbeValue } from '../../core/probe.js';

/** A value with its type descriptor, as the API wants it. */
function typed(value: ProbeValue): Readonly<Record<string, unknown>> {
  if (value === null) return { NULL: true };
  if (typeof value === 'boolean') return { BOOL: value };
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

function item(cells: Readonly<Record<string, ProbeValue>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, typed(value)]));
}

/** The operations of a probe; conditions keep them from undoing what another has written. Pure. */
export function dynamodbProbe(row: ProbeRow): ProbeQueries {
  const { table, key, column, values } = row;
  const [first = ''] = Object.keys(key);
  const query = (text: string, more: object): DatabaseQuery => ({ text, parameters: [{ TableName: table, ...more }] });
  const holds = (value: ProbeValue): object =>
    value === null ? { ConditionExpression: 'attribute_not_exists(#c)' } : { ConditionExpression: '#c = :from' };
  const bound = (name: string, value: ProbeValue): object => (value === null ? {} : { [name]: typed(value) });
  const withValues = (bindings: object): object => (Object.keys(bindings).length === 0 ? {} : { ExpressionAttributeValues: bindings });
  return {
    find: query('GetItem', { Key: item(key), ConsistentRead: true }),
    read: ([answer]) => {
      const found = answer?.['Item'] as Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
      if (found === undefined) return { rows: 0 };
      const text = found[column]?.['S'];
      return { rows: 1, value: typeof text === 'string' ? text : null };
    },
    insert: (mark) => query('PutItem', { Item: item({ ...values, ...key, [column]: mark }), ConditionExpression: 'attribute_not_exists(#k)', ExpressionAttributeNames: { '#k': first } }),
    remove: (mark) => query('DeleteItem', { Key: item(key), ConditionExpression: '#c = :from', ExpressionAttributeNames: { '#c': column }, ExpressionAttributeValues: { ':from': typed(mark) } }),
    change: (from, to) => query('UpdateItem', {
      Key: item(key), UpdateExpression: to === null ? 'REMOVE #c' : 'SET #c = :to', ExpressionAttributeNames: { '#c': column }, ...holds(from), ...withValues({ ...bound(':from', from), ...bound(':to', to) }),
    }),
  };
}
