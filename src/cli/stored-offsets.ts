import { isAbsent } from '../confluent/errors.js';
import type { StoredOffset } from '../core/preflight.js';
import { discover } from '../engine/discover.js';
import type { Clients } from '../kinds/clients.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { connectorNameOf } from '../pipeline/expand/connector.js';
import { openAccount } from './account.js';
import { UsageError } from './select.js';
import type { Session } from './session.js';

/** Where the pipeline's connector stands; undefined: the account has no such connector. @throws ApiFailure. */
export async function storedOffsets(pipeline: PipelineDocument, connect: Clients['connect']): Promise<readonly StoredOffset[] | undefined> {
  try {
    return (await connect.readOffsets(connectorNameOf(pipeline))).offsets;
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}

/** The same over the accounts of the pipelines' targets, each found once. @throws UsageError for a target that cannot be found. */
export function createOffsetsReader(targets: readonly TargetDocument[], session: Session): (pipeline: PipelineDocument) => Promise<readonly StoredOffset[] | undefined> {
  const found = new Map<string, Promise<Clients['connect']>>();
  const connectOf = async (name: string): Promise<Clients['connect']> => {
    const target = targets.find((one) => one.name === name);
    if (target === undefined) throw new UsageError(`there is no Target ${name}`);
    const result = await discover(target, openAccount(target, session));
    if (!result.found) throw new UsageError(result.diagnostics.map(({ summary }) => summary).join('; '));
    return result.discovery.clients.connect;
  };
  return async (pipeline) => {
    const known = found.get(pipeline.target) ?? connectOf(pipeline.target);
    found.set(pipeline.target, known);
    return storedOffsets(pipeline, await known);
  };
}
