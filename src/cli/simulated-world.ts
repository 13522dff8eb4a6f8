import type { Documents, Locator, PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { stringify } from 'yaml';

/**
 * A world in which the documents can run: the environments, clusters, pools and integrations that they name. The databases
 * are made up by the simulator from what the connectors ask for.
 */
export function worldFor(documents: Documents): string {
  const environments = new Map<string, WorldEnvironment>();
  for (const target of documents.targets) {
    const pipelines = documents.pipelines.filter((pipeline) => pipeline.target === target.name);
    const key = target.spec.environment.id ?? target.spec.environment.name ?? '';
    const environment = environments.get(key) ?? emptyEnvironment(target.spec.environment);
    environments.set(key, environment);
    addTarget(environment, target, pipelines);
  }
  return stringify({ environments: [...environments.values()] });
}

interface WorldEnvironment {
  readonly id?: string;
  readonly name: string;
  readonly clusters: { id?: string; name: string; cloud: string; region: string }[];
  readonly computePools: { id?: string; name: string; maxCfu: number; cloud: string; region: string }[];
  readonly providerIntegrations: { id: string; name: string }[];
}

function emptyEnvironment(locator: Locator): WorldEnvironment {
  return { ...named(locator, 'environment'), clusters: [], computePools: [], providerIntegrations: [] };
}

function addTarget(environment: WorldEnvironment, target: TargetDocument, pipelines: readonly PipelineDocument[]): void {
  const azure = pipelines.some((pipeline) => storagesOf(pipeline).some((storage) => typeof storage === 'object' && 'azure' in storage));
  const place = azure ? { cloud: 'AZURE', region: 'eastus' } : { cloud: 'AWS', region: 'us-east-1' };
  const cluster = named(target.spec.cluster, 'cluster');
  if (!environment.clusters.some((known) => known.name === cluster.name)) environment.clusters.push({ ...cluster, ...place });
  const pools = [target.spec.computePool, ...pipelines.flatMap((pipeline) => pipeline.spec.flink?.computePool ?? [])];
  for (const pool of pools.filter((candidate) => candidate.maxCfu === undefined)) {
    const entry = { ...named(pool, 'pool'), maxCfu: 20, ...place };
    if (!environment.computePools.some((known) => known.name === entry.name)) environment.computePools.push(entry);
  }
  for (const id of pipelines.flatMap(integrationsOf)) {
    if (!environment.providerIntegrations.some((known) => known.id === id)) environment.providerIntegrations.push({ id, name: id });
  }
}

function storagesOf(pipeline: PipelineDocument) {
  const blocks = [pipeline.spec.tableflow, ...pipeline.spec.tables.map((table) => table.tableflow)];
  return blocks.flatMap((block) => (block === undefined || block === false || block.storage === undefined ? [] : [block.storage]));
}

function integrationsOf(pipeline: PipelineDocument): string[] {
  return storagesOf(pipeline).flatMap((storage) => {
    if (storage === 'managed') return [];
    return ['byob' in storage ? storage.byob.providerIntegration : storage.azure.providerIntegration];
  });
}

function named(locator: Locator, fallback: string): { id?: string; name: string } {
  return { ...(locator.id === undefined ? {} : { id: locator.id }), name: locator.name ?? locator.id ?? fallback };
}
