import fc from 'fast-check';
import { formatAddress } from '../../../src/core/address.js';
import type { ResourceAddress } from '../../../src/core/address.js';
import { noRelations } from '../../../src/core/resource.js';
import type { ActualResource, DesiredResource, Relations } from '../../../src/core/resource.js';
import { aRange, foundAs } from '../../support/toy-resources.js';

/**
 * Estates of pipelines as `src/pipeline/expand` builds them: the same kinds, memberships, needs and leftBy; specs hold one
 * field per class of change and no more.
 */

export interface TableModel {
  readonly name: string;
  readonly keyed: boolean;
  readonly keyLevel: boolean;
  readonly tableflow: boolean;
  /** How a changed statement makes way. */
  readonly replay: 'carryOver' | 'restart' | 'rebuild';
}

export interface PipelineModel {
  readonly name: string;
  /** Pipelines of one number share a pool. */
  readonly pool: number;
  readonly tables: readonly TableModel[];
}

function managed(kind: string, address: ResourceAddress, spec: object, relations: Relations = noRelations): DesiredResource {
  return { kind, address, spec, relations, management: 'managed', origin: aRange(), protect: false };
}

function observed(kind: string, address: ResourceAddress, leftBy: readonly ResourceAddress[]): DesiredResource {
  return { ...managed(kind, address, {}, { needs: [], leftBy }), management: 'observed' };
}

const inCluster = (kind: string, name: string): ResourceAddress => formatAddress({ kind, scope: 'lkc-1', name });
const inEnvironment = (kind: string, name: string): ResourceAddress => formatAddress({ kind, scope: 'env-1', name });

/** Everything that the pipelines want, pools once. */
export function resourcesOf(pipelines: readonly PipelineModel[]): DesiredResource[] {
  const all = pipelines.flatMap((pipeline) => [poolOf(pipeline), ...pipelineResources(pipeline)]);
  return [...new Map(all.map((resource) => [resource.address, resource])).values()];
}

function poolOf({ pool }: PipelineModel): DesiredResource {
  return managed('compute-pool', inEnvironment('compute-pool', `pool-${pool}`), { maxCfu: 10, region: 'eu-west-1' });
}

function pipelineResources(pipeline: PipelineModel): DesiredResource[] {
  const connector = managed('connector', inCluster('connector', pipeline.name), {
    config: { 'connector.class': 'PostgresCdcSourceV2', 'tasks.max': '1' },
    state: 'running',
  });
  return [connector, ...pipeline.tables.flatMap((table) => tableResources(pipeline, table, connector.address))].map((resource) => ({ ...resource, pipeline: pipeline.name }));
}

function tableResources(pipeline: PipelineModel, table: TableModel, connector: ResourceAddress): DesiredResource[] {
  const source = `${pipeline.name}.public.${table.name}`;
  const target = `${pipeline.name}_${table.name}`;
  const pool = poolOf(pipeline).address;
  const sourceTopic = inCluster('source-topic', source);
  const [sourceKey, sourceValue] = [inEnvironment('subject', `${source}-key`), inEnvironment('subject', `${source}-value`)];
  const targetTable = inCluster('target-table', target);
  const targetTopic = inCluster('target-topic', target);
  const [targetKey, targetValue] = [inEnvironment('subject', `${target}-key`), inEnvironment('subject', `${target}-value`)];
  const statement = inCluster('decode-statement', `${pipeline.name}.${target}`);
  const level = (subject: ResourceAddress, name: string) => managed('subject-config', inEnvironment('subject-config', name), { compatibility: 'BACKWARD' }, { needs: [subject], leftBy: [] });
  const configs = [...(table.keyLevel ? [level(sourceKey, `${source}-key`)] : []), level(sourceValue, `${source}-value`)];
  const sourceSide = [
    observed('source-topic', sourceTopic, [connector]),
    ...(table.keyed ? [observed('subject', sourceKey, [sourceTopic])] : []),
    observed('subject', sourceValue, [sourceTopic]),
    ...configs,
  ];
  const chain = [
    managed('target-table', targetTable, { primaryKey: table.keyed ? ['id'] : [], maxMessageBytes: 1, buckets: 6 }, {
      needs: [pool, sourceTopic, sourceKey, sourceValue, ...configs.map((config) => config.address)],
      leftBy: [],
    }),
    observed('target-topic', targetTopic, [targetTable]),
    ...(table.keyed ? [observed('subject', targetKey, [targetTopic])] : []),
    observed('subject', targetValue, [targetTopic]),
    managed('decode-statement', statement, { name: 'new', sql: 'INSERT', state: 'running', replay: { way: table.replay, why: '' } }, { needs: [pool, sourceTopic, targetTable, targetTopic, targetKey, targetValue], leftBy: [] }),
    ...(table.tableflow
      ? [managed('tableflow-topic', inCluster('tableflow-topic', target), { storage: { kind: 'Managed' }, formats: ['ICEBERG'] }, { needs: [targetTable, targetTopic, targetKey, targetValue, statement], leftBy: [] })]
      : []),
  ].map((resource) => ({ ...resource, chain: target }));
  return [...sourceSide, ...chain].map((resource) => ({ ...resource, table: `public.${table.name}` }));
}

