import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import type { Expansion } from '../pipeline/expand.js';
import type { Discovery } from './discover.js';
import type { SchemaListing } from './source-schemas.js';
import type { SourceReading } from './source-versions.js';

/** All that a desired state follows from. Documents are the same when they are the same objects: those of one commit. */
export interface MadeFrom {
  readonly target: TargetDocument;
  readonly pipelines: readonly PipelineDocument[];
  /** What expansion asks of the account, as text. */
  readonly account: string;
  /** Id of every subject's newest schema. An id stands for one text for ever (confluent-api.md 5). */
  readonly schemas: ReadonlyMap<string, number>;
  /** What the ledger remembers of the schemas behind each statement, as text. */
  readonly statements: string;
}

/** The desired state of a target as it was made last. */
export interface DesiredMemory {
  /** The last one when it was made from the same; else what `make` makes, which is the last one from now on. */
  recall(from: MadeFrom | undefined, make: () => Promise<Expansion>): Promise<Expansion>;
}

/** An empty one, for one target. Expansions are never changed by anybody, so two looks may share one. */
export function createDesiredMemory(): DesiredMemory {
  let last: { readonly from: MadeFrom; readonly expansion: Expansion } | undefined;
  return {
    async recall(from, make) {
      if (from !== undefined && last !== undefined && isSame(last.from, from)) return last.expansion;
      last = undefined;
      const expansion = await make();
      if (from !== undefined) last = { from, expansion };
      return expansion;
    },
  };
}

/** `undefined`: it follows from something that cannot be compared, a list that could not be read or the text of an older schema. */
export function madeFrom(documents: Pick<MadeFrom, 'target' | 'pipelines'>, { account, computePools }: Pick<Discovery, 'account' | 'computePools'>, schemas: SchemaListing, { remembered }: SourceReading): MadeFrom | undefined {
  if (schemas?.read !== true || remembered === undefined) return undefined;
  const pools = computePools.map(({ id, spec, status }) => [id, spec.display_name, spec.cloud, spec.region, status?.phase === 'DEPROVISIONING']);
  return {
    ...documents,
    account: JSON.stringify([account, pools]),
    schemas: new Map([...schemas.items].map(([subject, { id }]) => [subject, id])),
    statements: remembered,
  };
}

function isSame(one: MadeFrom, other: MadeFrom): boolean {
  if (one.target !== other.target || one.pipelines.length !== other.pipelines.length || one.pipelines.some((pipeline, index) => pipeline !== other.pipelines[index])) return false;
  if (one.account !== other.account || one.statements !== other.statements || one.schemas.size !== other.schemas.size) return false;
  for (const [subject, id] of other.schemas) if (one.schemas.get(subject) !== id) return false;
  return true;
}
