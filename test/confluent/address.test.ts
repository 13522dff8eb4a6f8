import { describe, expect, test } from 'vitest';
import { addressOf, endpointBase } from '../../src/confluent/address.js';

describe('addressOf', () => {
  test.each([
    { name: 'base path and trailing slash', base: 'http://127.0.0.1:1/sr/', call: { path: '/subjects' }, want: 'http://127.0.0.1:1/sr/subjects' },
    { name: 'encodes a segment', base: 'https://h', call: { path: '/c/{name}/x', params: { name: 'a/b?c#d e%é' } }, want: 'https://h/c/a%2Fb%3Fc%23d%20e%25%C3%A9/x' },
    { name: 'repeats list members and drops undefined', base: 'https://h', call: { path: '/c', query: { a: ['1', '2'], b: undefined, 'spec.c': false } }, want: 'https://h/c?a=1&a=2&spec.c=false' },
  ])('$name', ({ base, call, want }) => {
    expect(addressOf(base, call)).toBe(want);
  });

  test.each(['', '.', '..', undefined])('refuses %j as a segment', (name) => {
    expect(() => addressOf('https://h', { path: '/c/{name}', params: name === undefined ? {} : { name } })).toThrow(TypeError);
  });
});

describe('endpointBase', () => {
  test.each([
    { endpoint: 'https://flink.eu.aws.confluent.cloud/sql/v1', api: '/sql', want: 'https://flink.eu.aws.confluent.cloud' },
    { endpoint: 'https://flink.eu.aws.confluent.cloud/', api: '/sql', want: 'https://flink.eu.aws.confluent.cloud' },
    { endpoint: 'flink.eu.aws.confluent.cloud', api: '/sql', want: 'https://flink.eu.aws.confluent.cloud' },
    { endpoint: 'http://127.0.0.1:8080/flink/sql', api: '/sql', want: 'http://127.0.0.1:8080/flink' },
    { endpoint: 'https://pkc-1.confluent.cloud:443', api: '/kafka', want: 'https://pkc-1.confluent.cloud:443' },
    { endpoint: 'https://kafka/kafka/v3', api: '/kafka', want: 'https://kafka' },
    { endpoint: 'http://127.0.0.1:1/sr', api: '', want: 'http://127.0.0.1:1/sr' },
  ] as const)('$endpoint', ({ endpoint, api, want }) => {
    expect(endpointBase(endpoint, api)).toBe(want);
  });
});
