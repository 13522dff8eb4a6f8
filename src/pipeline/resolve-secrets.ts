import { isAbsolute, relative, resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.js';
import type { SecretResolver } from '../core/secret.js';
import { parseProperties } from './properties-file.js';
import { mayResolve, type AllowedNames } from './secret-names.js';
import { parseReference, type ParsedReference, type SecretUse } from './secret.js';

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of references start here. */
  readonly cwd: string;
  /** Folders that secret files may be in. Default: the working folder. Widened by flag or environment only. */
  readonly fileRoots?: readonly string[];
  /** Names of variables that flag or environment allow documents to name. */
  readonly allowedEnv?: AllowedNames;
  /** The real path of a file, links followed. @throws when there is none. */
  readonly realPath: (path: string) => Promise<string>;
  /** @throws when the file cannot be read. */
  readonly readFile: (path: string) => Promise<string>;
}

/** Why a reference has no value. The text names references and paths, never a value. */
export class SecretError extends Error {
  readonly code: 'CDC1302' | 'CDC1306' | 'CDC1307' | 'CDC1309';
  readonly reference: string;

  constructor(code: SecretError['code'], reference: string, message: string) {
    super(message);
    this.name = 'SecretError';
    this.code = code;
    this.reference = reference;
  }
}

/** Resolves references at the moment of sending. Nothing is cached, so a rotated secret is seen. @throws SecretError. */
export function createSecretResolver(sources: SecretSources): SecretResolver {
  return async ({ reference }) => {
    const parsed = parseReference(reference);
    if (!parsed) throw new SecretError('CDC1302', reference, `${reference} is not a reference to a secret.`);
    if (parsed.scheme === 'env' && !mayResolve(parsed.name, sources.allowedEnv ?? [])) throw new SecretError('CDC1309', reference, `${reference} names a variable that is not for documents.`);
    const value = parsed.scheme === 'env' ? sources.env[parsed.name] : await readSecretFile(parsed, reference, sources);
    if (value === undefined || value === '') throw new SecretError('CDC1306', reference, `${reference} has no value: ${absence(parsed)}.`);
    return value;
  };
}

/** The values for the simulator, which checks no secret: what is unset becomes a placeholder, and is listed. */
export interface PlaceholderResolver {
  readonly resolve: SecretResolver;
  /** References that had no value so far. */
  readonly unset: () => readonly string[];
}

/** @throws SecretError for a file outside the allowed folders: the simulator does not make that right. */
export function createPlaceholderResolver(sources: SecretSources): PlaceholderResolver {
  const real = createSecretResolver(sources);
  const unset = new Set<string>();
  return {
    unset: () => [...unset].sort(),
    resolve: async (secret) => {
      try {
        return await real(secret);
      } catch (error) {
        if (!(error instanceof SecretError) || error.code !== 'CDC1306') throw error;
        unset.add(secret.reference);
        return `placeholder-for-${secret.reference.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')}`;
      }
    },
  };
}

async function readSecretFile(parsed: Extract<ParsedReference, { scheme: 'file' }>, reference: string, sources: SecretSources): Promise<string | undefined> {
  const path = resolve(sources.cwd, parsed.path);
  const roots = sources.fileRoots ?? [sources.cwd];
  // Checked before the file is touched, and again after links are followed: neither may tell what exists elsewhere.
  if (!isReadable(path, roots)) throw outside(reference);
  const real = await sources.realPath(path).catch(() => undefined);
  if (real === undefined) return undefined;
  const realRoots = await Promise.all(roots.map((root) => sources.realPath(root).catch(() => root)));
  if (!isReadable(real, realRoots)) throw outside(reference);
  const text = await sources.readFile(real).catch(() => undefined);
  if (text === undefined) return undefined;
  return parsed.key === undefined ? text.replace(/\r?\n$/, '') : parseProperties(text).get(parsed.key);
}

function outside(reference: string): SecretError {
  return new SecretError('CDC1307', reference, `${reference} names a file outside the folders that secrets may be read from.`);
}

/** Below a root, and not in a folder of git's: a checkout keeps the token there that it was made with. */
function isReadable(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => {
    const way = relative(root, path);
    return way !== '' && !/^\.\.(?:[/\\]|$)/.test(way) && !isAbsolute(way) && !way.split(/[/\\]/).some((part) => part.toLowerCase() === '.git');
  });
}

/** Every `${file:…}` that names a place outside the allowed folders, by its path alone: nothing is looked at on the disk. */
export function checkSecretFiles(uses: readonly Pick<SecretUse, 'secret' | 'range'>[], sources: Pick<SecretSources, 'cwd' | 'fileRoots'>): readonly Diagnostic[] {
  return uses.flatMap(({ secret: { reference }, range }): Diagnostic[] => {
    const parsed = parseReference(reference);
    if (parsed?.scheme !== 'file' || isReadable(resolve(sources.cwd, parsed.path), sources.fileRoots ?? [sources.cwd])) return [];
    const error = outside(reference);
    return [{ code: error.code, severity: 'error', summary: error.message, fix: remedy(error), range }];
  });
}

function absence(parsed: ParsedReference): string {
  if (parsed.scheme === 'env') return `the environment variable ${parsed.name} is not set`;
  if (parsed.key === undefined) return `the file ${parsed.path} is missing, empty or not readable`;
  return `the file ${parsed.path} is missing, not readable, or has no ${parsed.key}`;
}

const SIMULATE = '--simulate needs none.';

/** How somebody gives a secret its value. */
export function remedy(error: SecretError): string {
  const parsed = parseReference(error.reference);
  if (error.code === 'CDC1307') return 'Move the file below the working folder, or allow its folder by flag or environment.';
  if (error.code === 'CDC1309') return 'Allow it with --allow-env or RECONCILE_ALLOWED_ENV. A document cannot.';
  if (parsed?.scheme === 'env') return `Set ${parsed.name} in the environment, or write \${file:cdc-credentials.properties:${parsed.name}} here. ${SIMULATE}`;
  if (parsed?.key !== undefined) return `Write "${parsed.key}=…" into ${parsed.path}. ${SIMULATE}`;
  return `Write the secret into the file. ${SIMULATE}`;
}
