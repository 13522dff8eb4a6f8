import type { SourceProblem } from '../core/source.js';
import type { Lists } from '../kinds/snapshot.js';

const MAX_NAMED = 5;

/**
 * Why Flink shows bytes for a topic that exists, as far as the names of all subjects tell: it only looks at `<topic>-value`
 * (TopicNameStrategy). Producers with TopicRecordNameStrategy register `<topic>-<record>`, those with RecordNameStrategy
 * `<record>`, which names no topic. Nothing for a topic whose schema is there, or which is meant to be read as bytes.
 */
export function withoutSchema(schemas: Lists['schemas'], topic: string, raw: boolean): SourceProblem | undefined {
  const hasSchema = schemas.has(`${topic}-value`);
  if (hasSchema) return raw ? { code: 'CDC2410', path: ['from'], summary: `The topic ${topic} is read raw, and ${topic}-value has a registered schema.` } : undefined;
  const subjects = [...schemas.keys()];
  const ofTopic = subjects.filter((subject) => subject.startsWith(`${topic}-`) && !isOfTopic(subject)).sort();
  if (ofTopic.length > 0) {
    return {
      code: 'CDC2409',
      path: ['from'],
      summary: `The schemas of ${topic} are registered by record (TopicRecordNameStrategy): ${listed(ofTopic)}.`,
      detail: `Flink looks for ${topic}-value only, and shows the topic as bytes.`,
    };
  }
  if (raw) return undefined;
  const records = subjects.filter((subject) => RECORD_NAME.test(subject) && !isOfTopic(subject)).sort();
  return {
    code: records.length > 0 ? 'CDC2409' : 'CDC2408',
    path: ['from'],
    summary: `The topic ${topic} has no registered schema: there is no subject ${topic}-value.`,
    ...(records.length > 0 ? { detail: `There are subjects named after records: ${listed(records)}. If they are this topic's, its producers use RecordNameStrategy, which Flink does not follow.` } : {}),
  };
}

/** A record with its namespace, as RecordNameStrategy writes it: `com.example.Order`. */
const RECORD_NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+$/;

function isOfTopic(subject: string): boolean {
  return subject.endsWith('-value') || subject.endsWith('-key');
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
