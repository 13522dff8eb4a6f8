import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeStored } from '../../src/ledger/cas.js';
import { emptyLedger } from '../../src/ledger/document.js';
import { adopt, recordWriteMode } from '../../src/ledger/mutations.js';
import { openStore } from '../../src/ledger/open.js';
import type { LedgerStore } from '../../src/ledger/store.js';
import { entryOf, startRacer, temporaryFolder } from './support.js';

function fileStore(target = 'prod') {
  const cwd = temporaryFolder();
  const folder = join(cwd, '.reconcile');
  return { cwd, folder, path: join(folder, `${target}.json`), store: openStore(undefined, target, { cwd, env: {} }) };
}

const addMode = (store: LedgerStore, mode: string) => changeStored(store, (document) => recordWriteMode(document, 'orders', mode), mode);

describe('a ledger in a file', () => {
  it('is absent, then what was written, and written only over the version that was read', async () => {
    const { store, path, folder } = fileStore();
    expect(await store.read()).toEqual({ state: 'absent', version: 'absent' });
    const document = adopt(emptyLedger('prod'), [entryOf('shop-postgres')]);
    const first = await store.write(document, 'absent', 'first');
    expect(first.written).toBe(true);
    expect(await store.write(emptyLedger('prod'), 'absent', 'too late')).toEqual({ written: false });
    expect(await store.read()).toEqual({ state: 'present', document, version: first.written ? first.version : '' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['prod.json']);
    expect(store.location).toBe('file:.reconcile/prod.json');
  });

  it('that was changed in place since we wrote it is not written over, even when its size and time are the same', async () => {
    const { store, path } = fileStore();
    const first = await store.write(recordWriteMode(emptyLedger('prod'), 'orders', 'UPSERT'), 'absent', 'first');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('UPSERT', 'APPEND'));
    utimesSync(path, atime, mtime);
    expect(await store.write(emptyLedger('prod'), first.written ? first.version : '', 'second')).toEqual({ written: false });
    expect(readFileSync(path, 'utf8')).toContain('APPEND');
  });

  it('that was only touched is still the one that we wrote', async () => {
    const { store, path } = fileStore();
    const first = await store.write(emptyLedger('prod'), 'absent', 'first');
    utimesSync(path, new Date(0), new Date(0));
    expect((await store.write(emptyLedger('prod'), first.written ? first.version : '', 'second')).written).toBe(true);
  });

  it('has the same text for the same content', async () => {
    const { store, path } = fileStore();
    const entries = [entryOf('b', { spec: { b: 1, a: { d: 1, c: 2 } } }), entryOf('a')];
    await changeStored(store, (document) => adopt(document, entries), 'one order');
    const text = readFileSync(path, 'utf8');
    await changeStored(store, (document) => adopt({ ...emptyLedger(document.target) }, [...entries].reverse()), 'another');
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(text).toMatch(/^\{\n {2}"formatVersion": 1,\n {2}"target": "prod",/);
    expect(text.indexOf('"c": 2')).toBeLessThan(text.indexOf('"d": 1'));
  });

  it.each([
    { name: 'cut short', text: '{ "formatVersion": 1, "tar', want: 'is not JSON' },
    { name: 'empty', text: '', want: 'is empty' },
    { name: 'of a newer format', text: '{ "formatVersion": 2, "target": "prod" }', want: 'was written by a newer cdc-reconciler' },
    { name: "another target's", text: JSON.stringify(emptyLedger('test')), want: 'belongs to target "test"' },
  ])('that is $name is unreadable, is never overwritten, and is kept when a new one is begun', async ({ text, want }) => {
    const { store, path, folder } = fileStore();
    mkdirSync(folder);
    writeFileSync(path, text);
    const found = await store.read();
    expect(found).toMatchObject({ state: 'unreadable', reason: expect.stringContaining(want) });
    await expect(store.write(emptyLedger('prod'), found.version, 'no')).rejects.toThrow('not overwritten');
    expect(await addMode(store, 'APPEND')).toMatchObject({ changed: false });
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(await store.replaceUnreadable(emptyLedger('prod'), 'another version', 'no')).toEqual({ written: false });
    const replaced = await store.replaceUnreadable(emptyLedger('prod'), found.version, 'anew');
    expect(replaced).toMatchObject({ written: true, kept: expect.stringMatching(/prod\.json\.damaged-\d{4}-/) });
    expect(readFileSync(replaced.written ? replaced.kept : '', 'utf8')).toBe(text);
    expect(await store.read()).toMatchObject({ state: 'present', document: emptyLedger('prod') });
  });

  it('that cannot be reached is an error, not absent', async () => {
    const { store, path } = fileStore();
    mkdirSync(path, { recursive: true });
    await expect(store.read()).rejects.toThrow(/EISDIR/);
  });

  it.each(['../../etc/passwd', 'a/b', '.', 'prod.lock', 'größe 1', 'A%2F'])('of target %j is a file in its folder', async (target) => {
    const { store, folder } = fileStore(target);
    await addMode(store, 'APPEND');
    const names = readdirSync(folder);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[A-Za-z0-9_%-]+\.json$/);
    expect(await store.read()).toMatchObject({ state: 'present', document: { target } });
  });
});

