import { describe, expect, it } from 'vitest';
import { diffSpecs } from '../../../src/core/diff.js';
import type { ReplaceScope } from '../../../src/core/field-policy.js';
import { secretReference } from '../../../src/core/secret.js';
import { isMasked } from '../../../src/kinds/connector/spec.js';
import { kinds } from '../../../src/kinds/index.js';
import { kindSpecs, realKinds } from '../../support/kind-specs.js';

type Verdict = 'nothing' | 'in place' | ReplaceScope;

/** What a change of one field asks for. */
function verdict(kind: keyof typeof kindSpecs, before: object, after: object): Verdict {
  const changes = diffSpecs({ desired: after, actual: before, fields: realKinds[kind]!.fields, writeOnlyChanged: () => undefined });
  if (changes.length === 0) return 'nothing';
  expect(changes).toHaveLength(1);
  return changes[0]!.effect === 'inPlace' ? 'in place' : changes[0]!.scope!;
}

interface Case {
  readonly kind: keyof typeof kindSpecs;
  readonly name: string;
  readonly before: object;
  readonly after: object;
  readonly want: Verdict;
}

const pg = (parts: object = {}) => ({ config: { 'connector.class': 'PostgresCdcSourceV2', ...parts } });
const column = (type: string, nullable = true) => ({ type, nullable });
const columns = (parts: object) => ({ columns: { id: column('INT', false), ...parts } });
const replay = (way: string) => ({ replay: { way, why: '' } });

/** product.md section 4, line by line. */
const cases: readonly Case[] = [
  { kind: 'connector', name: 'class', before: pg({ 'connector.class': 'PostgresCdcSource' }), after: pg(), want: 'pipeline' },
  { kind: 'connector', name: 'topic prefix', before: pg({ 'topic.prefix': 'a' }), after: pg({ 'topic.prefix': 'b' }), want: 'pipeline' },
  { kind: 'connector', name: 'output format', before: pg({ 'output.data.format': 'AVRO' }), after: pg({ 'output.data.format': 'JSON_SR' }), want: 'pipeline' },
  { kind: 'connector', name: 'database', before: pg({ 'database.dbname': 'a' }), after: pg({ 'database.dbname': 'b' }), want: 'pipeline' },
  { kind: 'connector', name: 'a table more', before: pg({ 'table.include.list': 'a' }), after: pg({ 'table.include.list': 'a,b' }), want: 'in place' },
  { kind: 'connector', name: 'tasks', before: pg({ 'tasks.max': '1' }), after: pg({ 'tasks.max': '2' }), want: 'in place' },
  { kind: 'connector', name: 'a key that it lacks', before: pg(), after: pg({ 'tasks.max': '2' }), want: 'in place' },
  { kind: 'connector', name: 'a key that we declared before', before: pg({ 'tasks.max': '2' }), after: pg(), want: 'in place' },
  { kind: 'connector', name: 'a masked value', before: pg({ 'database.password': '****************' }), after: pg({ 'database.password': 'literal' }), want: 'nothing' },
  { kind: 'connector', name: 'a password', before: pg({ 'database.password': 'shown' }), after: pg({ 'database.password': secretReference('${env:P}') }), want: 'nothing' },
  { kind: 'connector', name: 'a password less', before: pg({ 'database.password': '****' }), after: pg(), want: 'in place' },
  { kind: 'connector', name: 'a key of an unknown plugin', before: { config: { 'connector.class': 'Odd', x: '1' } }, after: { config: { 'connector.class': 'Odd', x: '2' } }, want: 'in place' },
  { kind: 'connector', name: 'name', before: { name: 'a' }, after: { name: 'b' }, want: 'pipeline' },
  { kind: 'connector', name: 'pause', before: { state: 'running' }, after: { state: 'paused' }, want: 'in place' },
  { kind: 'target-table', name: 'changelog mode', before: { changelogMode: 'append' }, after: { changelogMode: 'upsert' }, want: 'table' },
  { kind: 'target-table', name: 'primary key', before: { primaryKey: ['id'] }, after: { primaryKey: ['id', 'day'] }, want: 'table' },
  { kind: 'target-table', name: 'clean-up policy', before: { cleanupPolicy: 'delete' }, after: { cleanupPolicy: 'compact' }, want: 'table' },
  { kind: 'target-table', name: 'buckets', before: { buckets: 6 }, after: { buckets: 12 }, want: 'table' },
  { kind: 'target-table', name: 'message size', before: { maxMessageBytes: 1 }, after: { maxMessageBytes: 2 }, want: 'in place' },
  { kind: 'target-table', name: 'a nullable column more', before: columns({}), after: columns({ x: column('STRING') }), want: 'in place' },
  { kind: 'target-table', name: 'a column more that is never null', before: columns({}), after: columns({ x: column('STRING', false) }), want: 'table' },
  { kind: 'target-table', name: 'a column less', before: columns({ x: column('STRING') }), after: columns({}), want: 'table' },
  { kind: 'target-table', name: 'another type', before: columns({ x: column('INT') }), after: columns({ x: column('BIGINT') }), want: 'table' },
  { kind: 'target-table', name: 'nullable', before: columns({ x: column('INT', false) }), after: columns({ x: column('INT') }), want: 'table' },
  { kind: 'target-table', name: 'the text of its DDL', before: { createStatement: { name: 'a', sql: 'x' } }, after: { createStatement: { name: 'b', sql: 'y' } }, want: 'nothing' },
  { kind: 'decode-statement', name: 'SQL', before: { sql: 'a' }, after: { sql: 'b', ...replay('restart') }, want: 'resource' },
  { kind: 'decode-statement', name: 'SQL, with a source topic that has lost keys', before: { sql: 'a' }, after: { sql: 'b', ...replay('rebuild') }, want: 'pipeline' },
  { kind: 'decode-statement', name: 'a property', before: { properties: { a: '1' } }, after: { properties: { a: '2' }, ...replay('carryOver') }, want: 'resource' },
  { kind: 'decode-statement', name: 'a property of the server', before: { properties: { a: '1', b: '2' } }, after: { properties: { a: '1' }, ...replay('restart') }, want: 'nothing' },
  { kind: 'decode-statement', name: 'name', before: { name: 'a' }, after: { name: 'b' }, want: 'nothing' },
  { kind: 'decode-statement', name: 'pause', before: { state: 'running' }, after: { state: 'stopped' }, want: 'in place' },
  { kind: 'tableflow-topic', name: 'storage', before: { storage: { kind: 'Managed' } }, after: { storage: { kind: 'ByobAws', bucket_name: 'b', provider_integration_id: 'p' } }, want: 'resource' },
  { kind: 'tableflow-topic', name: 'formats', before: { formats: ['ICEBERG'] }, after: { formats: ['DELTA', 'ICEBERG'] }, want: 'in place' },
  { kind: 'tableflow-topic', name: 'retention', before: { retentionMs: '1' }, after: { retentionMs: '2' }, want: 'in place' },
  { kind: 'tableflow-topic', name: 'failure handling', before: { errorHandling: { mode: 'SUSPEND' } }, after: { errorHandling: { mode: 'SKIP' } }, want: 'in place' },
  { kind: 'subject-config', name: 'level', before: { compatibility: 'BACKWARD' }, after: { compatibility: 'FULL' }, want: 'in place' },
  { kind: 'compute-pool', name: 'size', before: { maxCfu: 5 }, after: { maxCfu: 10 }, want: 'in place' },
  { kind: 'compute-pool', name: 'region', before: { region: 'a' }, after: { region: 'b' }, want: 'resource' },
  { kind: 'source-topic', name: 'anything', before: { topic: 'a', role: 'x' }, after: { topic: 'b', role: 'y' }, want: 'nothing' },
  { kind: 'existing-topic', name: 'anything', before: { topic: 'a' }, after: { topic: 'b' }, want: 'nothing' },
  { kind: 'registered-schema', name: 'schema', before: { subject: 'a-value', schema: '{}' }, after: { subject: 'a-value', schema: '{"type":"object"}' }, want: 'in place' },
  { kind: 'registered-schema', name: 'white space', before: { text: '{}' }, after: { text: '{ }' }, want: 'nothing' },
  { kind: 'target-topic', name: 'anything', before: { topic: 'a' }, after: { topic: 'b' }, want: 'nothing' },
  { kind: 'subject', name: 'anything', before: { subject: 'a' }, after: { subject: 'b' }, want: 'nothing' },
];

