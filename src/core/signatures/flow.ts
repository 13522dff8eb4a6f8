import { longerThan, when } from './signature.js';
import type { Signature } from './signature.js';

/** Every part looks well by itself, and yet rows do not arrive. */
export const flow = {
  CDC7501: {
    title: 'A topic is there and no table',
    where: ['source-topic', 'target-table'],
    match: when((facts) => facts.hasTopic === true && facts.isVisible === false && facts.hasSchemas !== true),
    explanation: 'Flink makes a table of a topic that has a value schema. This one has none, or its schema is under a subject that does not carry the topic\'s name.',
    fix: ['Register a schema under <topic>-value, or infer one.', 'The connector registers schemas only for AVRO, JSON_SR and PROTOBUF, with its first record.'],
    safeStep: 'wait',
  },
  CDC7502: {
    title: 'A table is not visible to Flink',
    where: ['source-topic', 'target-table'],
    match: when((facts) => facts.isVisible === false && facts.hasSchemas === true),
    explanation: 'Topic and schema are there, and Flink does not list the table: the catalog lags right after a creation, or the principal may not see the topic.',
    fix: ['Look again in a minute.', 'Check that the principal has DeveloperRead on topic and subjects, and that pool and cluster are in one region.'],
    safeStep: 'wait',
  },
  CDC7503: {
    title: 'Records come in and no row comes out',
    where: ['target-table'],
    match: when((facts) => facts.rows === 0 && (facts.sourceRecords ?? 0) > 0),
    explanation: 'The source topic has records, the statement runs, and the target table is empty: "where" lets nothing through, all rows were deleted, or the first rows are on their way (about a minute).',
    fix: ['Look again in two minutes.', 'Check "where" of the table.', 'See whether the statement has a backlog: it may not keep up.'],
    safeStep: 'wait',
  },
  CDC7504: {
    title: 'A snapshot makes no progress',
    where: ['source-topic'],
    match: when((facts) => facts.sourceRecords === 0 && (facts.tasks ?? 0) > 0 && longerThan(facts, 5)),
    explanation: 'The connector has tasks and nothing came into the topic over the last minutes although nothing has come before either. A large snapshot sends a steady stream; this one sends nothing.',
    fix: ['Check in the database whether the connector\'s session is there and what it waits for: a lock, a long transaction.', 'An interrupted snapshot begins again from zero.', 'If the table is empty this is as it should be: write a row.'],
    safeStep: 'wait',
  },
  CDC7505: {
    title: 'A statement does not keep up',
    where: ['statement'],
    match: when((facts) => (facts.pendingRecords ?? 0) > 100_000),
    explanation: 'Records wait to be read. During a first snapshot that is normal; later it means that the pool gives the statement too little.',
    fix: ['Watch whether the backlog shrinks.', 'Raise "maxCfu" of the pool.'],
    safeStep: 'wait',
  },
} as const satisfies Record<`CDC75${number}`, Signature>;
