import type { SourceRange } from '../core/diagnostic.js';
import { isSecretReference, type SecretReference } from '../core/secret.js';
import type { Documents, Origins } from './documents.js';

export type ParsedReference =
  | { readonly scheme: 'env'; readonly name: string }
  | { readonly scheme: 'file'; readonly path: string; readonly key?: string };

const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What a reference's text says: `${env:NAME}`, `${file:path}`, or `${file:path.properties:KEY}` where the first
 * `.properties:` ends the path. Nothing when the text is not one whole reference.
 */
export function parseReference(text: string): ParsedReference | undefined {
  const match = /^\$\{(env|file):([^${}\r\n\0]+)\}$/.exec(text);
  if (!match) return undefined;
  const body = match[2]!;
  if (match[1] === 'env') return ENV_NAME.test(body) ? { scheme: 'env', name: body } : undefined;
  const split = /^(.+?\.properties):(.+)$/.exec(body);
  if (split) return { scheme: 'file', path: split[1]!, key: split[2]! };
  return body.endsWith('.properties') || body.endsWith(':') ? undefined : { scheme: 'file', path: body };
}

/** Whether the text tries to be a reference to a secret, correctly written or not. */
export function mentionsSecret(text: string): boolean {
  return /(?<!\$)\$\{(?:env|file):/.test(text);
}

/** A secret of the documents and the place where it is asked for. */
export interface SecretUse {
  readonly secret: SecretReference;
  readonly range: SourceRange;
  /** The key that it is the value of: `password`, `database.password`. */
  readonly field: string;
  /** Where it stands in its document. */
  readonly path: readonly (string | number)[];
}

/** Every secret that the documents refer to, once per place in the files. */
export function collectSecrets(documents: Documents): readonly SecretUse[] {
  const uses = new Map<string, SecretUse>();
  for (const { spec, origins } of [...documents.targets, ...documents.pipelines]) {
    for (const use of secretsIn(spec, ['spec'], origins)) {
      const { file, start } = use.range;
      uses.set(`${file}:${start.line}:${start.column}:${use.secret.reference}`, use);
    }
  }
  return [...uses.values()];
}

function* secretsIn(value: unknown, path: readonly (string | number)[], origins: Origins): Generator<SecretUse> {
  if (isSecretReference(value)) yield { secret: value, range: origins.at(path), field: String(path.at(-1)), path };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* secretsIn(item, [...path, index], origins);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* secretsIn(item, [...path, key], origins);
  }
}
