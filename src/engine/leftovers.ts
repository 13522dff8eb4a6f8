import { formatAddress, parseAddress, remoteId } from '../core/address.js';
import type { ActualResource } from '../core/resource.js';
import type { Account } from '../kinds/contract.js';
import { statementsOfSlug } from '../kinds/shared/statements.js';
import type { DecodeStatementSpec } from '../kinds/decode-statement/spec.js';
import type { ConnectorSpec } from '../kinds/connector/spec.js';
import type { Snapshot } from '../kinds/snapshot.js';
import type { Wanted } from './read-actual.js';

/**
 * What nobody desires by name and is ours all the same: the topics that a connector keeps for itself, and statements that a
 * killed hand-over left beside their successor. Found by names that only our own resources lead to.
 */
export function findLeftovers(wanted: readonly Wanted[], actual: readonly ActualResource[], snapshot: Snapshot, account: Account): ActualResource[] {
  const found = new Map(actual.map((resource) => [resource.address, resource]));
  return wanted
    .filter((resource) => resource.owned)
    .flatMap((resource) => {
      if (resource.kind === 'connector') return sideTopics(resource, found.get(resource.address), snapshot, account);
      if (resource.kind === 'decode-statement') return superseded(resource, found.get(resource.address), snapshot, account);
      return [];
    })
    // What a killed run had begun to delete is in the ledger by its own name.
    .filter((resource) => !found.has(resource.address));
}

/** History, heartbeat, transaction topics and their subjects; the names hold the connector's id (semantics.md 1.7). */
function sideTopics(connector: Wanted, actual: ActualResource | undefined, snapshot: Snapshot, account: Account): ActualResource[] {
  const spec = connector.spec as ConnectorSpec;
  const ids = [actual?.remoteId, connector.rememberedId].filter((id) => id !== undefined);
  const topics = snapshot.topics?.read === true ? snapshot.topics.items : new Map<string, unknown>();
  const schemas = snapshot.schemas?.read === true ? snapshot.schemas.items : new Map<string, unknown>();
  const names = (spec.sideTopics ?? []).flatMap(({ topic, role }) => [...new Set(ids)].map((id) => ({ role, topic: topic.replaceAll('{lcc}', id) })));
  const member = { owned: true, protect: connector.protect, sweep: true, health: 'healthy', ...(connector.pipeline === undefined ? {} : { pipeline: connector.pipeline }) } as const;
  return names
    .filter(({ topic }) => topics.has(topic))
    .flatMap(({ topic, role }) => {
      const address = formatAddress({ kind: 'source-topic', scope: account.cluster.id, name: topic });
      const subjects = [`${topic}-key`, `${topic}-value`].filter((name) => schemas.has(name));
      return [
        { ...member, kind: 'source-topic', address, spec: { topic, role }, relations: { needs: [], leftBy: [connector.address] } },
        ...subjects.map((subject) => ({
          ...member,
          kind: 'subject',
          address: formatAddress({ kind: 'subject', scope: account.environment.id, name: subject }),
          spec: { subject },
          relations: { needs: [], leftBy: [address] },
        })),
      ];
    });
}

/** Other statements of the same table: predecessors whose successor is there. */
function superseded(statement: Wanted, actual: ActualResource | undefined, snapshot: Snapshot, account: Account): ActualResource[] {
  const spec = statement.spec as DecodeStatementSpec;
  if (actual === undefined || snapshot.statements?.read !== true) return [];
  const current = (actual.spec as Partial<DecodeStatementSpec>).name;
  const { scope, name } = parseAddress(statement.address);
  return statementsOfSlug(snapshot.statements.items, spec.slug)
    .filter((other) => other.name !== current && other.status.phase !== 'DELETING')
    .filter((other) => [undefined, account.cluster.name, account.cluster.id].includes(other.spec.properties?.['sql.current-database']))
    .map((other) => ({
      kind: 'decode-statement',
      address: formatAddress({ kind: 'decode-statement', scope, name: `${name}@${other.name}` }),
      spec: { ...spec, name: other.name },
      remoteId: remoteId(other.name),
      relations: statement.relations,
      health: 'paused',
      state: other.status.phase,
      owned: true,
      protect: false,
      superseded: true,
      ...(statement.pipeline === undefined ? {} : { pipeline: statement.pipeline }),
      ...(statement.table === undefined ? {} : { table: statement.table }),
      ...(statement.chain === undefined ? {} : { chain: statement.chain }),
    }));
}
