import { formatAddress } from '../../core/address.js';
import type { ResourceAddress } from '../../core/address.js';
import type { DesiredResource } from '../../core/resource.js';
import type { BlueprintTopic } from '../../core/source.js';
import type { ExistingTopicSpec } from '../../kinds/existing-topic/spec.js';
import type { RegisteredSchemaSpec } from '../../kinds/registered-schema/spec.js';
import { comparableSchema } from '../../kinds/registered-schema/spec.js';
import type { SubjectConfigSpec } from '../../kinds/subject-config/spec.js';
import { memberOf } from './context.js';
import { levelsOf } from './levels.js';
import { hasKey } from './table.js';
import type { Chain, TableInput } from './table.js';

/** What a table is read from. */
export interface SourceSide {
  readonly resources: readonly DesiredResource[];
  /** What its table waits for ... */
  readonly needs: readonly ResourceAddress[];
  /** ... and what the statement reads. */
  readonly statementNeeds: readonly ResourceAddress[];
}

/** The topic and the schemas of one table: what its connector leaves, or what is there already. */
export function expandSourceSide(input: TableInput, chain: Chain): SourceSide {
  const { connector } = input.source;
  return connector === undefined ? existing(input, chain) : leftBy(connector, input, chain);
}

/** What the connector leaves: the topic at its first record, and both subjects. The subjects' levels are ours. */
function leftBy(connector: ResourceAddress, input: TableInput, chain: Chain): SourceSide {
  const { pipeline, table, index } = input;
  const { addresses, sourceTopic, label } = chain;
  const base = {
    management: 'observed' as const,
    origin: pipeline.origins.at(['spec', 'tables', index, 'from']),
    table: label,
    ...memberOf(pipeline),
  };
  const left = [addresses.sourceTopic];
  const configs = subjectConfigs(input, chain);
  return {
    resources: [
      { kind: 'source-topic', address: addresses.sourceTopic, spec: { topic: sourceTopic, role: 'changes' }, relations: { needs: [], leftBy: [connector] }, ...base },
      ...(hasKey(table) ? [{ kind: 'subject', address: addresses.sourceKey, spec: { subject: `${sourceTopic}-key` }, relations: { needs: [], leftBy: left }, ...base }] : []),
      { kind: 'subject', address: addresses.sourceValue, spec: { subject: `${sourceTopic}-value` }, relations: { needs: [], leftBy: left }, ...base },
      ...configs,
    ],
    needs: [addresses.sourceTopic, addresses.sourceKey, addresses.sourceValue, ...configs.map(({ address }) => address)],
    statementNeeds: left,
  };
}

/**
 * A topic that is there already, or that another table or connector makes: then its resources are the other's, and waited for. What we
 * register for it is ours; its subjects otherwise are not, so no level is set on them.
 */
function existing(input: TableInput, chain: Chain): SourceSide {
  const { pipeline, context, index } = input;
  const { sourceTopic, read } = chain;
  const origin = pipeline.origins.at(['spec', 'tables', index, 'from']);
  const made = context.madeBy?.(sourceTopic);
  const schema = read.schema === undefined ? [] : [registeredSchema(read.schema, input, chain)];
  const schemas = schema.map(({ address }) => address);
  if (made !== undefined) return { resources: schema, needs: [...made, ...schemas], statementNeeds: [...made, ...schemas] };
  const topic: DesiredResource<ExistingTopicSpec> = {
    kind: 'existing-topic',
    address: formatAddress({ kind: 'existing-topic', scope: context.cluster.id, name: sourceTopic }),
    spec: { topic: sourceTopic },
    management: 'observed',
    relations: { needs: [], leftBy: [] },
    origin,
    ...memberOf(pipeline),
  };
  const isAsked = (input.table.compatibility ?? pipeline.spec.compatibility) !== undefined;
  const configs = schema.length === 0 || !isAsked ? [] : subjectConfigs(input, { ...chain, addresses: { ...chain.addresses, sourceValue: schemas[0]! } });
  const statementNeeds = [topic.address, ...schemas];
  return { resources: [topic, ...schema, ...configs], needs: [...statementNeeds, ...configs.map(({ address }) => address)], statementNeeds };
}

function registeredSchema(text: NonNullable<BlueprintTopic['schema']>, { pipeline, context, source }: TableInput, { sourceTopic }: Chain): DesiredResource<RegisteredSchemaSpec> {
  const subject = `${sourceTopic}-value`;
  return {
    kind: 'registered-schema',
    address: formatAddress({ kind: 'registered-schema', scope: context.environment.id, name: subject }),
    spec: { subject, schema: comparableSchema(text), text },
    management: 'managed',
    relations: { needs: [], leftBy: [] },
    origin: pipeline.origins.at(['spec', 'source', source.name, 'topics', sourceTopic, 'schema']),
    ...memberOf(pipeline),
  };
}

/**
 * The level of the source topic's value subject, and of its key subject when the pipeline names one. Set once the subject is
 * there: deleting a subject deletes its level too, so a level without a subject proves nothing.
 */
function subjectConfigs({ pipeline, context, table, index }: TableInput, { addresses, sourceTopic, label }: Chain): DesiredResource<SubjectConfigSpec>[] {
  const own = table.compatibility !== undefined;
  const written = table.compatibility ?? pipeline.spec.compatibility;
  const path = own ? ['spec', 'tables', index, 'compatibility'] : written === undefined ? ['spec', 'tables', index] : ['spec', 'compatibility'];
  const levels = levelsOf(written);
  return (['key', 'value'] as const).flatMap((part) => {
    const compatibility = levels[part];
    if (compatibility === undefined) return [];
    const subject = `${sourceTopic}-${part}`;
    return [
      {
        kind: 'subject-config',
        address: formatAddress({ kind: 'subject-config', scope: context.environment.id, name: subject }),
        spec: { subject, compatibility },
        management: 'managed' as const,
        relations: { needs: [part === 'key' ? addresses.sourceKey : addresses.sourceValue], leftBy: [] },
        origin: pipeline.origins.at(path),
        table: label,
        ...memberOf(pipeline),
      },
    ];
  });
}
