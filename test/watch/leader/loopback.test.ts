import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createElector, createLeaseApi, newIdentity, podAccess, systemElectionClock } from '../../../src/watch/leader/index.js';
import type { Elector, Leadership } from '../../../src/watch/leader/index.js';
import { hasOpenssl, selfSigned } from './certificate.js';
import { fakeKubernetes } from './fake-kubernetes.js';
import type { FakeKubernetes, Fault } from './fake-kubernetes.js';

/** `HANDOVERS=50` is the whole proof; every kind of fault three times shows that it still holds. */
const FORCED = Number(process.env['HANDOVERS'] ?? 15);

const times = { leaseDurationMs: 1_000, renewDeadlineMs: 600, retryPeriodMs: 100 };
const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Running {
  readonly token: string;
  readonly elector: Elector;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  readonly seen: Leadership[];
}

/** Everything that was written, by whom, in order. */
type Journal = { readonly by: string; readonly others: number }[];

/** A replica over real HTTP; its term writes for as long as it may. */
function replica(kubernetes: FakeKubernetes, token: string, journal: Journal, everyone: Running[]): Running {
  kubernetes.tokens.add(token);
  const seen: Leadership[] = [];
  const api = createLeaseApi({ server: kubernetes.url, namespace: 'cdc', name: 'reconciler', readToken: async () => token });
  const elector = createElector({ api, identity: token, clock: systemElectionClock, times, random: Math.random, onChange: (leadership) => seen.push(leadership) });
  const stop = new AbortController();
  const term = async (lost: AbortSignal): Promise<void> => {
    while (!lost.aborted && !stop.signal.aborted) {
      if (elector.mayWrite()) journal.push({ by: token, others: everyone.filter((other) => other.token !== token && other.elector.mayWrite()).length });
      await systemElectionClock.rest(5, lost);
    }
  };
  const running = { token, elector, stop, ended: elector.run(term, stop.signal), seen };
  everyone.push(running);
  return running;
}

