import type { Diagnostic } from '../core/diagnostic.js';
import { API_VERSION } from './documents.js';
import { KINDS, type Kind } from './json-schema.js';
import { nodeAt } from './nodes.js';
import type { RawDocument } from './parse.js';
import { suggest } from './suggest.js';

export interface IdentifiedDocument extends RawDocument {
  readonly kind: Kind;
  readonly name: string;
}

export type Identification =
  | { readonly type: 'known'; readonly document: IdentifiedDocument }
  | { readonly type: 'unknown'; readonly diagnostics: readonly Diagnostic[] };

/** Which kind of document it is and what it is called: without these nothing else can be judged. */
export function identify(document: RawDocument): Identification {
  const kind = textAt(document, ['kind']);
  const version = textAt(document, ['apiVersion']);
  const name = textAt(document, ['metadata', 'name']);
  const diagnostics: Diagnostic[] = [];
  if (version !== API_VERSION) diagnostics.push(oneOf(document, 'apiVersion', [API_VERSION]));
  if (!isKind(kind)) diagnostics.push(oneOf(document, 'kind', KINDS));
  if (name === undefined || name === '') diagnostics.push(noName(document));
  if (diagnostics.length > 0 || !isKind(kind) || name === undefined) return { type: 'unknown', diagnostics };
  return { type: 'known', document: { ...document, kind, name } };
}

function isKind(text: string | undefined): text is Kind {
  return (KINDS as readonly (string | undefined)[]).includes(text);
}

function textAt({ root }: RawDocument, path: readonly string[]): string | undefined {
  const node = nodeAt(root, path);
  return node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function oneOf(document: RawDocument, key: string, allowed: readonly string[]): Diagnostic {
  const isMissing = !document.root.entries.has(key);
  const near = suggest(textAt(document, [key]) ?? '', allowed);
  return {
    code: isMissing ? 'CDC1202' : 'CDC1207',
    severity: 'error',
    summary: isMissing ? `"${key}" is missing from the document.` : `The document has an unknown ${key}.`,
    detail: `Allowed: ${allowed.join(', ')}.`,
    fix: near && allowed.length > 1 ? `Did you mean ${near}?` : `Write "${key}: ${allowed.length > 1 ? 'Pipeline' : allowed[0]}"${allowed.length > 1 ? ', for example' : ''}.`,
    range: document.origins.at([key]),
  };
}

function noName({ root, origins }: RawDocument): Diagnostic {
  const given = nodeAt(root, ['metadata', 'name']);
  const wrong = given !== undefined && !(given.type === 'scalar' && given.value === null);
  return {
    code: wrong ? 'CDC1203' : 'CDC1202',
    severity: 'error',
    summary: wrong ? 'metadata.name must be text.' : 'The document has no name.',
    fix: wrong ? 'Put it in quotes, or start it with a letter.' : 'Add "metadata: { name: … }".',
    range: wrong ? origins.at(['metadata', 'name']) : origins.keyAt(['metadata', 'name']),
  };
}
