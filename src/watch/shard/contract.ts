/** Shares of several replicas, as this one sees them; for the page, metrics and whoever is told. Never changed; a new one takes its place. */
export interface Shards {
  /** This replica. */
  readonly identity: string;
  /** Replicas that live, by name, this one among them. */
  readonly members: readonly string[];
  /** Who has a target, by its name; those that nobody has are not there. */
  readonly owners: Readonly<Record<string, string>>;
  /** This replica tells of what concerns no target; of all that see the same, one does. */
  readonly speaks: boolean;
  /** This replica has been a member: others count on it. */
  readonly joined: boolean;
  /** How often this replica got a target. */
  readonly terms: number;
  /** Why the API could not be asked; gone when it can be again. */
  readonly problem?: string;
}

/** The pod's part of a replica's name. */
export function podOf(identity: string): string {
  return identity.replace(/_[0-9a-f-]{36}$/, '');
}
