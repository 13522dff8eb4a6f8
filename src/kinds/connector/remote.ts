import { remoteId } from '../../core/address.js';
import { isSecretReference } from '../../core/secret.js';
import type { SecretResolver } from '../../core/secret.js';
import type { ConnectorConfig } from '../../core/source.js';
import type { ConnectorListing } from '../../confluent/wire.js';
import type { Reading, Reference, Remote, UpdateInput, WaitOperation } from '../contract.js';
import { createOnce } from '../shared/create-once.js';
import type { Presence } from '../shared/create-once.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { isMasked, pluginOf, sameNames, standingAt } from './spec.js';
import type { ConnectorSpec } from './spec.js';

/** The connector of this name, from the expanded list of the cluster. */
export function readConnector(reference: Reference<ConnectorSpec>, snapshot: Snapshot): Reading<ConnectorSpec> | undefined {
  const listing = listed(snapshot, 'connectors').get(reference.spec.name);
  if (listing === undefined) return undefined;
  const config = declaredOf(listing.config, reference.spec.config, reference.remembered?.config ?? {});
  return {
    spec: { name: listing.name, config, state: listing.state === 'PAUSED' ? 'paused' : 'running' },
    ...(listing.id === undefined ? {} : { remoteId: remoteId(listing.id) }),
    state: listing.state,
    ...healthOf(listing, reference.spec.state),
  };
}

/**
 * Only the keys that we declare or declared before; what the server adds is noise (confluent-api.md 3.1). A key that a
 * connector made by hand was never given has the plugin's default, and a list of names may be written in more than one way.
 */
function declaredOf(actual: Readonly<Record<string, string>>, wanted: ConnectorConfig, remembered: ConnectorConfig): Readonly<Record<string, string>> {
  const properties = pluginOf(wanted)?.properties ?? {};
  const standing = Object.fromEntries(Object.keys(wanted).map((key) => [key, standingAt(properties, key)]));
  const told: Readonly<Record<string, string | undefined>> = { ...standing, ...actual };
  return Object.fromEntries(Object.keys({ ...remembered, ...wanted }).flatMap((key) => {
    // Without a list of databases all of them are read, and the list of tables decides.
    const value = told[key] ?? (key === 'database.include.list' && told['table.include.list'] !== undefined ? (wanted[key] as string | undefined) : undefined);
    return value === undefined ? [] : [[key, sameNames(key, value, wanted[key]) ? (wanted[key] as string) : value]];
  }));
}

type HealthPart = Pick<Reading<ConnectorSpec>, 'health' | 'healthDetail' | 'settling'>;

/** PROVISIONING -> DEGRADED -> RUNNING is a legal start; RUNNING without tasks is not ready yet (confluent-api.md section 3). */
function healthOf(listing: ConnectorListing, wanted: ConnectorSpec['state'] | undefined): HealthPart {
  const problem = problemOf(listing);
  const detail = problem === undefined ? {} : { healthDetail: problem };
  switch (listing.state) {
    case 'RUNNING': {
      const failed = listing.tasks.some((task) => task.state === 'FAILED');
      if (failed) return { health: 'degraded', settling: 'failed', ...detail };
      const ready = listing.tasks.length > 0;
      return { health: ready ? 'healthy' : 'progressing', settling: ready ? 'settled' : 'pending' };
    }
    case 'PAUSED':
      return { health: 'paused', settling: wanted === 'running' ? 'pending' : 'settled' };
    case 'FAILED':
      return { health: 'degraded', settling: 'failed', ...detail };
    case 'DEGRADED':
      return { health: 'degraded', settling: 'pending', ...detail };
    default:
      return { health: 'progressing', settling: 'pending', ...detail };
  }
}

function problemOf(listing: ConnectorListing): string | undefined {
  const messages = [listing.trace, ...listing.tasks.map((task) => task.msg)];
  return messages.map((message) => message?.trim()).find((message) => message !== undefined && message !== '');
}

export async function createConnector(desired: ConnectorSpec, remote: Remote): Promise<Record<string, never>> {
  const connect = remote.clients.connect;
  await createOnce({
    clock: remote.clock,
    what: `connector ${desired.name}`,
    post: async () => void (await connect.create(desired.name, await resolved(desired.config, remote.secrets))),
    look: async () => presenceOf(desired, await connect.listConnectors()),
  });
  return {};
}

/** A connector with the same class and prefix is the one whose creation's answer got lost. */
function presenceOf(desired: ConnectorSpec, connectors: readonly ConnectorListing[]): Presence {
  const found = connectors.find((connector) => connector.name === desired.name);
  if (found === undefined) return 'absent';
  const differs = Object.entries(desired.config).some(([key, value]) => {
    const have = found.config[key];
    return typeof value === 'string' && have !== undefined && !isMasked(have) && have !== value;
  });
  return differs ? 'different' : 'same';
}

/** PUT replaces the whole config, so all of it is sent, with real secrets and never a mask (confluent-api.md 3.1). */
export async function updateConnector({ desired, fields }: UpdateInput<ConnectorSpec>, remote: Remote): Promise<void> {
  const connect = remote.clients.connect;
  if (fields.some((field) => field.path.startsWith('config') || field.path === 'health')) await connect.putConfig(desired.name, await resolved(desired.config, remote.secrets));
  if (!fields.some((field) => field.path === 'state')) return;
  await setState(desired, remote);
}

/** A new connector reads at once; one that is to be paused is paused as soon as it runs, since nothing else can be. */
export async function pauseIfWanted(operation: WaitOperation, { spec }: Reference<ConnectorSpec>, remote: Remote): Promise<void> {
  if (operation === 'create' && spec.state === 'paused') await setState(spec, remote);
}

async function setState(desired: ConnectorSpec, remote: Remote): Promise<void> {
  const connect = remote.clients.connect;
  if (desired.state === 'paused') await connect.pause(desired.name);
  else await connect.resume(desired.name);
}

export async function deleteConnector(before: Reference<ConnectorSpec>, remote: Remote): Promise<void> {
  await remote.clients.connect.delete(before.spec.name);
}

async function resolved(config: ConnectorConfig, secrets: SecretResolver): Promise<Record<string, string>> {
  const entries = await Promise.all(
    Object.entries(config).map(async ([key, value]): Promise<[string, string]> => [key, isSecretReference(value) ? await secrets(value) : value]),
  );
  return Object.fromEntries(entries);
}
