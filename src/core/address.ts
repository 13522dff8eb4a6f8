/**
 * The stable name of a managed thing: `kind/scope/name`, e.g. `connector/lkc-7xk2/shop-postgres`.
 * An address is ours; the id that Confluent gave the thing is a `RemoteId`. Only this file mints addresses.
 */
export type ResourceAddress = string & { readonly __brand: 'ResourceAddress' };
export type RemoteId = string & { readonly __brand: 'RemoteId' };

export interface AddressParts {
  readonly kind: string;
  /** The account scope the name is unique in: an environment or cluster id. */
  readonly scope: string;
  /** May contain dots and slashes; everything after the second slash. */
  readonly name: string;
}

export function formatAddress(parts: AddressParts): ResourceAddress {
  return `${parts.kind}/${parts.scope}/${parts.name}` as ResourceAddress;
}

/** @throws Error when the text is not `kind/scope/name`. */
export function parseAddress(address: string): AddressParts {
  const match = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(address);
  if (!match) throw new Error(`not a resource address: ${address}`);
  return { kind: match[1]!, scope: match[2]!, name: match[3]! };
}

export function remoteId(id: string): RemoteId {
  return id as RemoteId;
}
