import type { Diagnostic, SourceRange } from '../../core/diagnostic.js';
import { targetNameOf } from '../defaults.js';
import { sourceInputOf } from '../expand/connector.js';
import type { TargetDocument } from '../documents.js';
import type { Path } from '../nodes.js';
import { circles } from './circles.js';
import { nameOf, namePath } from './claims.js';
import type { Claims, PlacedPipeline } from './claims.js';

/** Something that one pipeline may have and no other: found by its key, said by its words. */
interface Claim {
  readonly key: string;
  readonly path: Path;
  readonly code: Diagnostic['code'];
  readonly what: string;
  readonly fix: string;
}

/** What may be used once and is used twice, across files. Each is reported at the later place and names the earlier one. */
export function checkCollisions(inputs: readonly PlacedPipeline[]): readonly Diagnostic[] {
  const all = inputs.map((input): Claims => {
    const { source, input: sourceInput } = sourceInputOf(input.document, input.target);
    return { input, scope: scopeOf(input.target), connectorName: sourceInput.connectorName, blueprint: source.expand(sourceInput) };
  });
  return [...sharedClaims(all), ...prefixCollisions(all), ...sourceTopicsAsTargets(all), ...circles(all)];
}

/** Two Targets may name one cluster: what the documents tell about it counts, not the Target's name. */
function scopeOf({ spec: { environment, cluster } }: TargetDocument): string {
  return cluster.id ?? `${environment.id ?? environment.name}/${cluster.name}`;
}

function sharedClaims(all: readonly Claims[]): Diagnostic[] {
  const first = new Map<string, { readonly claims: Claims; readonly claim: Claim }>();
  const diagnostics: Diagnostic[] = [];
  for (const claims of all) {
    // A slot and a publication that two pipelines share are one mistake: said once, of the first of them.
    const said = new Set<string>();
    for (const claim of claimsOf(claims)) {
      const earlier = first.get(claim.key);
      const mistake = earlier && `${claim.code} ${claim.path.join('.')} ${nameOf(earlier.claims.input)}`;
      if (!earlier) first.set(claim.key, { claims, claim });
      else if (!said.has(mistake!)) diagnostics.push(collision(claim, claims, earlier.claim, earlier.claims));
      if (mistake) said.add(mistake);
    }
  }
  return diagnostics;
}

function claimsOf({ input, scope, connectorName, blueprint }: Claims): readonly Claim[] {
  const { name, spec } = input;
  const { connector } = blueprint;
  return [
    ...(connector === undefined ? [] : [{
      key: `connector ${scope} ${connectorName}`,
      path: spec.connector?.name === undefined ? ['metadata', 'name'] : ['spec', 'connector', 'name'],
      code: 'CDC1602' as const,
      what: `the connector name "${connectorName}"`,
      fix: 'Give one of them another name under spec.connector.name.',
    }]),
    ...spec.tables.flatMap((table, index): Claim[] => (table.decode === false ? [] : [{
      key: `table ${scope} ${targetNameOf(table, name)}`,
      path: namePath(table, index),
      code: 'CDC1601',
      what: `the target table "${targetNameOf(table, name)}"`,
      fix: 'Give one of them another name under "to".',
    }])),
    ...Object.entries(connector?.exclusive ?? {}).map(([role, used]): Claim => ({
      key: `exclusive ${connector!.databaseIdentity} ${role} ${used}`,
      path: ['spec', 'source', input.source.name],
      code: 'CDC1604',
      what: `the ${role} "${used}" of one database`,
      fix: 'Give each pipeline names of its own for what it uses in the database. For one pipeline with several targets, set them in the overrides.',
    })),
  ];
}

function collision(claim: Claim, { input }: Claims, earlier: Claim, { input: other }: Claims): Diagnostic {
  const range = input.origins.keyAt(claim.path);
  const at = other.origins.keyAt(earlier.path);
  return {
    code: claim.code,
    severity: 'error',
    summary: `${nameOf(input)} and ${input === other ? 'another entry of it' : nameOf(other)} both use ${claim.what}.`,
    detail: `It is used first at ${at.file}:${at.start.line}:${at.start.column}.`,
    fix: claim.fix,
    range,
  };
}

/** Prefixes collide when equal, or when one and a dot begin the other: `shop` owns `shop.eu.orders`. */
function prefixCollisions(all: readonly Claims[]): Diagnostic[] {
  const prefixed = all.flatMap((claims) => {
    const prefix = claims.blueprint.connector?.config['topic.prefix'];
    return typeof prefix === 'string' ? [{ claims, prefix }] : [];
  });
  // Sorted with the separating dot, a prefix stands right before everything that it begins.
  const sorted = [...prefixed].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const diagnostics: Diagnostic[] = [];
  const open: typeof prefixed = [];
  for (const next of sorted) {
    while (open.length > 0 && !begins(open.at(-1)!, next)) open.pop();
    const outer = open.at(-1);
    if (outer) diagnostics.push(prefixCollision(outer, next));
    open.push(next);
  }
  return diagnostics;
}

interface Prefixed {
  readonly claims: Claims;
  readonly prefix: string;
}

function sortKey({ claims, prefix }: Prefixed): string {
  return `${claims.scope}\u0000${prefix}.`;
}

function begins(outer: Prefixed, inner: Prefixed): boolean {
  return outer.claims.scope === inner.claims.scope && `${inner.prefix}.`.startsWith(`${outer.prefix}.`);
}

function prefixCollision(outer: Prefixed, inner: Prefixed): Diagnostic {
  const at = prefixRange(outer);
  const same = outer.prefix === inner.prefix;
  return {
    code: 'CDC1603',
    severity: 'error',
    summary: same
      ? `${nameOf(inner.claims.input)} and ${nameOf(outer.claims.input)} have the same topic prefix "${inner.prefix}".`
      : `The topic prefix "${inner.prefix}" of ${nameOf(inner.claims.input)} begins with "${outer.prefix}." of ${nameOf(outer.claims.input)}.`,
    detail: `The other one is at ${at.file}:${at.start.line}:${at.start.column}. Topics are told apart by prefix.`,
    fix: 'Choose prefixes of which neither begins the other. A changed prefix needs a new snapshot, so change the pipeline that is not applied yet.',
    range: prefixRange(inner),
  };
}

function prefixRange({ claims: { input } }: Prefixed): SourceRange {
  return input.origins.keyAt(input.spec.topicPrefix === undefined ? ['metadata', 'name'] : ['spec', 'topicPrefix']);
}

/** A topic that is there already may well be filled by the table of another pipeline, but not by the one that reads it. */
function sourceTopicsAsTargets(all: readonly Claims[]): Diagnostic[] {
  const filled = new Map<string, Claims>();
  for (const claims of all) if (claims.blueprint.connector !== undefined) for (const { topic } of claims.blueprint.topics) filled.set(`${claims.scope} ${topic}`, claims);
  return all.flatMap((claims) => claims.input.spec.tables.flatMap((table, index): Diagnostic[] => {
    const target = targetNameOf(table, claims.input.name);
    const readsItself = table.from === target && claims.blueprint.connector === undefined;
    const reader = filled.get(`${claims.scope} ${target}`) ?? (readsItself ? claims : undefined);
    if (!reader || table.decode === false) return [];
    return [{
      code: 'CDC1605',
      severity: 'error',
      summary: `The target table "${target}" has the name of a source topic of ${nameOf(reader.input)}.`,
      detail: 'The decoded rows would be written into the topic that changes are read from.',
      fix: 'Give the table another name under "to".',
      range: claims.input.origins.at(namePath(table, index)),
    }];
  }));
}