/** What the fields of a kind may have been: in place, this resource, its chain, its pipeline. */
const pasts: Readonly<Record<string, readonly object[]>> = {
  'compute-pool': [{ maxCfu: 5 }, { region: 'us-east-1' }],
  connector: [
    { state: 'paused' },
    { config: { 'connector.class': 'PostgresCdcSourceV2', 'tasks.max': '2' } },
    { config: { 'connector.class': 'PostgresCdcSource', 'tasks.max': '1' } },
  ],
  'subject-config': [{ compatibility: 'FULL' }],
  'target-table': [{ maxMessageBytes: 2 }, { buckets: 1 }],
  'decode-statement': [{ state: 'stopped' }, { name: 'old', sql: 'OLD' }],
  'tableflow-topic': [{ formats: ['DELTA'] }, { storage: { kind: 'ByobAws' } }],
};

/** What may be wrong with one that is there: broken, half deleted by a killed run, somebody else's. */
const flaws: readonly Partial<ActualResource>[] = [{ health: 'degraded', state: 'FAILED' }, { doomed: true }, { owned: false }];

/** How one resource differs between what is wanted and what there is; mostly not at all. */
const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ there: true, past: undefined, strayNeed: undefined, flaw: undefined }) },
  { weight: 2, arbitrary: fc.constant({ there: false, past: undefined, strayNeed: undefined, flaw: undefined }) },
  { weight: 3, arbitrary: fc.record({ there: fc.constant(true), past: fc.nat(5), strayNeed: fc.constant(undefined), flaw: fc.constant(undefined) }) },
  { weight: 1, arbitrary: fc.record({ there: fc.constant(true), past: fc.option(fc.nat(5), { nil: undefined }), strayNeed: fc.nat(200), flaw: fc.option(fc.nat(2), { nil: undefined }) }) },
);

type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

/** The past of a resource: some field had another value, or it needed another resource of its pipeline too. */
function actualOf(resource: DesiredResource, { past, strayNeed, flaw }: Fate, peers: readonly DesiredResource[]): ActualResource {
  const choices = pasts[resource.kind] ?? [];
  const spec = past === undefined ? {} : choices[past % Math.max(choices.length, 1)];
  const before = foundAs(resource, { spec: { ...resource.spec, ...spec }, ...(flaw === undefined ? {} : flaws[flaw]) });
  const sourceTopics = peers.filter((peer) => peer.kind === 'source-topic' && peer.pipeline === resource.pipeline);
  if (strayNeed === undefined || resource.kind !== 'decode-statement' || sourceTopics.length === 0) return before;
  const stray = sourceTopics[strayNeed % sourceTopics.length]!;
  return { ...before, relations: { ...before.relations, needs: [...before.relations.needs, stray.address] } };
}

const table = (name: string): fc.Arbitrary<TableModel> =>
  fc.record({ name: fc.constant(name), keyed: fc.boolean(), keyLevel: fc.boolean(), tableflow: fc.boolean(), replay: fc.constantFrom('carryOver', 'restart', 'rebuild') });

const somePipeline = (name: string): fc.Arbitrary<PipelineModel> =>
  fc.record({ name: fc.constant(name), pool: fc.nat(1), tables: fc.tuple(...['a', 'b', 'c'].map((one) => fc.option(table(one), { nil: undefined, freq: 3 }))).map((tables) => tables.filter((one) => one !== undefined)) });

const models = fc
  .tuple(...['shop', 'billing', 'crm'].map((name) => fc.option(somePipeline(name), { nil: undefined, freq: 4 })))
  .map((pipelines) => pipelines.filter((one) => one !== undefined));

export interface Estate {
  readonly desired: readonly DesiredResource[];
  readonly actual: readonly ActualResource[];
}

/** What is wanted, and what there is: the same with changed fields, missing and forgotten resources, or something else. */
export const estates: fc.Arbitrary<Estate> = fc
  .tuple(models, fc.option(models, { nil: undefined, freq: 2 }), fc.infiniteStream(fate))
  .map(([wanted, was, fates]) => {
    const desired = resourcesOf(wanted);
    const past = was === undefined ? desired : resourcesOf(was);
    const actual = past.flatMap((resource) => {
      const one = fates.next().value as Fate;
      return one.there ? [actualOf(resource, one, past)] : [];
    });
    const connectors = actual.filter((resource) => resource.kind === 'connector');
    return { desired, actual: [...actual, ...connectors.map(historyOf)] };
  });

/** The connector's own topic: nobody wants it, and it goes with the connector. */
function historyOf({ address, pipeline }: ActualResource): ActualResource {
  const topic = observed('source-topic', inCluster('source-topic', `dbhistory.${pipeline ?? ''}`), [address]);
  return foundAs(topic, { sweep: true, ...(pipeline === undefined ? {} : { pipeline }) });
}

/** Only what is wanted. */
export const desiredEstates: fc.Arbitrary<readonly DesiredResource[]> = models.map(resourcesOf);