describe('what a change means', () => {
  it.each(cases)('$kind: $name: $want', ({ kind, before, after, want }) => expect(verdict(kind, before, after)).toBe(want));

  it('every field of every kind has a policy, so no kind is forgotten here', () => {
    expect(new Set(cases.map((one) => one.kind))).toEqual(new Set(Object.keys(kindSpecs)));
  });
});

describe('the registry', () => {
  it('holds exactly these kinds, each under its own name', () => {
    expect(Object.keys(kinds).sort()).toEqual(Object.keys(kindSpecs).sort());
    for (const [name, spec] of Object.entries(kindSpecs)) expect(spec.name).toBe(name);
  });

  it('says which kinds lose data, and the step of the clean-up', () => {
    const facts = Object.entries(realKinds).map(([name, spec]) => [name, spec.cleanupStep, spec.holdsData] as const);
    expect(facts.sort(([, a], [, b]) => (a ?? 0) - (b ?? 0))).toEqual([
      ['compute-pool', undefined, false],
      ['existing-topic', undefined, true],
      ['tableflow-topic', 1, true],
      ['decode-statement', 2, false],
      ['target-table', 3, true],
      ['target-topic', 4, true],
      ['connector', 5, true],
      ['source-topic', 6, true],
      ['registered-schema', 7, false],
      ['subject', 7, true],
      ['subject-config', 7, false],
    ]);
  });
});

it.each([['****************', true], ['**', true], ['*', false], ['', false], ['a**', false], [undefined, false], [secretReference('${env:A}'), false]])('masked %j: %s', (value, want) => expect(isMasked(value)).toBe(want));
