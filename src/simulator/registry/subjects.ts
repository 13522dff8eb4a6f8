import type { SimClock } from '../clock.js';
import type { SchemaText } from '../model.js';
import { hash } from '../random.js';
import { Store } from '../store.js';
import { checkCompatibility } from './compatibility.js';
import { SchemaRefusal } from './refusal.js';
import { canonicalSchema } from './schema-text.js';
import type { CompatibilityLevel, Registry, SchemaVersion, Subject } from './types.js';

/** An empty registry with this global compatibility level. */
export function emptyRegistry(clock: SimClock, compatibility: string): Registry {
  return { subjects: new Store(clock), configs: new Map(), modes: new Map(), globalConfig: { compatibility }, globalMode: 'READWRITE', nextId: 100_001, known: new Map() };
}

export function liveVersions(subject: Subject | undefined): readonly SchemaVersion[] {
  return (subject?.versions ?? []).filter((version) => !version.deleted);
}

export function latestVersion(registry: Registry, subject: string): SchemaVersion | undefined {
  return liveVersions(registry.subjects.get(subject)).at(-1);
}

export function levelOf(registry: Registry, subject: string): CompatibilityLevel {
  return (registry.configs.get(subject)?.compatibility ?? registry.globalConfig.compatibility ?? 'BACKWARD') as CompatibilityLevel;
}

/** The version of the subject that holds exactly this schema. Throws a SchemaRefusal (42201) on text that is no schema. */
export function findSchema(registry: Registry, subject: string, schema: SchemaText, withDeleted: boolean): SchemaVersion | undefined {
  const wanted = canonicalSchema(schema);
  const versions = registry.subjects.get(subject)?.versions ?? [];
  return versions.find((version) => (withDeleted || !version.deleted) && version.schemaType === schema.schemaType && canonicalSchema(version) === wanted);
}

/**
 * Registers a schema, or finds it registered already. Throws a SchemaRefusal: 42201 when it is no schema, 409 when the
 * subject's compatibility level forbids it.
 */
export function registerSchema(registry: Registry, clock: SimClock, subject: string, schema: SchemaText, references: readonly unknown[] = []): SchemaVersion {
  const known = findSchema(registry, subject, schema, false);
  if (known !== undefined) return known;
  const entry = registry.subjects.get(subject) ?? { name: subject, versions: [] };
  const messages = checkCompatibility(levelOf(registry, subject), schema, liveVersions(entry));
  if (messages.length > 0) {
    throw new SchemaRefusal(409, 409, `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${messages.join(', ')}]`);
  }
  const version: SchemaVersion = {
    subject,
    version: (entry.versions.at(-1)?.version ?? 0) + 1,
    id: idOf(registry, schema),
    guid: guidOf(schema),
    schemaType: schema.schemaType,
    schema: schema.schema,
    references,
    ts: clock.now(),
    deleted: false,
  };
  entry.versions.push(version);
  registry.subjects.put(subject, entry);
  registry.known.set(identityOf(schema), [...holdersOf(registry, schema), version]);
  return version;
}

/** Removes a subject with all its versions and its own config (confluent-api.md 5). */
export function dropSubject(registry: Registry, subject: string): void {
  registry.subjects.delete(subject);
  registry.configs.delete(subject);
  registry.modes.delete(subject);
}

/** Equal schemas share one id across subjects. */
function idOf(registry: Registry, schema: SchemaText): number {
  return holdersOf(registry, schema)[0]?.id ?? registry.nextId++;
}

/** The versions with this schema that are there; one whose subject was dropped is gone for good. */
function holdersOf(registry: Registry, schema: SchemaText): readonly SchemaVersion[] {
  const holders = registry.known.get(identityOf(schema)) ?? [];
  return holders.filter((version) => registry.subjects.get(version.subject)?.versions.includes(version) === true);
}

function identityOf(schema: SchemaText): string {
  return `${schema.schemaType} ${canonicalSchema(schema)}`;
}

function guidOf(schema: SchemaText): string {
  const part = (salt: string): string => hash(salt + schema.schema).toString(16).padStart(8, '0');
  const digits = part('a') + part('b') + part('c') + part('d');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}
