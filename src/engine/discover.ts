import { ApiFailure } from '../confluent/errors.js';
import { kafkaRestEndpoint } from '../confluent/management.js';
import type { ConfluentClients } from '../confluent/index.js';
import type { ComputePool } from '../confluent/wire.js';
import type { Diagnostic, SourceRange } from '../core/diagnostic.js';
import type { Account } from '../kinds/contract.js';
import type { Clients } from '../kinds/clients.js';
import type { Locator, TargetDocument } from '../pipeline/documents.js';

/** A Target, found in the account. */
export interface Discovery {
  readonly account: Account;
  readonly clients: Clients;
  readonly computePools: readonly ComputePool[];
  /** Endpoint of the Schema Registry. */
  readonly registry: string;
}

export type DiscoveryResult = { readonly found: true; readonly discovery: Discovery } | { readonly found: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Finds the organization, environment, cluster and regional endpoints of a Target, each by id or by name; both given must
 * agree. Six calls, once per run. Never throws for what the account says; problems come as diagnostics that point into the YAML.
 */
export async function discover(target: TargetDocument, clients: ConfluentClients): Promise<DiscoveryResult> {
  try {
    return { found: true, discovery: await find(target, clients) };
  } catch (thrown) {
    if (thrown instanceof DiscoveryProblem) return { found: false, diagnostics: [thrown.diagnostic] };
    if (thrown instanceof ApiFailure) return { found: false, diagnostics: [unreachable(target, thrown)] };
    throw thrown;
  }
}

async function find(target: TargetDocument, confluent: ConfluentClients): Promise<Discovery> {
  const { spec, origins } = target;
  const at = (key: string): SourceRange => origins.at(['spec', key]);
  const [organizations, environments] = await Promise.all([confluent.management.listOrganizations(), confluent.management.listEnvironments()]);
  const organization = pick('organization', spec.organization ?? {}, organizations.map((item) => ({ id: item.id, name: item.display_name ?? '' })), at('organization'));
  const environment = pick('environment', spec.environment, environments.map((item) => ({ id: item.id, name: item.display_name })), at('environment'));
  const [clusters, registries, computePools] = await Promise.all([
    confluent.management.listKafkaClusters(environment.id),
    spec.endpoints?.schemaRegistry === undefined ? confluent.management.listSchemaRegistryClusters(environment.id) : [],
    confluent.computePools.list(environment.id),
  ]);
  const { id } = pick('Kafka cluster', spec.cluster, clusters.map((item) => ({ id: item.id, name: item.spec.display_name })), at('cluster'));
  const cluster = clusters.find((item) => item.id === id)!;
  const cloud = cluster.spec.cloud.toUpperCase();
  const account: Account = {
    organizationId: organization.id,
    environment,
    cluster: { id, name: cluster.spec.display_name, cloud, region: cluster.spec.region },
  };
  const kafka = spec.endpoints?.kafka ?? kafkaRestEndpoint(cluster) ?? missing('Kafka REST endpoint', `cluster ${id}`, at('cluster'));
  const registry = spec.endpoints?.schemaRegistry ?? registries[0]?.spec.http_endpoint ?? missing('Schema Registry', `environment ${environment.id}`, at('environment'));
  const flink = spec.endpoints?.flink ?? (await flinkEndpoint(account, confluent)) ?? missing('Flink endpoint', `region ${cloud} ${cluster.spec.region}`, at('cluster'));
  return {
    account,
    computePools,
    registry,
    clients: {
      computePools: confluent.computePools,
      connect: confluent.connect(environment.id, id),
      kafka: confluent.kafka(kafka, id),
      schemaRegistry: confluent.schemaRegistry(registry),
      flink: confluent.flink(flink, organization.id, environment.id),
      tableflow: confluent.tableflow(environment.id, id),
    },
  };
}

async function flinkEndpoint({ cluster }: Account, confluent: ConfluentClients): Promise<string | undefined> {
  const regions = await confluent.management.listFlinkRegions({ cloud: cluster.cloud, region: cluster.region });
  return regions.find((region) => region.cloud.toUpperCase() === cluster.cloud && region.region_name === cluster.region)?.http_endpoint;
}

interface Candidate {
  readonly id: string;
  readonly name: string;
}

/** So many candidates are named before the rest is counted. */
const NAMED = 12;

/** The one candidate that the locator means. Without a locator: the only one there is. */
function pick(what: string, locator: Locator, candidates: readonly Candidate[], range: SourceRange): Candidate {
  const { id, name } = locator;
  const matches = candidates.filter((candidate) => (id === undefined || candidate.id === id) && (name === undefined || candidate.name === name));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) {
    const ids = matches.map((match) => match.id).join(', ');
    throw new DiscoveryProblem({ code: 'CDC4002', severity: 'error', summary: `${matches.length} of ${what} fit ${describe(locator)}: ${ids}`, fix: `Give the id of the ${what}.`, range });
  }
  const byId = candidates.find((candidate) => candidate.id === id);
  if (byId !== undefined) {
    throw new DiscoveryProblem({
      code: 'CDC4003',
      severity: 'error',
      summary: `${what} ${byId.id} is called "${byId.name}" in the account, and "${name ?? ''}" in the Target`,
      detail: 'The id and the name belong to different things, so this may be the wrong account or the wrong file. Nothing was read or changed.',
      fix: 'Correct the one that is wrong, or leave one out.',
      range,
    });
  }
  const known = candidates.slice(0, NAMED).map((candidate) => `${candidate.name} (${candidate.id})`).join(', ');
  const more = candidates.length > NAMED ? ` and ${candidates.length - NAMED} more` : '';
  throw new DiscoveryProblem({
    code: 'CDC4001',
    severity: 'error',
    summary: `the account has no ${what} with ${describe(locator)}`,
    detail: candidates.length === 0 ? `The credentials see no ${what} at all.` : `The credentials see: ${known}${more}.`,
    fix: `Correct the ${what} of the Target, or give the credentials access to it.`,
    range,
  });
}

function describe({ id, name }: Locator): string {
  const parts = [id === undefined ? undefined : `id ${id}`, name === undefined ? undefined : `name "${name}"`].filter((part) => part !== undefined);
  return parts.join(' and ') || 'no id or name given';
}

function missing(what: string, where: string, range: SourceRange): never {
  throw new DiscoveryProblem({ code: 'CDC4004', severity: 'error', summary: `${where} reports no ${what}`, fix: 'Give the endpoint under "endpoints" of the Target, or wait until it is provisioned.', range });
}

function unreachable(target: TargetDocument, failure: ApiFailure): Diagnostic {
  return {
    code: failure.error.kind === 'unauthorized' ? 'CDC4006' : 'CDC4005',
    severity: 'error',
    summary: `target ${target.name}: the account could not be read: ${failure.message}`,
    ...remedyFor(failure),
    range: target.origins.at(['spec']),
  };
}

/** What whoever runs this can do; nothing where the error says all there is to say. */
function remedyFor({ error }: ApiFailure): Pick<Diagnostic, 'fix'> {
  if (error.kind === 'network' || error.kind === 'timeout') return { fix: 'Check name resolution, the firewall and the proxy between this machine and the host, then run again.' };
  if (error.kind === 'unauthorized') return { fix: `Check the key of the plane "${error.plane}" under "credentials": one of its own for each plane, and up to a minute old before it works.` };
  if (error.kind === 'forbidden') return { fix: `Give the principal of the key for the plane "${error.plane}" a role that may read.` };
  return {};
}

class DiscoveryProblem extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.diagnostic = diagnostic;
  }
}
