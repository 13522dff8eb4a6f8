import { createHash } from 'node:crypto';

/** Documentation says 72, the OpenAPI document 100 (semantics.md 3.1 item 4): the smaller one fits both. */
const MAX_STATEMENT_NAME = 72;

export type StatementPurpose = 'decode' | 'create' | 'drop' | 'alter' | 'check' | 'verify' | 'read';

export interface StatementSubject {
  readonly pipeline: string;
  readonly table: string;
  readonly purpose: StatementPurpose;
}

const CONTENT_HASH_LENGTH = 10;
const NAME_HASH_LENGTH = 8;
/** No sanitised part holds it, so parts stay apart: `a-b` + `c` never reads like `a` + `b-c`. */
const SEPARATOR = '--';

/**
 * `<pipeline>--<table>--<purpose>-<hash of the content>`, at most 72 characters, lower case letters, digits and hyphens.
 * The same content always gets the same name, so a statement that exists is recognised, and changed SQL is another statement.
 */
export function statementName(input: StatementSubject & { readonly content: string }): string {
  return `${statementSlug(input)}-${hash(input.content, CONTENT_HASH_LENGTH)}`;
}

/**
 * What all statements of one purpose of one table of one pipeline begin with. Where a name had to be cut or held other
 * characters, a part with a hash of the real names is added, so that two subjects never share a slug.
 */
export function statementSlug(subject: StatementSubject): string {
  const names = [subject.pipeline, subject.table];
  const parts = names.map(sanitise);
  const plain = [...parts, subject.purpose].join(SEPARATOR);
  const room = MAX_STATEMENT_NAME - CONTENT_HASH_LENGTH - 1;
  if (parts.every((part, i) => part === names[i]) && plain.length <= room) return plain;
  const digest = hash(JSON.stringify(names), NAME_HASH_LENGTH);
  const tail = [subject.purpose, digest].join(SEPARATOR);
  const each = Math.floor((room - tail.length - parts.length * SEPARATOR.length) / parts.length);
  const shortened = parts.map((part) => part.slice(0, each).replace(/-+$/, '') || 'x');
  return [...shortened, tail].join(SEPARATOR);
}

/** The slug for which `statementName` makes such a name, whatever its content; undefined when it makes none like it. */
export function slugOfName(name: string): string | undefined {
  const slug = name.slice(0, -CONTENT_HASH_LENGTH - 1);
  return slug !== '' && ENDS_IN_HASH.test(name) ? slug : undefined;
}

/** Whether a statement's name is one that `statementName` makes for the slug, whatever its content. */
export function belongsToSlug(name: string, slug: string): boolean {
  return slugOfName(name) === slug;
}

const ENDS_IN_HASH = new RegExp(`-[0-9a-f]{${CONTENT_HASH_LENGTH}}$`);

function sanitise(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'x';
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
