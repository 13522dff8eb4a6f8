import type { ResourceAddress } from '../core/address.js';
import type { WriteOnlyChanged } from '../core/diff.js';
import type { DesiredResource } from '../core/resource.js';
import { isSecretReference } from '../core/secret.js';
import type { SecretResolver } from '../core/secret.js';
import type { Digester } from '../ledger/digest.js';
import type { LedgerDocument } from '../ledger/document.js';

/** Field path -> keyed digest, for every secret in a resource's connector config. A reference without a value has none. */
export type DigestsOf = (resource: DesiredResource) => Promise<Readonly<Record<string, string>>>;

export function createDigestsOf(secrets: SecretResolver, digester: Digester): DigestsOf {
  return async (resource) => {
    const entries = await Promise.all(
      Object.entries(configOf(resource)).map(async ([key, value]): Promise<[string, string][]> => {
        if (!isSecretReference(value)) return [];
        const text = await secrets(value).catch(() => undefined);
        return text === undefined ? [] : [[`config.${key}`, digester.digest(text)]];
      }),
    );
    return Object.fromEntries(entries.flat());
  };
}

/**
 * Says which secrets differ from what was last sent. Where nothing was recorded, or the reference has no value here, nothing
 * is known. With another key than before, everything is taken for changed: sending a secret again is harmless, missing a
 * rotation is not.
 */
export async function compareDigests(desired: readonly DesiredResource[], ledger: LedgerDocument, digestsOf: DigestsOf, keyCheck: string): Promise<(address: ResourceAddress) => WriteOnlyChanged> {
  const sameKey = ledger.keyCheck === undefined || ledger.keyCheck === keyCheck;
  const now = new Map<ResourceAddress, Readonly<Record<string, string>>>();
  // Thousands of resources, of which the connectors alone have secrets.
  for (const resource of desired.filter(hasSecrets)) {
    const digests = await digestsOf(resource);
    if (Object.keys(digests).length > 0) now.set(resource.address, digests);
  }
  return (address) => (path) => {
    const before = ledger.resources[address]?.digests?.[path];
    const after = now.get(address)?.[path];
    if (before === undefined || after === undefined) return undefined;
    return !sameKey || before !== after;
  };
}

function hasSecrets(resource: DesiredResource): boolean {
  return Object.values(configOf(resource)).some(isSecretReference);
}

function configOf({ spec }: DesiredResource): Readonly<Record<string, unknown>> {
  return (spec as { config?: Readonly<Record<string, unknown>> }).config ?? {};
}
