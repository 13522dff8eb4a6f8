import { describe, expect, it } from 'vitest';
import type { Preflight, PreflightCheck } from '../../src/core/preflight.js';
import { ok } from '../../src/core/preflight.js';
import { codes } from '../../src/core/codes/index.js';
import { DatabaseError } from '../../src/database/index.js';
import type { DatabaseConnection } from '../../src/database/index.js';
import { loadDriver } from '../../src/database/load-driver.js';
import { asDatabaseError, redact } from '../../src/database/connection.js';
import { preflights } from '../../src/preflight/registry.js';
import { runPreflight } from '../../src/preflight/run.js';
import { runCommand } from './support/command.js';

const check = (id: string, text: string): PreflightCheck<unknown> => ({
  id, title: id, code: 'CDC8004', severity: 'error',
  queries: () => ({ answer: { text } }),
  evaluate: (answers) => [ok(`${answers['answer']!.length} rows`)],
});

const preflight = (...checks: readonly PreflightCheck<unknown>[]): Preflight<unknown> => ({
  surroundings: { queries: () => ({ first: { text: 'first' } }), evaluate: () => ({ platform: 'self-managed', product: 'Test 1', version: 1, user: 'me', extra: {} }) },
  checks,
});

function subject(checks: Preflight<unknown>, connect: () => Promise<DatabaseConnection>) {
  return { pipeline: 'p', target: 't', source: 'Test', database: 'test://db', preflight: checks, facts: { block: {}, tables: [], config: {}, exclusive: {}, claimed: {} }, connect };
}

/** Answers with a row, never, or with a refusal, by the text. */
function connections() {
  const log: string[] = [];
  let open = 0;
  const connect = (): Promise<DatabaseConnection> => {
    open += 1;
    log.push('open');
    return Promise.resolve({
      engine: 'postgres',
      query: ({ text }) => {
        log.push(text);
        if (text === 'slow') return new Promise(() => undefined);
        return text === 'denied' ? Promise.reject(new DatabaseError('query', 'permission denied for table x')) : Promise.resolve([{}]);
      },
      close: () => {
        open -= 1;
        log.push('close');
        return Promise.resolve();
      },
    });
  };
  return { connect, log, open: () => open };
}

describe('the runner', () => {
  it('asks over one connection, the same question once, and closes it', async () => {
    const { connect, log, open } = connections();
    const { findings } = await runPreflight(subject(preflight(check('a', 'x'), check('b', 'x')), connect), { timeoutMs: 1_000 });
    expect(findings.map(({ check: id, status }) => `${id} ${status}`)).toEqual(['connection ok', 'a ok', 'b ok']);
    expect(log).toEqual(['open', 'first', 'x', 'close']);
    expect(open()).toBe(0);
  });

  it('goes on after a refusal, and after a question that takes too long', async () => {
    const { connect, log, open } = connections();
    const { findings } = await runPreflight(subject(preflight(check('a', 'denied'), check('b', 'slow'), check('c', 'x')), connect), { timeoutMs: 50 });
    expect(findings.map(({ check: id, status, evidence }) => `${id} ${status} ${evidence}`)).toEqual([
      'connection ok logged in as me',
      'a unknown could not check: permission denied for table x',
      'b unknown could not check: no answer within 0.05 s',
      'c ok 1 rows',
    ]);
    expect(findings.filter(({ status }) => status === 'unknown').every(({ code, severity }) => code === 'CDC8002' && severity === 'warning')).toBe(true);
    expect(log).toEqual(['open', 'first', 'denied', 'slow', 'close', 'open', 'x', 'close']);
    expect(open()).toBe(0);
  });

  it.each([
    { name: 'no connection', reason: 'connect' as const, want: 'CDC8001' },
    { name: 'no driver', reason: 'driver' as const, want: 'CDC8050' },
  ])('makes one finding of $name', async ({ reason, want }) => {
    const { findings, server } = await runPreflight(subject(preflight(check('a', 'x')), () => Promise.reject(new DatabaseError(reason, 'why'))), { timeoutMs: 1_000 });
    expect(findings.map(({ code, status, evidence }) => `${code} ${status} ${evidence}`)).toEqual([`${want} problem why`]);
    expect(server).toBeUndefined();
  });
});

describe('the checks of every source', () => {
  it.each(Object.entries(preflights))('%s: ids are unique, codes are explained', (_name, { checks }) => {
    const all = checks as readonly PreflightCheck[];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, code, title } of all) {
      expect(id).toMatch(/^[a-z][a-z0-9-]+$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(code in codes).toBe(true);
    }
  });
});

describe('drivers and secrets', () => {
  it('names the package that is missing', async () => {
    await expect(loadDriver('no-such-driver/promise', 'Nothing')).rejects.toThrow(/The package no-such-driver is not installed, which Nothing needs\. Run: npm install no-such-driver/);
  });

  it('takes secrets out of messages', () => {
    const endpoint = { host: 'h', port: 1, password: 'p@ss word', certificates: { key: '-----KEY' }, aws: { endpoint: 'e', region: 'r', sessionToken: 'tok&en' } };
    expect(redact('p@ss word p%40ss%20word -----KEY tok&en', endpoint)).toBe('*** *** *** ***');
    expect(asDatabaseError('query', new Error('bad "p@ss word"', { cause: new Error('tok&en') }), endpoint).message).toBe('bad "***": ***');
    expect(asDatabaseError('connect', new AggregateError([new Error('connect ECONNREFUSED ::1'), new Error('connect ECONNREFUSED 127.0.0.1')]), endpoint).message).toBe('connect ECONNREFUSED ::1; connect ECONNREFUSED 127.0.0.1');
  });

  it('refuses invalid documents with 65, before anything is opened', async () => {
    const run = await runCommand([{ name: 'shop', source: { postgres: { host: 'h' } }, tables: ['a.b'] }], {}, {}, () => () => Promise.reject(new Error('opened')));
    expect(run.code).toBe(65);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('Error CDC');
  });
});
