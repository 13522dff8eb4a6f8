import type { Reference, Schema, Statement, TableflowTopic, Topic } from '../confluent/wire.js';

// What is kept of the rows of a list. Services say much more of each (links, owners, a schema of results), which nobody
// looks at and which would be most of the memory of a large account.

export function topicRow({ topic_name, is_internal, replication_factor, partitions_count }: Topic): Topic {
  return { topic_name, is_internal, replication_factor, partitions_count };
}

export function schemaRow({ subject, version, id, schema, schemaType, references, deleted }: Schema): Schema {
  return {
    subject,
    version,
    id,
    schema,
    ...(schemaType === undefined ? {} : { schemaType }),
    ...(references === undefined ? {} : { references }),
    ...(deleted === undefined ? {} : { deleted }),
  };
}

export function statementRow({ name, metadata, spec, status }: Statement): Statement {
  const { created_at, updated_at } = metadata ?? {};
  return { name, metadata: { ...(created_at === undefined ? {} : { created_at }), ...(updated_at === undefined ? {} : { updated_at }) }, spec, status: withoutTraits(status) };
}

export function tableflowRow({ metadata, spec, status }: TableflowTopic): TableflowTopic {
  const { created_at } = metadata ?? {};
  return {
    metadata: created_at === undefined ? {} : { created_at },
    spec: { ...spec, environment: referenceTo(spec.environment), kafka_cluster: referenceTo(spec.kafka_cluster) },
    ...(status === undefined ? {} : { status }),
  };
}

// The contract promises neither a status nor references: a row of somebody else's without them must not make a list unreadable.

function withoutTraits<Status extends Statement['status'] | undefined>(status: Status): Status {
  if (status === undefined) return status;
  const { traits: _, ...rest } = status;
  return rest as Status;
}

function referenceTo<Written extends Reference | undefined>(reference: Written): Written {
  return (reference === undefined ? reference : { id: reference.id }) as Written;
}
