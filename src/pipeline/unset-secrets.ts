import { sortDiagnostics, type Diagnostic, type SourceRange } from '../core/diagnostic.js';
import type { SecretReference, SecretResolver } from '../core/secret.js';
import type { TargetDocument } from './documents.js';
import { remedy, SecretError } from './resolve-secrets.js';
import { parseReference } from './secret.js';

/** A secret that is asked for: where it is written, or by a Target that leaves it to the default name, which is written nowhere. */
export type AskedSecret =
  | { readonly secret: SecretReference; readonly range: SourceRange }
  | { readonly secret: SecretReference; readonly defaultOf: TargetDocument };

const MAX_PLACES = 4;

interface Unset {
  readonly error: SecretError;
  readonly places: readonly SourceRange[];
  /** Targets that leave it to the default name. */
  readonly targets: readonly TargetDocument[];
}

/**
 * Every secret without a value, each once: at the place where it is written first, with the others beside it. Those that
 * are written nowhere are told together. To be called before the first write.
 */
export async function findUnresolved(asked: readonly AskedSecret[], resolver: SecretResolver): Promise<readonly Diagnostic[]> {
  const byReference = new Map<string, AskedSecret[]>();
  for (const one of asked) byReference.set(one.secret.reference, [...(byReference.get(one.secret.reference) ?? []), one]);
  const unset: Unset[] = [];
  for (const uses of byReference.values()) {
    const error = await attempt(uses[0]!.secret, resolver);
    if (error === undefined) continue;
    const places = uses.flatMap((use) => ('range' in use ? [use.range] : []));
    unset.push({ error, places: inOrder(places), targets: uses.flatMap((use) => ('defaultOf' in use ? [use.defaultOf] : [])) });
  }
  return sortDiagnostics([...unset.flatMap(written), ...defaults(unset.filter(({ places }) => places.length === 0))]);
}

async function attempt(secret: SecretReference, resolver: SecretResolver): Promise<SecretError | undefined> {
  try {
    await resolver(secret);
    return undefined;
  } catch (error) {
    if (error instanceof SecretError) return error;
    return new SecretError('CDC1306', secret.reference, `${secret.reference} cannot be resolved.`);
  }
}

function written({ error, places: [first, ...others], targets }: Unset): readonly Diagnostic[] {
  if (first === undefined) return [];
  const more = others.length - MAX_PLACES;
  const named = others.slice(0, MAX_PLACES).map(({ file, start }) => `${file}:${start.line}:${start.column}`);
  const also = [
    ...(named.length === 0 ? [] : [`in ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
    ...(targets.length === 0 ? [] : [`by default for ${namesOf(targets).names}`]),
  ];
  return [{
    code: error.code,
    severity: 'error',
    summary: error.message,
    ...(also.length === 0 ? {} : { detail: `Also ${also.join(', ')}.` }),
    fix: remedy(error),
    range: first,
  }];
}

/** One for all names that no document writes: a list of them is set at once. */
function defaults(unset: readonly Unset[]): readonly Diagnostic[] {
  const [first] = unset;
  if (first === undefined) return [];
  const variables = unset.map(({ error: { reference } }) => {
    const parsed = parseReference(reference);
    return parsed?.scheme === 'env' ? parsed.name : reference;
  });
  const targets = unset.flatMap((one) => one.targets);
  const { names, isOne } = namesOf(targets);
  return [{
    code: first.error.code,
    severity: 'error',
    summary: `${variables.length === 1 ? 'An environment variable is' : `${variables.length} environment variables are`} not set: ${variables.join(', ')}.`,
    detail: `Default names, for what ${names} ${isOne ? 'leaves' : 'leave'} out under spec.credentials.`,
    fix: 'Set them in the environment, or name others in the Target: credentials: { cloud: { key: "${file:cdc-credentials.properties:CLOUD_KEY}", secret: ... } }. --simulate needs none.',
    range: targets[0]!.origins.at(['metadata', 'name']),
  }];
}

function namesOf(targets: readonly TargetDocument[]): { readonly names: string; readonly isOne: boolean } {
  const names = [...new Set(targets.map(({ name }) => name))];
  return { names: `Target${names.length === 1 ? '' : 's'} ${names.join(', ')}`, isOne: names.length === 1 };
}

/** As a reader goes through the files; a place that several pipelines share, once. */
function inOrder(places: readonly SourceRange[]): readonly SourceRange[] {
  const distinct = new Map(places.map((range) => [`${range.file}:${range.start.line}:${range.start.column}`, range]));
  return [...distinct.values()].sort((a, b) => (a.file === b.file ? a.start.line - b.start.line || a.start.column - b.start.column : a.file < b.file ? -1 : 1));
}
