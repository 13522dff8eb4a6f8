import type { ConnectorListing, ComputePool, Schema, Statement, TableflowTopic, Topic } from '../confluent/wire.js';

/** Explicit configs of one topic: name -> value, only what was set on the topic itself. */
export type TopicConfigs = Readonly<Record<string, string>>;

/** The bulk lists of the account, each indexed by natural name. */
export interface Lists {
  readonly computePools: ReadonlyMap<string, ComputePool>;
  readonly connectors: ReadonlyMap<string, ConnectorListing>;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly topicConfigs: ReadonlyMap<string, TopicConfigs>;
  /** Latest version per subject. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Subjects that were asked for -> their own compatibility level, `undefined` when they have none. */
  readonly subjectConfigs: ReadonlyMap<string, string | undefined>;
  readonly statements: ReadonlyMap<string, Statement>;
  readonly tableflowTopics: ReadonlyMap<string, TableflowTopic>;
}

export type ListName = keyof Lists;

/** A list that was read, or the sentence that says why it could not be. An error is never "absent". */
export type Listing<T> = { readonly read: true; readonly items: T } | { readonly read: false; readonly error: string };

/** What one round of reading saw. Lists that nobody asked for are not in it. */
export type Snapshot = { readonly [Name in ListName]?: Listing<Lists[Name]> };

/**
 * The items of a list that the caller declared in `lists`.
 * @throws Error when it was not read: a kind must never see an unread list as an empty one.
 */
export function listed<Name extends ListName>(snapshot: Snapshot, name: Name): Lists[Name] {
  const listing = snapshot[name];
  if (listing === undefined) throw new Error(`the list ${name} was not asked for`);
  if (!listing.read) throw new Error(`the list ${name} could not be read: ${listing.error}`);
  return listing.items as Lists[Name];
}