async function until(what: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('two replicas and a Kubernetes API on loopback', () => {
  it(`exactly one writes at any time, over ${FORCED} forced hand-overs`, { timeout: 240_000 }, async () => {
    const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'reconciler' });
    cleanUps.push(() => kubernetes.close());
    const journal: Journal = [];
    const everyone: Running[] = [];
    for (const token of ['a', 'b']) replica(kubernetes, token, journal, everyone);
    const leader = (): Running | undefined => everyone.find(({ elector }) => elector.mayWrite());
    const faults: readonly Fault[] = [{ type: 'status', code: 500 }, { type: 'slow', ms: 900 }, { type: 'drop', after: true }, { type: 'drop', after: false }, { type: 'status', code: 429 }];
    let handovers = 0;

    for (let round = 0; round < FORCED; round += 1) {
      await until(() => leader() !== undefined);
      const former = leader()!;
      if (round % 2 === 0) {
        // It is asked to end, gives the lease back, and comes again as another process would.
        former.stop.abort();
        await former.ended;
        everyone.splice(everyone.indexOf(former), 1);
        replica(kubernetes, `${former.token}.${round}`, journal, everyone);
      } else if (round % 10 === 5) kubernetes.tokens.delete(former.token);
      else kubernetes.faults.set(former.token, faults[(round >> 1) % faults.length]!);
      await until(() => leader() !== undefined && leader()!.token !== former.token);
      handovers += 1;
      kubernetes.faults.clear();
      kubernetes.tokens.add(former.token);
    }

    for (const { stop } of everyone) stop.abort();
    await Promise.all(everyone.map(({ ended }) => ended));
    expect(handovers).toBe(FORCED);
    expect(journal.filter(({ others }) => others > 0)).toEqual([]);
    expect(new Set(journal.map(({ by }) => by)).size).toBeGreaterThan(FORCED * 0.4);
    const changes = journal.filter((entry, index) => index > 0 && journal[index - 1]!.by !== entry.by).length;
    expect(changes).toBeGreaterThanOrEqual(FORCED);
    expect(kubernetes.store.lease?.spec.holderIdentity).toBe('');
    expect([...kubernetes.answers.keys()]).toEqual(expect.arrayContaining([200, 201, 401, 404, 429, 500]));
  });

  it('stops as soon as it sees that its lease was deleted, emptied or given to another', { timeout: 60_000 }, async () => {
    const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'reconciler' });
    cleanUps.push(() => kubernetes.close());
    const everyone: Running[] = [];
    const only = replica(kubernetes, 'a', [], everyone);
    const spoil: readonly (() => void)[] = [
      () => kubernetes.store.delete(),
      () => kubernetes.store.update({ ...kubernetes.store.lease!, spec: { ...kubernetes.store.lease!.spec, holderIdentity: '' } }),
      () => kubernetes.store.update({ ...kubernetes.store.lease!, spec: { ...kubernetes.store.lease!.spec, holderIdentity: 'z' } }),
    ];
    for (const [at, harm] of spoil.entries()) {
      await until(() => only.elector.mayWrite());
      expect(only.elector.leadership().terms).toBe(at + 1);
      harm();
      await until(() => !only.elector.mayWrite(), 2_000);
    }
    expect(only.elector.leadership()).toMatchObject({ leading: false, holder: 'z' });
    only.stop.abort();
    await only.ended;
    expect(kubernetes.store.lease?.spec.holderIdentity, 'what another has is not given back').toBe('z');
  });

  it('keeps the lease until a term that is asked to stop has ended', async () => {
    const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'reconciler' });
    cleanUps.push(() => kubernetes.close());
    kubernetes.tokens.add('a');
    const api = createLeaseApi({ server: kubernetes.url, namespace: 'cdc', name: 'reconciler', readToken: async () => 'a' });
    const elector = createElector({ api, identity: 'a', clock: systemElectionClock, times, random: Math.random });
    const stop = new AbortController();
    let lastStep: () => void = () => undefined;
    const ended = elector.run(() => new Promise((resolve) => (lastStep = resolve)), stop.signal);
    await until(() => elector.mayWrite());
    stop.abort();
    const renewed = kubernetes.store.lease?.metadata.resourceVersion;
    await until(() => kubernetes.store.lease?.metadata.resourceVersion !== renewed);
    await new Promise((resolve) => setTimeout(resolve, times.leaseDurationMs));
    expect(elector.mayWrite()).toBe(true);
    expect(kubernetes.store.lease?.spec.holderIdentity).toBe('a');
    lastStep();
    await ended;
    expect(elector.mayWrite()).toBe(false);
    expect(kubernetes.store.lease?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  });

  it('a term that fails ends the election with its error, and gives the lease back', async () => {
    const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'reconciler' });
    cleanUps.push(() => kubernetes.close());
    kubernetes.tokens.add('a');
    const api = createLeaseApi({ server: kubernetes.url, namespace: 'cdc', name: 'reconciler', readToken: async () => 'a' });
    const elector = createElector({ api, identity: 'a', clock: systemElectionClock, times, random: Math.random });
    const failing = async (): Promise<void> => {
      throw new Error('the term failed');
    };
    await expect(elector.run(failing, new AbortController().signal)).rejects.toThrow('the term failed');
    expect(kubernetes.store.lease?.spec.holderIdentity).toBe('');
  });

  it('says what is wrong: no right, an old token, no answer', async () => {
    const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'reconciler' });
    cleanUps.push(() => kubernetes.close());
    const api = createLeaseApi({ server: kubernetes.url, namespace: 'cdc', name: 'reconciler', readToken: async () => 'a' });
    expect(await api.read(1_000)).toEqual({ type: 'failed', reason: "the Kubernetes API does not take the service account's token (401)" });
    kubernetes.tokens.add('a');
    expect(await api.read(1_000)).toEqual({ type: 'absent' });
    kubernetes.faults.set('a', { type: 'status', code: 403 });
    expect(await api.read(1_000)).toEqual({ type: 'failed', reason: 'the service account may not get the Lease cdc/reconciler (403): bind it to a Role with get, create and update on leases' });
    kubernetes.faults.set('a', { type: 'slow', ms: 5_000 });
    expect(await api.read(100)).toEqual({ type: 'failed', reason: 'the Kubernetes API: no answer within 100 ms' });
    kubernetes.faults.set('a', { type: 'drop', after: false });
    expect(await api.read(1_000)).toEqual({ type: 'failed', reason: 'the Kubernetes API: no connection, or it broke (ECONNRESET)' });
  });

  it.each([
    [{ leaseDurationMs: 1_500, renewDeadlineMs: 600, retryPeriodMs: 100 }, 'whole number of seconds'],
    [{ leaseDurationMs: 1_000, renewDeadlineMs: 1_000, retryPeriodMs: 100 }, 'shorter than the lease duration'],
    [{ leaseDurationMs: 15_000, renewDeadlineMs: 2_000, retryPeriodMs: 2_000 }, 'one lost answer costs the lease'],
  ])('refuses times that keep nobody apart: %j', (wrong, why) => {
    const api = createLeaseApi({ server: 'http://127.0.0.1:9', namespace: 'cdc', name: 'reconciler', readToken: async () => 'a' });
    expect(() => createElector({ api, identity: 'a', clock: systemElectionClock, times: wrong, random: Math.random })).toThrow(why);
  });
});

describe('the mounted service account', () => {
  it('says so where there is no pod, or no account in it', async () => {
    await expect(podAccess({ env: {} })).rejects.toThrow('KUBERNETES_SERVICE_HOST is not set');
    await expect(podAccess({ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, folder: '/nowhere' })).rejects.toThrow('automountServiceAccountToken');
  });

  it('no two processes have one name', () => expect(newIdentity()).not.toBe(newIdentity()));

  it.skipIf(!hasOpenssl)('checks the server by the mounted certificate, and reads the token anew when it rotates (skipped without openssl)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'service-account-'));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    const file = (name: string): string => join(folder, name);
    const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'reconciler', tls: selfSigned(folder) });
    cleanUps.push(() => kubernetes.close());
    writeFileSync(file('namespace'), 'cdc\n');
    writeFileSync(file('token'), 'first\n');
    kubernetes.tokens.add('first');
    const { port } = new URL(kubernetes.url);
    const lease = { name: 'reconciler', ...(await podAccess({ env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT_HTTPS: port }, folder })) };
    const api = createLeaseApi(lease);
    expect(await api.read(5_000)).toEqual({ type: 'absent' });
    kubernetes.tokens.clear();
    kubernetes.tokens.add('second');
    expect(await api.read(5_000)).toMatchObject({ type: 'failed' });
    writeFileSync(file('token'), 'second\n');
    expect(await api.read(5_000)).toEqual({ type: 'absent' });
    const { readCa: _trusted, ...untrusting } = lease;
    expect(await createLeaseApi(untrusting).read(5_000), 'no trust without the certificate').toMatchObject({ type: 'failed' });
  });
});
