import type { Diagnostic } from '../core/diagnostic.js';
import type { Documents } from './documents.js';
import { collectSecrets, parseReference, type SecretUse } from './secret.js';

/** Which kind of document asks: a Target's secrets go to Confluent Cloud, a pipeline's to whatever host the pipeline names. */
type Role = 'target' | 'pipeline';

/** What belongs to whoever runs us (the CI system, ourselves) and never to a document. */
const RESERVED = /^(?:GITHUB|ACTIONS|INPUT|RUNNER|RECONCILE)_/;

/** What the Targets' credentials are called when a Target does not say. */
const CREDENTIALS = /^(?:CONFLUENT_CLOUD_API|KAFKA_API|SCHEMA_REGISTRY_API|FLINK_API|TABLEFLOW_API)_(?:KEY|SECRET)$/;

const PATTERN = /^[A-Za-z_*][A-Za-z0-9_*]*$/;

/** The names of variables that flag or environment allow. `*` stands for any characters; it does not reach reserved names. */
export type AllowedNames = readonly string[];

/** What is wrong with a list of allowed names, in words; nothing when each is a name or a pattern of names. */
export function objectionTo(allowed: AllowedNames): string | undefined {
  const bad = allowed.find((pattern) => !PATTERN.test(pattern));
  return bad === undefined ? undefined : `--allow-env takes names of environment variables, with * for any characters, not ${JSON.stringify(bad)}`;
}

/**
 * Every `${env:NAME}` whose name is not for documents. Documents may come from a stranger, who names the host that gets the
 * value too, so a variable stands only where its name says that it belongs: in a field that it carries the name of
 * (`PG_PASSWORD` in `password`), or anywhere when it begins with `CDC_`. A Target's credentials are for Targets.
 */
export function checkSecretNames(documents: Documents, allowed: AllowedNames): readonly Diagnostic[] {
  const targets = collectSecrets({ ...documents, pipelines: [] });
  const credentials = new Set(targets.flatMap((use) => nameOf(use) ?? []));
  return [
    ...targets.flatMap((use) => judge(use, 'target', allowed, credentials)),
    ...collectSecrets({ ...documents, targets: [] }).flatMap((use) => judge(use, isKafkaKey(use) ? 'target' : 'pipeline', allowed, credentials)),
  ];
}

/** The key with which a connector writes to Kafka goes to Confluent Cloud alone, so a Target's own may be given. */
function isKafkaKey({ path }: SecretUse): boolean {
  return path.slice(0, 4).join('.') === 'spec.connector.auth.apiKey';
}

function judge(use: SecretUse, role: Role, allowed: AllowedNames, credentials: ReadonlySet<string>): readonly Diagnostic[] {
  const name = nameOf(use);
  if (name === undefined || isAllowed(name, allowed)) return [];
  const why = objection(name, use.field, role, credentials);
  if (why === undefined) return [];
  return [{
    code: 'CDC1309',
    severity: 'error',
    summary: `The environment variable ${name} is not for this field.`,
    detail: why,
    fix: `Give the variable a name that fits, or allow it with --allow-env ${name} or RECONCILE_ALLOWED_ENV. A document cannot allow it.`,
    range: use.range,
  }];
}

function objection(name: string, field: string, role: Role, credentials: ReadonlySet<string>): string | undefined {
  if (RESERVED.test(name)) return 'It belongs to the system that runs reconcile.';
  if (role === 'pipeline' && (CREDENTIALS.test(name) || credentials.has(name))) return 'It is the credential of a Target, which goes to Confluent Cloud and to no database.';
  if (name.startsWith('CDC_') || CREDENTIALS.test(name)) return undefined;
  const word = wordOf(field);
  return name.toUpperCase().includes(word) ? undefined : `Its name would have to begin with CDC_, or to hold ${word}, as the field does.`;
}

/**
 * What the name of a variable must hold to stand in a field: `PASSWORD` for `password` and `ssl.keystore.password`,
 * `ACCESS_KEY` for `secretAccessKey`.
 */
function wordOf(field: string): string {
  const words = field.replace(/([a-z])([A-Z])/g, '$1.$2').split(/[^A-Za-z0-9]+/).map((word) => word.toUpperCase());
  const last = words.at(-1)!;
  if (last === 'USERNAME') return 'USER';
  return words.length > 1 && ['KEY', 'ID', 'SECRET'].includes(last) ? words.slice(-2).join('_') : last;
}

function nameOf({ secret }: SecretUse): string | undefined {
  const parsed = parseReference(secret.reference);
  return parsed?.scheme === 'env' ? parsed.name : undefined;
}

/** A name that is written out, or one that a pattern covers and nobody reserves. */
function isAllowed(name: string, allowed: AllowedNames): boolean {
  return allowed.some((pattern) => {
    if (!pattern.includes('*')) return pattern === name;
    return !RESERVED.test(name) && new RegExp(`^${pattern.replace(/\*+/g, '.*')}$`).test(name);
  });
}

/** What the resolver holds to whoever asks, as the last line of defence: reserved names only when they are written out. */
export function mayResolve(name: string, allowed: AllowedNames): boolean {
  return !RESERVED.test(name) || isAllowed(name, allowed);
}
