import { actingOf } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { Known } from '../known-kinds.js';
import type { Guard } from './guard.js';

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
  check: ({ desired, plan, pipelines }) => {
    const touched = new Set(actingOf(plan.changes).filter(({ kind, type }) => watched.has(kind) && type !== 'noop' && type !== 'blocked').map(({ address }) => address));
    if (touched.size === 0) return [];
    const levels = new Map(desiredOf('subject-config', desired).map((level) => [level.spec.subject, level]));
    const topics = new Map(pipelines.flatMap(({ capture, topics }) => (capture === undefined ? [] : [[capture.connector, topics] as const])));
    return desiredOf('connector', desired).flatMap((connector) => {
      const own = (topics.get(connector.spec.name) ?? []).flatMap((topic) => levels.get(`${topic}-value`) ?? []);
      return [connector, ...own].some(({ resource }) => touched.has(resource.address)) ? growthOf(connector, own) : [];
    });
  },
};

const watched: ReadonlySet<string> = new Set(['connector', 'subject-config']);

function growthOf({ resource, spec }: Known<'connector'>, levels: readonly Known<'subject-config'>[]): Diagnostic[] {
  const refusing = spec.config[CLOSED_KEY] === 'false' ? REFUSE_CLOSED : REFUSE_OPEN;
  const refused = levels.filter((level) => refusing.has(level.spec.compatibility));
  const [first] = refused;
  if (spec.config['output.data.format'] !== 'JSON_SR' || first === undefined) return [];
  return [{
    code: 'CDC5303',
    severity: 'warning',
    summary: `a column that is added to a table of ${resource.pipeline ?? spec.name} will stop connector ${spec.name}`,
    detail: `JSON_SR with ${first.spec.compatibility}: Schema Registry refuses the schema that has one property more. Concerns ${refused.length} subject${refused.length === 1 ? '' : 's'}.`,
    fix: 'Use "format: AVRO" if the tables are expected to grow, before the first apply: the format can only be changed with a new snapshot.',
    address: resource.address,
    range: resource.origin,
  }];
}
