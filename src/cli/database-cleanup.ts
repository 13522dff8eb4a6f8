import type { Diagnostic } from '../core/diagnostic.js';
import type { LeftBehind } from '../core/source.js';
import type { SecretResolver } from '../core/secret.js';
import { writerOf } from '../database/index.js';
import type { DatabaseConnection } from '../database/index.js';
import type { Clock } from '../engine/clock.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { endpointOf } from '../preflight/endpoints.js';
import { isDatabaseName } from '../sources/index.js';

export interface CleanupServices {
  readonly secrets: SecretResolver;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** A slot is let go some time after its connector has gone. */
const TRIES = 30;
const PAUSE_MS = 2_000;

/**
 * Removes from the databases what destroyed pipelines left there, where they ask for it. To be called when their connectors
 * are proven gone. Never throws: what could not be removed comes back as a diagnostic with the statement to run.
 */
export async function cleanDatabases(target: TargetDocument, pipelines: readonly PipelineDocument[], services: CleanupServices): Promise<readonly Diagnostic[]> {
  const wanted = pipelines.filter((pipeline) => pipeline.spec.lifecycle?.dropReplicationSlot === true);
  return (await Promise.all(wanted.map((pipeline) => cleanOne(pipeline, target, services)))).flat();
}

async function cleanOne(pipeline: PipelineDocument, target: TargetDocument, { secrets, env, clock }: CleanupServices): Promise<Diagnostic[]> {
  const { source, input } = sourceInputOf(pipeline, target);
  const { name } = source;
  const config = source.expand(input).connector?.config;
  if (config === undefined || !isDatabaseName(name)) return [];
  const leavings = (source.connector?.leftBehind?.(config) ?? []).filter((leaving) => leaving.remains !== undefined);
  const open = writerOf(name);
  if (leavings.length === 0) return [];
  try {
    const connection = await open(await endpointOf(name, input.block, { secrets, env }));
    try {
      const results: Diagnostic[] = [];
      for (const leaving of leavings) if (!(await remove(leaving, connection, clock))) results.push(remaining(leaving, pipeline, 'it is still there'));
      return results;
    } finally {
      await connection.close();
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return leavings.map((leaving) => remaining(leaving, pipeline, why));
  }
}

async function remove({ remove: sql, remains }: LeftBehind, connection: DatabaseConnection, clock: Clock): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await connection.query({ text: sql });
    if ((await connection.query({ text: remains! })).length === 0) return true;
    await clock.sleep(PAUSE_MS);
  }
  return false;
}

function remaining({ what, remove: sql }: LeftBehind, pipeline: PipelineDocument, why: string): Diagnostic {
  return {
    code: 'CDC6012',
    severity: 'warning',
    summary: `the ${what} could not be removed: ${why}`,
    fix: sql,
    range: pipeline.origins.at(['spec', 'lifecycle', 'dropReplicationSlot']),
  };
}
