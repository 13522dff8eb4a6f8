import type { SchemaRegistryClient } from '../confluent/schema-registry.js';

/** What was last known of one subject's own compatibility level; `null`: it has none. */
export interface KnownLevel {
  readonly level: string | null;
  /** Of the subject's latest schema then; absent: it had none. */
  readonly schemaId?: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The compatibility levels of subjects, which no list tells: one call each (confluent-api.md 13). A level is taken from here
 * for an hour, unless the subject has got another schema since: whoever is at work on a subject may have set its level too.
 */
export interface SubjectLevels {
  get(registry: string, subject: string, schemaId: number | undefined): string | null | undefined;
  set(registry: string, subject: string, level: string | null, schemaId?: number): void;
  forget(registry: string, subject: string): void;
  /** For a file: registry -> subject -> what is known. */
  entries(): SubjectLevelEntries;
}

export type SubjectLevelEntries = Readonly<Record<string, Readonly<Record<string, KnownLevel>>>>;

const HOUR = 3_600_000;

/** Levels that are remembered as long as this object lives, beginning with those of an earlier one. */
export function createSubjectLevels(options: { readonly now: () => number; readonly keptMs?: number; readonly known?: SubjectLevelEntries }): SubjectLevels {
  const { now, keptMs = HOUR, known = {} } = options;
  const registries = new Map(Object.entries(known).map(([registry, levels]) => [registry, new Map(Object.entries(levels))]));
  const of = (registry: string): Map<string, KnownLevel> => {
    const levels = registries.get(registry) ?? new Map<string, KnownLevel>();
    registries.set(registry, levels);
    return levels;
  };
  return {
    get(registry, subject, schemaId) {
      const found = of(registry).get(subject);
      if (found === undefined || now() - found.at >= keptMs) return undefined;
      // Set before the subject had a schema: its first one is no news.
      if (found.schemaId === undefined && schemaId !== undefined) of(registry).set(subject, { ...found, schemaId });
      else if (found.schemaId !== schemaId) return undefined;
      return found.level;
    },
    set: (registry, subject, level, schemaId) => void of(registry).set(subject, { level, at: now(), ...(schemaId === undefined ? {} : { schemaId }) }),
    forget: (registry, subject) => void of(registry).delete(subject),
    entries: () => Object.fromEntries([...registries].map(([registry, levels]) => [registry, Object.fromEntries([...levels].filter(([, { at }]) => now() - at < keptMs))])),
  };
}

/** The same client, whose own writes are known at once and whose deletions take the level along (confluent-api.md 5). */
export function rememberingLevels(client: SchemaRegistryClient, registry: string, levels: SubjectLevels): SchemaRegistryClient {
  const forgetting = async <T>(subject: string, call: () => Promise<T>): Promise<T> => {
    // Before the call too: an answer that gets lost must not leave a level that may be gone.
    levels.forget(registry, subject);
    return call();
  };
  return {
    ...client,
    putSubjectConfig: async (subject, config) => {
      await forgetting(subject, () => client.putSubjectConfig(subject, config));
      levels.set(registry, subject, config.compatibility);
    },
    deleteSubjectConfig: (subject) => forgetting(subject, () => client.deleteSubjectConfig(subject)),
    deleteSubject: (subject, how) => forgetting(subject, () => client.deleteSubject(subject, how)),
  };
}
