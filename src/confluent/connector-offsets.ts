import type { Caller } from './caller.js';
import type { ConnectorOffset, ConnectorOffsets, OffsetsRequest, OffsetsRequestStatus } from './wire.js';

/**
 * Offsets of a connector (confluent-api.md 3.3). Numbers keep every digit: integers beyond 2^53 come as bigint and are sent
 * as JSON numbers, because the service refuses LSN-like values as strings.
 */
export interface ConnectorOffsetsClient {
  /** What the connector reported last; lags behind, and is empty right after a create. */
  readOffsets(name: string): Promise<ConnectorOffsets>;
  /** Asks for new offsets (`PATCH`) or for a reset to the beginning (`DELETE`). One request at a time; stops the connector briefly. */
  alterOffsets(name: string, request: OffsetsAlteration): Promise<OffsetsRequest>;
  /** `status.phase`: PENDING, PENDING_VALIDATION, APPLIED, FAILED, or others to come. */
  readOffsetsRequest(name: string): Promise<OffsetsRequestStatus>;
}

export type OffsetsAlteration = { readonly type: 'PATCH'; readonly offsets: readonly ConnectorOffset[] } | { readonly type: 'DELETE' };

const base = '/connect/v1/environments/{environment}/clusters/{cluster}/connectors/{name}/offsets';

export function createConnectorOffsetsClient(
  call: Caller,
  scope: { readonly environment: string; readonly cluster: string },
): ConnectorOffsetsClient {
  return {
    readOffsets: (name) => call({ method: 'GET', path: base, params: { ...scope, name }, lossless: true }),
    alterOffsets: (name, body) => call({ method: 'POST', path: `${base}/request`, params: { ...scope, name }, body, lossless: true }),
    readOffsetsRequest: (name) => call({ method: 'GET', path: `${base}/request/status`, params: { ...scope, name }, lossless: true }),
  };
}
