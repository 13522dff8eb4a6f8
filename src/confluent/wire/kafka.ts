export interface Topic {
  readonly topic_name: string;
  readonly is_internal: boolean;
  readonly replication_factor: number;
  /** May be 0 in the answer to a create (confluent-api.md 4). */
  readonly partitions_count: number;
}

export interface TopicConfig {
  readonly topic_name: string;
  readonly name: string;
  readonly value: string | null;
  readonly is_default: boolean;
  readonly is_read_only: boolean;
  readonly is_sensitive: boolean;
  readonly source: string;
}

export interface TopicConfigChange {
  readonly name: string;
  readonly value?: string;
  /** SET (the default) or DELETE, which resets to the default. */
  readonly operation?: 'SET' | 'DELETE';
}
