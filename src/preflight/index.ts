import type { PipelinePreflight, PreflightReport, StoredOffset } from '../core/preflight.js';
import { summarizePreflight } from '../core/preflight.js';
import type { ConfigValue } from '../core/source.js';
import type { SecretResolver } from '../core/secret.js';
import { connectorOf } from '../database/index.js';
import type { Engine, OpenConnection } from '../database/index.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { databaseOf, isDatabaseName } from '../sources/index.js';
import type { DatabaseName } from '../sources/index.js';
import { endpointOf } from './endpoints.js';
import { preflightOf } from './registry.js';
import { runPreflight } from './run.js';
import type { PreflightSubject } from './run.js';

export interface PreflightRequest {
  /** The pipelines to check. */
  readonly pipelines: readonly PipelineDocument[];
  /** Every pipeline of the files: their slots and publications are no orphans. */
  readonly all: readonly PipelineDocument[];
  readonly targets: readonly TargetDocument[];
  readonly secrets: SecretResolver;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In place of the blocks' passwords. */
  readonly password?: ConfigValue;
  /** Milliseconds for each check. Default 15 s. */
  readonly timeoutMs?: number;
  /** Where the pipeline's connector stands; undefined: it has none. Default: nobody is asked. */
  readonly offsetsOf?: (pipeline: PipelineDocument) => Promise<readonly StoredOffset[] | undefined>;
  /** For tests. Default: the drivers. */
  readonly open?: (engine: Engine) => OpenConnection;
}

const DEFAULT_CHECK_TIMEOUT_MS = 15_000;

/**
 * Checks the source databases of the pipelines, one after the other. Only reads; never throws for what a database says.
 * A pipeline that is the same for several targets is checked once. Usable as a gate of apply: `hasPreflightErrors(report)`.
 */
export async function preflightPipelines(request: PreflightRequest): Promise<PreflightReport> {
  const claims = request.all.map((pipeline) => expanded(pipeline, request)).filter((one) => one !== undefined);
  const seen = new Set<string>();
  const pipelines: PipelinePreflight[] = [];
  for (const pipeline of request.pipelines) {
    const one = expanded(pipeline, request);
    if (one === undefined) continue;
    // Each target has a connector of its own, which stands where it stands.
    const place = request.offsetsOf === undefined ? '' : pipeline.target;
    const key = JSON.stringify([place, pipeline.name, one.input.block, one.input.tables, one.blueprint.config]);
    if (seen.has(key)) continue;
    seen.add(key);
    const rivals = claims.filter(({ blueprint }) => blueprint.databaseIdentity === one.blueprint.databaseIdentity).map(({ blueprint }) => blueprint.exclusive);
    const timeoutMs = request.timeoutMs ?? DEFAULT_CHECK_TIMEOUT_MS;
    const offsets = await request.offsetsOf?.(pipeline);
    pipelines.push(await runPreflight(subjectOf(pipeline, one, { claimed: claimedBy(rivals), ...(offsets === undefined ? {} : { offsets }) }, request), { timeoutMs }));
  }
  return { formatVersion: 1, pipelines, summary: summarizePreflight(pipelines) };
}

type Expanded = ReturnType<typeof expandSource> & { readonly name: DatabaseName };

/** Nothing for a source without a database, such as a topic that exists already. */
function expanded(pipeline: PipelineDocument, { targets }: PreflightRequest): Expanded | undefined {
  const [name = ''] = Object.keys(pipeline.spec.source);
  if (!isDatabaseName(name)) return undefined;
  return { name, ...expandSource(name, pipeline, targets.find((target) => target.name === pipeline.target)) };
}

function expandSource(name: DatabaseName, pipeline: PipelineDocument, target: TargetDocument | undefined) {
  const { source, input } = sourceInputOf(pipeline, target);
  return { source, input, blueprint: databaseOf(name).expand(input).connector };
}

function subjectOf(pipeline: PipelineDocument, { name, source, input, blueprint }: Expanded, seen: Pick<PreflightSubject['facts'], 'claimed' | 'offsets'>, request: PreflightRequest): PreflightSubject {
  const context = { secrets: request.secrets, env: request.env, ...(request.password === undefined ? {} : { password: request.password }) };
  const open = (request.open ?? connectorOf)(name);
  return {
    pipeline: pipeline.name,
    target: pipeline.target,
    source: source.title,
    database: blueprint.databaseIdentity,
    preflight: preflightOf(name),
    facts: { block: input.block, tables: input.tables, config: blueprint.config, exclusive: blueprint.exclusive, ...seen },
    connect: async () => open(await endpointOf(name, input.block, context)),
  };
}

/** Role -> names, of all pipelines of one database. */
function claimedBy(rivals: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, readonly string[]>> {
  const claimed: Record<string, string[]> = {};
  for (const exclusive of rivals) {
    for (const [role, name] of Object.entries(exclusive)) (claimed[role] ??= []).push(name);
  }
  return claimed;
}
