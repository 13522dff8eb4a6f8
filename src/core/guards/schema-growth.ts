import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { Known } from '../known-kinds.js';
import type { Guard, GuardInput } from './guard.js';

/** Levels under which an optional property more is refused in an open JSON schema (semantics.md 2.9a). */
const REFUSE_OPEN: ReadonlySet<string> = new Set(['BACKWARD', 'BACKWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE']);
/** The same for a closed one, which this key asks for. */
const REFUSE_CLOSED: ReadonlySet<string> = new Set(['FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE']);
const CLOSED_KEY = 'value.converter.object.additional.properties';

/**
 * JSON_SR and a level that refuses added columns. Said when the connector or a level is being made or changed, once per
 * pipeline: it is the guide's default, and a warning in every run would soon be read by nobody.
 */
export const schemaGrowth: Guard = {
  name: 'schema-growth',
  codes: ['CDC5303'],
  check: (input) => desiredOf('connector', input.desired).flatMap((connector) => growthOf(connector, input)),
};

function growthOf({ resource, spec }: Known<'connector'>, { desired, plan, pipelines }: GuardInput): Diagnostic[] {
  if (spec.config['output.data.format'] !== 'JSON_SR') return [];
  const refused = spec.config[CLOSED_KEY] === 'false' ? REFUSE_CLOSED : REFUSE_OPEN;
  const values = new Set(pipelines.filter(({ connector }) => connector === spec.name).flatMap(({ topics }) => topics.map((topic) => `${topic}-value`)));
  const levels = desiredOf('subject-config', desired).filter((level) => values.has(level.spec.subject) && refused.has(level.spec.compatibility));
  const [first] = levels;
  if (first === undefined) return [];
  const concerned = new Set([resource.address, ...levels.map((level) => level.resource.address)]);
  if (plan.changes.every((change) => !concerned.has(change.address) || change.type === 'noop' || change.type === 'blocked')) return [];
  return [{
    code: 'CDC5303',
    severity: 'warning',
    summary: `a column that is added to a table of ${resource.pipeline ?? spec.name} will stop connector ${spec.name}`,
    detail: `JSON_SR with ${first.spec.compatibility}: Schema Registry refuses the schema that has one property more. Concerns ${levels.length} subject${levels.length === 1 ? '' : 's'}.`,
    fix: 'Use "format: AVRO" if the tables are expected to grow, before the first apply: the format can only be changed with a new snapshot.',
    address: resource.address,
    range: resource.origin,
  }];
}
