import { afterEach, describe, expect, it } from 'vitest';
import { createLeaseApi } from '../../../src/watch/leader/index.js';
import { createLeaseGroupApi, GROUP_LABEL, leaseOfReplica, leaseOfTarget, subjectOf } from '../../../src/watch/shard/leases.js';
import type { ListedLease } from '../../../src/watch/shard/leases.js';
import { Roll } from '../../../src/watch/shard/roll.js';
import { fakeKubernetes } from '../leader/fake-kubernetes.js';
import type { FakeKubernetes } from '../leader/fake-kubernetes.js';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function open(): Promise<{ readonly kubernetes: FakeKubernetes; readonly access: Parameters<typeof createLeaseGroupApi>[0] }> {
  const kubernetes = await fakeKubernetes({ namespace: 'cdc', name: 'cdc' });
  cleanUps.push(() => kubernetes.close());
  kubernetes.tokens.add('a');
  return { kubernetes, access: { server: kubernetes.url, namespace: 'cdc', readToken: async () => 'a' } };
}

const held = { holder: 'a', durationSeconds: 15, renewTime: '2026-11-22T12:00:00.000000Z', transitions: 0 };

describe('the Leases of a group, by REST', () => {
  it('are listed with what they say; those of other groups are not', async () => {
    const { access } = await open();
    const api = (name: string, group: string) => createLeaseApi({ ...access, name, labels: { [GROUP_LABEL]: group }, annotations: () => ({ 'cdc-reconciler/commit': 'c1' }) });
    await api('cdc.target.prod', 'cdc').create(held, 1_000);
    await api('other.target.prod', 'other').create(held, 1_000);
    await createLeaseApi({ ...access, name: 'cdc' }).create(held, 1_000);
    const answer = await createLeaseGroupApi(access, 'cdc').list(1_000);
    expect(answer).toMatchObject({ type: 'leases', leases: [{ name: 'cdc.target.prod', lease: { holder: 'a' }, annotations: { 'cdc-reconciler/commit': 'c1' } }] });
  });

  it('keep their label when they are renewed', async () => {
    const { kubernetes, access } = await open();
    const api = createLeaseApi({ ...access, name: 'cdc.target.prod', labels: { [GROUP_LABEL]: 'cdc' } });
    const made = await api.create(held, 1_000);
    if (made.type !== 'lease') throw new Error(made.type);
    await api.update(made.lease, 1_000);
    expect(kubernetes.stores.of('cdc.target.prod').lease?.metadata.labels).toEqual({ [GROUP_LABEL]: 'cdc' });
  });

  it('are only deleted as they were read', async () => {
    const { kubernetes, access } = await open();
    const group = createLeaseGroupApi(access, 'cdc');
    const api = createLeaseApi({ ...access, name: 'cdc.replica.1', labels: { [GROUP_LABEL]: 'cdc' } });
    await api.create(held, 1_000);
    const seen = await group.list(1_000);
    const [listed] = seen.type === 'leases' ? seen.leases : [];
    await api.update(listed!.lease, 1_000);
    await group.remove(listed!, 1_000);
    expect(kubernetes.stores.names(), 'it was renewed meanwhile').toEqual(['cdc.replica.1']);
    const again = await group.list(1_000);
    await group.remove((again.type === 'leases' ? again.leases : [])[0]!, 1_000);
    expect(kubernetes.stores.names()).toEqual([]);
  });

  it('say what is wrong', async () => {
    const { kubernetes, access } = await open();
    const group = createLeaseGroupApi(access, 'cdc');
    kubernetes.faults.set('a', { type: 'status', code: 403 });
    expect(await group.list(1_000)).toEqual({ type: 'failed', reason: 'the service account may not list the Leases of cdc (403): bind it to a Role with get, list, create, update and delete on leases' });
    kubernetes.faults.set('a', { type: 'drop', after: false });
    expect(await group.list(1_000)).toEqual({ type: 'failed', reason: 'the Kubernetes API: no connection, or it broke (ECONNRESET)' });
  });

  it.each([
    [leaseOfTarget('cdc', 'prod'), { target: 'prod' }],
    [leaseOfReplica('cdc', '0f0e'), { replica: '0f0e' }],
    ['cdc', undefined],
    ['cdc.prod', undefined],
    ['cdc-two.target.prod', undefined],
  ])('%s', (name, want) => expect(subjectOf('cdc', name)).toEqual(want));
});

describe('who lives', () => {
  const times = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 };
  const lease = (name: string, holder: string, version: number): ListedLease => ({ name, annotations: {}, lease: { ...held, holder, resourceVersion: String(version) } });
  const none = new Set<string>();

  /** Looks every two seconds; the Leases as they are at each. */
  function watch(roll: Roll, from: number, to: number, leasesAt: (now: number) => readonly ListedLease[]): readonly string[] {
    let members: readonly string[] = [];
    for (let now = from; now <= to; now += 2_000) ({ members } = roll.look(leasesAt(now), none, now));
    return members;
  }

  it('is everybody whose Lease changes, whatever time it tells', () => {
    const years = { ...lease('cdc.replica.1', 'a', 1), lease: { ...held, holder: 'a', resourceVersion: '1', renewTime: '1999-01-01T00:00:00.000000Z' } };
    expect(watch(new Roll('cdc', times), 0, 60_000, (now) => [{ ...years, lease: { ...years.lease, resourceVersion: String(now) } }])).toEqual(['a']);
  });

  it('is not who has not changed it for a lease duration, and whoever gave it back at once', () => {
    const roll = new Roll('cdc', times);
    const stale = [lease('cdc.replica.1', 'a', 1)];
    expect(watch(roll, 0, 14_000, () => stale)).toEqual(['a']);
    expect(watch(roll, 16_000, 16_000, () => stale)).toEqual([]);
    expect(watch(new Roll('cdc', times), 0, 0, () => [lease('cdc.replica.1', '', 1)])).toEqual([]);
  });

  it('is everybody once more after nobody could look for long', () => {
    const roll = new Roll('cdc', times);
    const stale = [lease('cdc.replica.1', 'a', 1)];
    watch(roll, 0, 4_000, () => stale);
    expect(watch(roll, 60_000, 74_000, () => stale)).toEqual(['a']);
    expect(watch(roll, 76_000, 76_000, () => stale)).toEqual([]);
  });

  it('takes the longer of the duration that a Lease tells and its own', () => {
    const slow = { ...lease('cdc.replica.1', 'a', 1), lease: { ...held, holder: 'a', durationSeconds: 60, resourceVersion: '1' } };
    expect(watch(new Roll('cdc', times), 0, 58_000, () => [slow])).toEqual(['a']);
  });

  it('tells what may be swept away: replicas that are long gone, free Leases of targets in no file, and nothing else', () => {
    const roll = new Roll('cdc', times);
    const leases = [lease('cdc.replica.1', 'a', 1), lease('cdc.target.prod', '', 1), lease('cdc.target.gone', '', 1), lease('cdc.target.held', 'z', 1), lease('cdc', 'z', 1)];
    let litter: readonly string[] = [];
    for (let now = 0; now <= 60_000; now += 2_000) litter = roll.look(leases, new Set(['prod']), now).litter.map(({ name }) => name);
    expect(litter).toEqual(['cdc.replica.1', 'cdc.target.gone']);
  });
});
