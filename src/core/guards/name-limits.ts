import type { Diagnostic } from '../diagnostic.js';
import { desiredOf } from '../known-kinds.js';
import type { KnownKind } from '../known-kinds.js';
import type { DesiredResource } from '../resource.js';
import type { Guard } from './guard.js';

interface Rule {
  readonly what: string;
  readonly max: number;
  readonly characters: RegExp;
  readonly allowed: string;
}

/** Names of at most 64 characters, put into URLs (semantics.md 1.0 item 2). */
const connectorRule: Rule = { what: 'connector', max: 64, characters: /^[^/\s]+$/, allowed: 'no space and no slash' };
/** Kafka's own rule. */
const topicRule: Rule = { what: 'topic', max: 249, characters: /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/, allowed: 'letters, digits, ".", "_" and "-"' };
/** The smaller of the two lengths that are documented (semantics.md 3.1 item 4). */
const statementRule: Rule = { what: 'statement', max: 72, characters: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, allowed: 'lower case letters, digits and "-", not at its ends' };

interface Named {
  readonly resource: DesiredResource;
  readonly rule: Rule;
  readonly names: readonly string[];
}

/** What the service would refuse half way through an apply. */
export const nameLimits: Guard = {
  name: 'name-limits',
  codes: ['CDC5107'],
  check: ({ desired }) => {
    const of = <Kind extends KnownKind>(kind: Kind, rule: Rule, namesOf: (spec: ReturnType<typeof desiredOf<Kind>>[number]['spec']) => readonly string[]): Named[] =>
      desiredOf(kind, desired).map(({ resource, spec }) => ({ resource, rule, names: namesOf(spec) }));
    return [
      ...of('connector', connectorRule, ({ name }) => [name]),
      ...of('source-topic', topicRule, ({ topic }) => [topic]),
      ...of('target-table', topicRule, ({ table }) => [table]),
      ...of('target-table', statementRule, ({ createStatement, dropStatement }) => [createStatement.name, dropStatement.name]),
      ...of('decode-statement', statementRule, ({ name }) => [name]),
    ].flatMap(({ resource, rule, names }) => names.flatMap((name) => problemOf(name, rule, resource)));
  },
};

function problemOf(name: string, { what, max, characters, allowed }: Rule, resource: DesiredResource): Diagnostic[] {
  const tooLong = name.length > max;
  if (!tooLong && characters.test(name)) return [];
  return [{
    code: 'CDC5107',
    severity: 'error',
    summary: tooLong ? `the ${what} name ${name} has ${name.length} characters, and the service takes ${max}` : `the ${what} name ${JSON.stringify(name)} has characters that the service does not take`,
    detail: tooLong ? 'The service would refuse it half way through the apply.' : `It takes ${allowed}.`,
    fix: 'Shorten or change what it is made of: the pipeline\'s name, its topicPrefix, the table\'s "to" or connector.name.',
    address: resource.address,
    range: resource.origin,
  }];
}
