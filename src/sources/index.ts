import type { DatabaseSource, Source } from '../core/source.js';
import { dynamodb } from './dynamodb/index.js';
import { mysql } from './mysql/index.js';
import { oracle } from './oracle/index.js';
import { postgres } from './postgres/index.js';
import { sqlserver } from './sqlserver/index.js';
import { topic } from './topic/index.js';

/** Every kind of database a pipeline can capture. One folder, one line. */
export const databases = { postgres, mysql, sqlserver, oracle, dynamodb } as const;

/** Everything a pipeline can read. */
export const sources = { ...databases, topic } as const;

export type DatabaseName = keyof typeof databases;
export type SourceName = keyof typeof sources;

export function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(sources, name);
}

export function isDatabaseName(name: string): name is DatabaseName {
  return Object.hasOwn(databases, name);
}

/**
 * The source of that name, or undefined. Its functions take a block that its `blockSchema` has accepted: the one place
 * where the block's type is taken on trust.
 */
export function sourceOf(name: string): Source<unknown> | undefined {
  return isSourceName(name) ? (sources[name] as unknown as Source<unknown>) : undefined;
}

/** The database of that name; the block as for `sourceOf`. */
export function databaseOf(name: DatabaseName): DatabaseSource<unknown> {
  return databases[name] as unknown as DatabaseSource<unknown>;
}
