import { formatAddress } from '../../core/address.js';
import type { SourceRange } from '../../core/diagnostic.js';
import { noRelations } from '../../core/resource.js';
import type { DesiredResource } from '../../core/resource.js';
import type { ConnectorAuth, ConnectorBlueprint, Source, SourceInput } from '../../core/source.js';
import type { ConnectorSpec } from '../../kinds/connector/spec.js';
import { sourceOf } from '../../sources/index.js';
import { defaults } from '../defaults.js';
import type { PipelineDocument, TargetDocument } from '../documents.js';
import { memberOf } from './context.js';
import type { ExpandContext } from './context.js';

/** The connector of a pipeline whose source has one. */
export function expandConnector(name: string, blueprint: ConnectorBlueprint, pipeline: PipelineDocument, context: ExpandContext): DesiredResource<ConnectorSpec> {
  return {
    kind: 'connector',
    address: formatAddress({ kind: 'connector', scope: context.cluster.id, name }),
    spec: {
      name,
      config: blueprint.config,
      state: pipeline.spec.lifecycle?.state ?? 'running',
      sideTopics: blueprint.sideTopics,
    },
    management: 'managed',
    relations: noRelations,
    origin: pipeline.origins.at(['spec', 'source']),
    fieldOrigins: () => fieldOrigins(pipeline, Object.keys(blueprint.config)),
    ...memberOf(pipeline),
  };
}

/** What the source is given, with the defaults of the pipeline applied. Used by validation too. */
export function sourceInputOf(pipeline: PipelineDocument, target: TargetDocument | undefined): { source: Source; input: SourceInput<never> } {
  const { spec } = pipeline;
  // The shape lets exactly one source of the registry through.
  const name = Object.keys(spec.source)[0]!;
  const source = sourceOf(name)!;
  return {
    source,
    input: {
      connectorName: connectorNameOf(pipeline),
      topicPrefix: spec.topicPrefix ?? pipeline.name,
      format: spec.format ?? defaults.format,
      auth: authOf(pipeline, target),
      // The block has been validated against the source's own schema.
      block: spec.source[name] as never,
      tables: spec.tables.map((table) => table.from),
      config: spec.connector?.config ?? {},
    },
  };
}

/** A connector is called like its pipeline unless the pipeline says otherwise. */
export function connectorNameOf({ name, spec }: PipelineDocument): string {
  return spec.connector?.name ?? name;
}

/** A service account needs no secret and no rotation, so it is preferred (confluent-api.md section 3). */
function authOf(pipeline: PipelineDocument, target: TargetDocument | undefined): ConnectorAuth {
  const auth = pipeline.spec.connector?.auth;
  if (auth !== undefined && 'apiKey' in auth) return { mode: 'KAFKA_API_KEY', key: auth.apiKey.key, secret: auth.apiKey.secret };
  const serviceAccount = auth?.serviceAccount ?? target?.spec.principal;
  if (serviceAccount !== undefined) return { mode: 'SERVICE_ACCOUNT', serviceAccount };
  const kafka = target?.spec.credentials?.kafka;
  if (kafka !== undefined) return { mode: 'KAFKA_API_KEY', key: kafka.key, secret: kafka.secret };
  return {
    mode: 'KAFKA_API_KEY',
    key: { type: 'secret', reference: '${env:KAFKA_API_KEY}' },
    secret: { type: 'secret', reference: '${env:KAFKA_API_SECRET}' },
  };
}

/** Changes of config point at the escape hatch where the user wrote the key there, else at the source block. */
function fieldOrigins(pipeline: PipelineDocument, keys: readonly string[]): Readonly<Record<string, SourceRange>> {
  const own = pipeline.spec.connector?.config ?? {};
  const source = pipeline.origins.at(['spec', 'source']);
  const entries = keys.map((key) => [`config.${key}`, key in own ? pipeline.origins.at(['spec', 'connector', 'config', key]) : source] as const);
  const state = pipeline.origins.at(['spec', 'lifecycle', 'state']);
  return Object.fromEntries([...entries, ['state', state]]);
}
