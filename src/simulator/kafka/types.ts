import type { CatalogTable, TopicRecord } from '../model.js';

/** A Kafka topic with its records, and with what Flink's catalog remembers about it. */
export interface Topic {
  readonly name: string;
  /** Tells apart topics that had the same name one after the other. */
  readonly uid: string;
  partitions: number;
  /** Only what was set on the topic itself. */
  readonly configs: Map<string, string>;
  readonly records: TopicRecord[];
  /** Next offset per partition. */
  readonly ends: number[];
  readonly madeBy: 'user' | 'connector' | 'flink' | 'tableflow';
  deleting: boolean;
  /** Table options that CREATE TABLE or ALTER TABLE set. */
  readonly options: Map<string, string>;
  /** Of CREATE TABLE, or of an ALTER TABLE that changed an inferred table. */
  definition: CatalogTable | undefined;
}
