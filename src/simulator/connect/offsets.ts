import type { Account } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody } from '../server/body.js';
import type { Handler } from '../server/router.js';
import { timings } from '../timings.js';
import type { Connector, OffsetRequest } from './types.js';

/** Offsets: read, ask for a change, see how it went; one change at a time (confluent-api.md 3.3). */
export function offsetsHandlers(account: Account, find: (request: ApiRequest) => Connector): Readonly<Record<string, Handler>> {
  return {
    'GET /connectors/{connector_name}/offsets': (request) => {
      const connector = find(request);
      return { status: 200, body: { name: connector.name, id: connector.id, offsets: currentOffsets(connector), metadata: { observed_at: new Date(account.clock.now()).toISOString() } } };
    },
    'POST /connectors/{connector_name}/offsets/request': (request) => {
      const connector = find(request);
      return { status: 202, body: renderRequest(connector, alterOffsets(account, connector, request)) };
    },
    'GET /connectors/{connector_name}/offsets/request/status': (request) => {
      const connector = find(request);
      const last = connector.offsetRequests.at(-1);
      if (last === undefined) throw new ApiFailure(404, `No offset request was made for connector ${connector.name}`);
      const message = last.phase === 'APPLIED' ? 'The Connect framework-managed offsets for this connector have been altered successfully.' : '';
      const appliedAt = last.appliedAt === undefined ? null : new Date(last.appliedAt).toISOString();
      return { status: 200, body: { request: renderRequest(connector, last), status: { phase: last.phase, message }, previous_offsets: [], applied_at: appliedAt } };
    },
  };
}

/** Reported lazily: empty until the connector has run. */
function currentOffsets(connector: Connector): readonly unknown[] {
  if (!connector.started) return [];
  const prefix = connector.config['topic.prefix'] ?? connector.name;
  const asked = connector.offsetRequests.findLast((request) => request.phase === 'APPLIED' && request.type === 'PATCH');
  if (asked !== undefined) return asked.offsets;
  return [{ partition: { server: prefix }, offset: { lsn: 10_000_000 + connector.position * 100, ts_usec: connector.createdAt * 1_000 } }];
}

function alterOffsets(account: Account, connector: Connector, request: ApiRequest): OffsetRequest {
  const body = objectBody(request);
  const type = body['type'];
  if (type !== 'PATCH' && type !== 'DELETE') throw new ApiFailure(400, 'type must be PATCH or DELETE');
  if (connector.offsetRequests.some((other) => other.phase === 'PENDING')) throw new ApiFailure(400, 'another offset request is still pending');
  const asked: OffsetRequest = { type, offsets: Array.isArray(body['offsets']) ? (body['offsets'] as unknown[]) : [], requestedAt: account.clock.now(), phase: 'PENDING', appliedAt: undefined };
  connector.offsetRequests.push(asked);
  account.clock.schedule(timings.offsetsRequest, () => {
    asked.phase = 'APPLIED';
    asked.appliedAt = account.clock.now();
  });
  return asked;
}

function renderRequest(connector: Connector, asked: OffsetRequest): Record<string, unknown> {
  return { id: connector.id, name: connector.name, type: asked.type, offsets: asked.offsets, requested_at: new Date(asked.requestedAt).toISOString() };
}
