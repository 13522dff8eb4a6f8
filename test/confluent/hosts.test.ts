import { describe, expect, test } from 'vitest';
import { createHostGuard } from '../../src/confluent/hosts.js';

const allowedHosts = ['127.0.0.1', 'localhost:8081', '*.internal.example.com', 'gateway.example.com:8443', '[::1]:9000', 'Bücher.example'];

describe('host guard', () => {
  const guard = createHostGuard({ allowedHosts });

  test.each([
    'https://confluent.cloud',
    'https://api.confluent.cloud/org/v2',
    'https://API.Confluent.Cloud/',
    'https://pkc-1.us-east-1.aws.confluent.cloud:443/kafka/v3',
    'https://flink.us-east-1.aws.private.confluent.cloud',
    'http://127.0.0.1:40123/x',
    'http://localhost:8081',
    'https://sr.internal.example.com',
    'https://a.b.internal.example.com:9999',
    'https://gateway.example.com:8443/',
    'http://[::1]:9000/',
    'http://[0:0:0:0:0:0:0:1]:9000/',
    'https://xn--bcher-kva.example/',
    'https://BÜCHER.example/',
  ])('allows %s', (address) => {
    expect(guard.judge(address)).toMatchObject({ allowed: true });
  });

  test.each([
    { address: 'http://api.confluent.cloud', why: 'without TLS' },
    { address: 'https://confluent.cloud.evil.com', why: 'not a Confluent Cloud host' },
    { address: 'https://evil-confluent.cloud', why: 'not a Confluent Cloud host' },
    { address: 'https://xconfluent.cloud', why: 'not a Confluent Cloud host' },
    { address: 'https://confluent.cloud@evil.com', why: 'user information' },
    { address: 'https://evil.com@api.confluent.cloud', why: 'user information' },
    { address: 'https://user:pw@api.confluent.cloud', why: 'user information' },
    { address: 'https://@api.confluent.cloud', allowed: true },
    { address: 'https://api.confluent.cloud.', why: 'ends in a dot' },
    { address: 'https://evil.com\\.confluent.cloud', why: 'backslash' },
    { address: 'https://evil.com\\@api.confluent.cloud', why: 'backslash' },
    { address: 'https://evil.com#.confluent.cloud', why: 'not a Confluent Cloud host' },
    { address: 'https://evil.com?.confluent.cloud', why: 'not a Confluent Cloud host' },
    { address: 'https://evil.com/.confluent.cloud', why: 'not a Confluent Cloud host' },
    { address: 'https://evil.com%2F.confluent.cloud', why: 'not a URL' },
    { address: 'https://evil.com%23.confluent.cloud', why: 'not a URL' },
    { address: 'https://evil.com%00.confluent.cloud', why: 'not a URL' },
    { address: 'https://evil.com\t.confluent.cloud', why: 'control character' },
    { address: 'https://api.confluent.cloud\n', why: 'control character' },
    { address: ' https://api.confluent.cloud', why: 'space' },
    { address: 'https://api.confluent.cl\u043eud', why: 'xn--' },
    { address: 'https://api.\u0441onfluent.cloud', why: 'xn--' },
    { address: 'https://evil.com/?next=https://api.confluent.cloud', why: 'not a Confluent Cloud host' },
    { address: '//api.confluent.cloud', why: 'not a URL' },
    { address: 'api.confluent.cloud', why: 'not a URL' },
    { address: 'ftp://api.confluent.cloud', why: 'scheme' },
    { address: 'file:///etc/passwd', why: 'scheme' },
    { address: 'javascript:alert(1)', why: 'scheme' },
    { address: 'https://gateway.example.com', why: 'not in the list' },
    { address: 'https://gateway.example.com:8444', why: 'not in the list' },
    { address: 'http://localhost:8082', why: 'not in the list' },
    { address: 'http://localhost.evil.com:8081', why: 'not in the list' },
    { address: 'https://internal.example.com', why: 'not in the list' },
    { address: 'https://xinternal.example.com', why: 'not in the list' },
    { address: 'http://127.0.0.2', why: 'not in the list' },
    { address: 'http://169.254.169.254/latest', why: 'not in the list' },
  ] as readonly { address: string; why?: string; allowed?: boolean }[])('judges $address', ({ address, why = '', allowed }) => {
    const verdict = guard.judge(address);
    if (allowed) expect(verdict).toMatchObject({ allowed: true, url: new URL('https://api.confluent.cloud') });
    else expect(verdict).toEqual({ allowed: false, reason: expect.stringContaining(why) });
  });

  test('other spellings of an allowed address are that address', () => {
    expect(guard.judge('http://2130706433/')).toMatchObject({ allowed: true });
    expect(guard.judge('http://127.1/')).toMatchObject({ allowed: true });
  });

  test('a reason never repeats user information', () => {
    expect(JSON.stringify(guard.judge('https://user:hunter2@evil.com'))).not.toContain('hunter2');
  });

  test.each(['*', '*.', '.corp.example', 'https://x.example', 'x/y', 'a b', 'x:port', 'user@host', '', 'x:123456', 'a.*.b', '*.*.com'])('refuses the entry %j', (entry) => {
    expect(() => createHostGuard({ allowedHosts: [entry] })).toThrow(TypeError);
  });
});