describe('the lock beside the file', () => {
  const lockText = (owner: object): string => JSON.stringify({ token: 'x', pid: process.pid, host: hostname(), at: Date.now(), ...owner });
  it.each([
    { name: 'whose process is dead', text: lockText({ pid: 4_194_300 }) },
    { name: 'that is too old, of another machine', text: lockText({ host: 'elsewhere', at: Date.now() - 60_000 }) },
    { name: 'half written, and old', text: '{"tok', age: 10 },
  ])('$name is taken over, and what it left is cleared', async ({ text, age }) => {
    const { store, path, folder } = fileStore();
    mkdirSync(folder);
    writeFileSync(`${path}.lock`, text);
    writeFileSync(`${path}.tmp-of-the-dead`, 'half');
    if (age !== undefined) utimesSync(`${path}.lock`, Date.now() / 1000 - age, Date.now() / 1000 - age);
    await addMode(store, 'APPEND');
    expect(readdirSync(folder)).toEqual(['prod.json']);
  });

  it('of a dead process is taken over by one of many', async () => {
    const { cwd, store, path, folder } = fileStore();
    mkdirSync(folder);
    for (let round = 0; round < 10; round += 1) {
      writeFileSync(`${path}.lock`, lockText({ pid: 4_194_300 }));
      const stores = Array.from({ length: 10 }, () => openStore(undefined, 'prod', { cwd, env: {} }));
      await Promise.all(stores.map((each, at) => addMode(each, `${round}-${at}`)));
    }
    expect(await store.read()).toMatchObject({ document: { writeModes: { orders: { length: 100 } } } });
    expect(readdirSync(folder)).toEqual(['prod.json']);
  });

  it.each([
    { name: 'of a living process', text: lockText({}) },
    { name: 'of another machine', text: lockText({ host: 'elsewhere' }) },
  ])('$name is waited for', async ({ text }) => {
    const { store, path, folder } = fileStore();
    mkdirSync(folder);
    writeFileSync(`${path}.lock`, text);
    const writing = addMode(store, 'APPEND');
    await new Promise((done) => setTimeout(done, 150));
    expect(existsSync(path)).toBe(false);
    writeFileSync(`${path}.lock`, lockText({ pid: 4_194_300 }));
    expect(await writing).toMatchObject({ changed: true });
  });
});

describe('a ledger in a file, with several processes', () => {
  it('loses no update when four race fifty times each', async () => {
    const { store, folder } = fileStore();
    const racers = ['a', 'b', 'c', 'd'].map((name) => startRacer(`file:${folder}`, name, 50));
    for (const racer of racers) expect(await racer.ended).toEqual({ code: 0, stderr: '' });
    const found = await store.read();
    const fifty = Array.from({ length: 50 }, (_, at) => String(at));
    expect(found).toMatchObject({ state: 'present', document: { writeModes: { counter: ['200'], a: fifty, b: fifty, c: fifty, d: fifty } } });
    expect(readdirSync(folder)).toEqual(['prod.json']);
  });

  it('is readable whenever a writer was killed', async () => {
    const { store, folder } = fileStore();
    // A large one takes a while to write, so that some are killed in the middle of it.
    await changeStored(store, (document) => adopt(document, Array.from({ length: 3_000 }, (_, at) => entryOf(`connector-${at}`))), 'large');
    let before = 0;
    for (let round = 0; round < 8; round += 1) {
      const racer = startRacer(`file:${folder}`, 'victim', 'endless');
      await racer.writing;
      await new Promise((done) => setTimeout(done, Math.random() * 150));
      racer.process.kill('SIGKILL');
      await racer.ended;
      const found = await store.read();
      if (found.state !== 'present') throw new Error(`round ${round}: ${found.state}`);
      const now = Number(found.document.writeModes['counter']?.[0] ?? 0);
      expect(now).toBeGreaterThan(before);
      before = now;
    }
    await addMode(store, 'APPEND');
    expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([]);
  }, 90_000);
});
