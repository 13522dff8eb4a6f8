import { describe, expect, test } from 'vitest';
import { errorFromAnswer } from '../../src/confluent/error-body.js';

const site = { plane: 'kafka', method: 'GET', path: '/x/{y}' } as const;
const jetty = '<html><head><title>Error 429 Too Many Requests</title><style>a{}</style></head><body><h2>HTTP ERROR 429</h2></body></html>';

const shapes = [
  { name: '1: errors[]', status: 404, body: '{"errors":[{"id":"1","status":"404","code":"resource_not_found","title":"t","detail":"no pool"}]}', want: { kind: 'notFound', code: 'resource_not_found', message: 'no pool' } },
  { name: '1 without code', status: 404, body: '{"errors":[{"status":"404","detail":"no statement"}]}', want: { kind: 'notFound', code: '404', message: 'no statement' } },
  { name: '1 with title only', status: 409, body: '{"errors":[{"title":"Conflict"}]}', want: { kind: 'conflict', code: 'error', message: 'Conflict' } },
  { name: '2: error{}', status: 401, body: '{"error":{"code":401,"message":"bad key"}}', want: { kind: 'unauthorized', code: '401', message: 'bad key' } },
  { name: '3: error_code', status: 404, body: '{"error_code":40403,"message":"no topic"}', want: { kind: 'notFound', code: '40403', message: 'no topic' } },
  { name: '4: code', status: 400, body: '{"code":400,"message":"bad config"}', want: { kind: 'invalid', code: '400', message: 'bad config', quota: false } },
  { name: '5: HTML', status: 429, body: jetty, want: { kind: 'rateLimited', message: 'Error 429 Too Many Requests' } },
  { name: '5: HTML without title', status: 401, body: '<html><body><p>Nope</p>\n here</body></html>', want: { kind: 'unauthorized', message: 'Nope here' } },
  { name: 'nothing', status: 503, body: '', want: { kind: 'unavailable', message: 'the service answered 503 without a message' } },
  { name: 'text', status: 500, body: 'upstream connect error', want: { kind: 'unavailable', message: 'upstream connect error' } },
  { name: 'empty errors', status: 400, body: '{"errors":[]}', want: { kind: 'invalid', quota: false } },
  { name: 'JSON that is no object', status: 400, body: '[1]', want: { kind: 'invalid', message: '[1]' } },
  { name: 'null members', status: 404, body: '{"errors":null,"error":null,"message":null}', want: { kind: 'notFound' } },
  { name: 'quota by status', status: 402, body: '{"errors":[{"status":"402","detail":"pay"}]}', want: { kind: 'invalid', quota: true } },
  { name: 'quota by text', status: 403, body: '{"errors":[{"detail":"the number of pools is currently limited to 10"}]}', want: { kind: 'invalid', quota: true } },
  { name: 'quota by text under 429 is not worth retrying', status: 429, body: '{"message":"topics is currently limited to 9"}', want: { kind: 'invalid', quota: true } },
  { name: 'duplicate topic', status: 400, body: '{"error_code":40002,"message":"Topic \'t\' already exists."}', want: { kind: 'conflict', code: '40002' } },
  { name: 'hard delete before soft', status: 404, body: '{"error_code":40405,"message":"not deleted first"}', want: { kind: 'conflict', code: '40405' } },
];

describe('error bodies', () => {
  test.each(shapes)('shape $name', ({ status, body, want }) => {
    const error = errorFromAnswer(site, { status, body, secrets: [], requestId: 'r-1' });
    expect(error).toMatchObject({ ...site, status, requestId: 'r-1', ...want });
    if (!('code' in want) && want.message !== undefined) expect(error).not.toHaveProperty('code');
  });

  test.each([
    [400, 'invalid'], [401, 'unauthorized'], [403, 'forbidden'], [404, 'notFound'], [405, 'invalid'], [408, 'timeout'], [409, 'conflict'], [410, 'notFound'],
    [412, 'conflict'], [413, 'invalid'], [415, 'invalid'], [418, 'unexpected'], [422, 'invalid'], [429, 'rateLimited'],
    [500, 'unavailable'], [501, 'unexpected'], [502, 'unavailable'], [503, 'unavailable'], [504, 'unavailable'], [304, 'unexpected'],
  ])('status %i is %s', (status, kind) => {
    expect(errorFromAnswer(site, { status, body: '{}', secrets: [] }).kind).toBe(kind);
  });

  test('a long message is cut, after it was redacted', () => {
    const secret = 'S'.repeat(40);
    const body = JSON.stringify({ message: `${'x'.repeat(480)}${secret}` });
    const { message } = errorFromAnswer(site, { status: 400, body, secrets: [secret] });
    expect(message).toHaveLength(483);
    expect(message).not.toContain('S');
  });
});
